"""Standby groups of holidays and surge days: who stands by, in which group, and whether a plan holds (BANK-8, BANK-9)."""
