"""The year's annual leave: from ranked wishes to a plan with its proof (BANK-16). Values in, values out."""
