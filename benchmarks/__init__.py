"""Measurements: how near the proven bound the engine comes beside others, and how well calls are foretold."""
