"""Bounds of the catalogue."""

#: How many things are looked at on each hand-over, at most.
MAX_CHECKED = 20
#: Items that one case holds.
MAX_PARTS = 40
