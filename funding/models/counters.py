"""Numbers given one after the other, without a gap."""

from django.db import connection, models

from inclusion.core.scope import NetworkOwned, NetworkOwnedQuerySet, active_network, scoped_manager


class CounterQuerySet(NetworkOwnedQuerySet):
    """The one way to take a number."""

    def next_number(self, name: str) -> int:
        """Return the next number of this series of the active network, starting at 1.

        The series stays locked until the end of the transaction: what is rolled back gives its number back.
        """
        if not connection.in_atomic_block:
            raise RuntimeError("a number is given inside a transaction")
        network_id = active_network().pk
        self.bulk_create([Counter(network_id=network_id, name=name)], ignore_conflicts=True)
        counter = self.select_for_update(of=("self",)).get(network_id=network_id, name=name)
        counter.last += 1
        counter.save(update_fields=["last"])
        return counter.last


class Counter(NetworkOwned):
    """The last number given in a network to things of one kind; locked while one is given, so that none is lost."""

    name = models.CharField(max_length=40)
    last = models.PositiveIntegerField(default=0)

    objects = scoped_manager(CounterQuerySet)

    class Meta(NetworkOwned.Meta):
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(fields=["network", "name"], name="counter_one_of_a_name"),
        ]
