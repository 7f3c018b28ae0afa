"""Give the next number of a series; nobody else gets it, and none is lost."""

from funding.models import Counter


def next_number(name: str) -> int:
    """Return the next number of this series of the active network, starting at 1; see `Counter`."""
    return Counter.objects.next_number(name)
