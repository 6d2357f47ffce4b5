"""Hours: planned and worked minutes, overtime by kind, comp time and pay. Values in, values out (BANK-7, 12, 13)."""
