"""Tables of the list pages, by noun."""
