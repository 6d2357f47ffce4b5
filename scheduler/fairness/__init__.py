"""Fairness over months: what a roster adds to the ledger, what the next one makes of it, and who stands where."""
