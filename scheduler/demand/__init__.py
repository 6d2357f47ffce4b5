"""From call history to forecast, and from forecast to the agents required on the phones."""
