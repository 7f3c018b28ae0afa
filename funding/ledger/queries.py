"""What funds can still commit: their pots, less what other features say that they promised."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from django.db.models import QuerySet

from funding.ledger.models.funds import Fund
from funding.ledger.rules import Available, Obligation
from inclusion.partners.models import Partner

#: What the funds of these keys promised and did not commit yet, each obligation with the key of its fund.
type ObligationReader = Callable[[list[int]], Iterable[tuple[int, Obligation]]]

_readers: list[ObligationReader] = []


def register_obligations(read: ObligationReader) -> ObligationReader:
    """Let a feature say what funds promised, by one query for all of them; no two features say the same euros.

    Posts and agreements do, when their modules are loaded.
    """
    _readers.append(read)
    return read


def available(funds: Iterable[Fund], *, pots: Mapping[int, Decimal] | None = None) -> dict[int, Available]:
    """Return what each fund can still commit, by its key.

    One query for the pots and those of the readers, whatever the number of funds; none for the pots where they were
    just read (`pots`, by the key of the fund).
    """
    keys = [fund.pk for fund in funds]
    obligations: dict[int, list[Obligation]] = defaultdict(list)
    for read in _readers if keys else ():
        for key, obligation in read(keys):
            obligations[key].append(obligation)
    if pots is None:
        pots = {fund.pk: fund.pot for fund in Fund.objects.filter(pk__in=keys).with_pot()}
    return {key: Available(pots[key], tuple(obligations[key])) for key in keys}


def available_of(fund: Fund) -> Available:
    """Return what one fund can still commit."""
    return available([fund])[fund.pk]


def contributors_of(fund: int) -> QuerySet[Partner]:
    """The contributors of the fund of this key."""
    return Partner.objects.filter(contributions__fund_id=fund).distinct()
