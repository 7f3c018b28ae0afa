"""Tables of funding, by noun."""
