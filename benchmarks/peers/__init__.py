"""Other ways to a roster, measured beside the engine."""
