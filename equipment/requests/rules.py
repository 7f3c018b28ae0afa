"""Bounds of requests."""

from datetime import timedelta

#: How many models and kits are asked for at once.
MAX_TOGETHER = 8
#: How much later than asked for something is still offered, to whom later is fine.
LATER_WITHIN = timedelta(days=30)
