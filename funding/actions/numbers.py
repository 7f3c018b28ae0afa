"""Give the next number of a series; nobody else gets it, and none is lost."""

from django.db import connection

from funding.models import Counter
from inclusion.scope import active_network


def next_number(name: str) -> int:
    """Return the next number of this series of the active network, starting at 1.

    The series stays locked until the end of the transaction: what is rolled back gives its number back.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a number is given inside a transaction")
    network_id = active_network().pk
    Counter.objects.bulk_create([Counter(network_id=network_id, name=name)], ignore_conflicts=True)
    counter = Counter.objects.select_for_update(of=("self",)).get(network_id=network_id, name=name)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last
