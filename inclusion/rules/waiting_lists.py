"""Who of a waiting list gets a place that came free: whoever came first, and nobody overtakes.

A group for which there are not yet enough places keeps those behind it waiting: it would never come in otherwise, as
single places would always go to somebody who came later. Whoever organises may give a place out of turn.
"""

from collections.abc import Sequence


def served(waiting: Sequence[int], *, free: int | None) -> int:
    """How many of the first groups of a waiting list, each of so many people, fit into the free places.

    `free` is None where there is no limit.
    """
    if free is None:
        return len(waiting)
    for rank, people in enumerate(waiting):
        free -= people
        if free < 0:
            return rank
    return len(waiting)


def has_a_place(people: int, *, free: int | None, somebody_waits: bool) -> bool:
    """Whether a newcomer with so many people gets a place at once: there are enough, and nobody waits before."""
    return free is None or (not somebody_waits and people <= free)
