"""Swaps: what the clauses and the roster's rules say of one, and what it does. Values in, values out."""
