"""Which counts of people may be shown beside their total, so that no small group can be read or worked out."""

from collections.abc import Callable, Collection, Hashable, Mapping
from collections.abc import Set as AbstractSet

#: Groups of fewer people are not shown.
THRESHOLD = 5


def _is_safe(hidden: Collection[int], *, together: int, threshold: int) -> bool:
    """Whether the total, less what is shown, reveals nothing of these hidden cells, none of which is zero.

    They are several, enough people together, and more than one each: as many people as cells would be one in each.
    """
    return not hidden or (len(hidden) > 1 and together >= threshold and sum(hidden) > len(hidden))


def suppressed[Key: Hashable](
    people: Mapping[Key, AbstractSet[Hashable]], *, also: Collection[Key] = (), threshold: int = THRESHOLD
) -> set[Key]:
    """Return which groups are hidden, of groups that may share people: what is hidden adds up to enough people.

    `also` are groups to hide in any case. Ties are broken by the order in which the groups are given.
    """
    sizes = {key: len(group) for key, group in people.items()}
    return _hidden(
        sizes, also, together=lambda keys: len(set().union(*(people[key] for key in keys))), threshold=threshold
    )


def suppress[Key: Hashable](
    counts: Mapping[Key, int], *, also: Collection[Key] = (), threshold: int = THRESHOLD
) -> dict[Key, int | None]:
    """Return the counts of a table whose rows add up to a total, None where one is hidden; `also` are hidden anyway."""
    hidden = _hidden(counts, also, together=lambda keys: sum(counts[key] for key in keys), threshold=threshold)
    return {key: None if key in hidden else count for key, count in counts.items()}


def sum_may_be_shown[Key: Hashable](
    counts: Mapping[Key, int], wanted: Collection[Key], *, threshold: int = THRESHOLD
) -> bool:
    """Whether the sum of some counts of a table may be shown, beside all others of which this answers yes.

    What is hidden counts as one: a sum has all of it or nothing, so that no difference of two sums is a part of it.
    """
    hidden = {key for key, count in suppress(counts, threshold=threshold).items() if count is None}
    if hidden.isdisjoint(wanted):
        return True
    sizes = [counts[key] for key in hidden if counts[key]]
    return hidden <= set(wanted) and _is_safe(sizes, together=sum(sizes), threshold=threshold)


def shown_count(counts: Mapping[str, int], key: str) -> str:
    """One count of a table of people, for a place where the others are not seen: « masqué » where it is hidden."""
    count = suppress(counts).get(key, 0)
    return "masqué" if count is None else str(count)


def _hidden[Key: Hashable](
    sizes: Mapping[Key, int], also: Collection[Key], *, together: Callable[[Collection[Key]], int], threshold: int
) -> set[Key]:
    hidden = {key for key, size in sizes.items() if 0 < size < threshold or key in also}
    rest = sorted((key for key in sizes if key not in hidden and sizes[key]), key=lambda key: sizes[key])
    for key in rest:
        counts = [sizes[one] for one in hidden if sizes[one]]
        if _is_safe(counts, together=together(hidden), threshold=threshold):
            break
        hidden.add(key)
    return hidden


def total_may_be_shown[Key: Hashable](
    people: Mapping[Key, AbstractSet[Hashable]], hidden: Collection[Key], *, threshold: int = THRESHOLD
) -> bool:
    """Whether the total may be shown below the rows.

    Not where the whole table is a small group, nor where there was nothing left to hide beside what had to be: a
    total under hidden rows alone stays when they are several and enough people together.
    """
    everybody = len(set().union(*people.values())) if people else 0
    if 0 < everybody < threshold:
        return False
    counts = [len(people[key]) for key in hidden if people[key]]
    together = len(set().union(*(people[key] for key in hidden))) if hidden else 0
    return _is_safe(counts, together=together, threshold=threshold)
