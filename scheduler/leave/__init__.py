"""Leave: what the clauses say of a request, what there is left, and what it does to a roster. Values in, values out."""
