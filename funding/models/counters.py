"""Numbers given one after the other, without a gap."""

from django.db import models

from inclusion.scope import NetworkOwned


class Counter(NetworkOwned):
    """The last number given in a network to things of one kind; locked while one is given, so that none is lost."""

    name = models.CharField(max_length=40)
    last = models.PositiveIntegerField(default=0)

    class Meta(NetworkOwned.Meta):
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(fields=["network", "name"], name="counter_one_of_a_name"),
        ]
