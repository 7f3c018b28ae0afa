"""Pages of a fund open in a time that does not grow with its history.

The size is taken from LIANT_POSTINGS (100 000 unless it says otherwise): a million takes some minutes to write.
"""

import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from funding.funds.invariants import prove
from funding.spending.actions.commitments import commit
from funding.statements.queries import statement_figures
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_membership
from tests.funding.history import History, lengthen, start_history

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

POSTINGS = int(os.environ.get("LIANT_POSTINGS", "100000"))
#: How much shorter the history is that it is compared with.
TIMES = 20
#: Longer by so much is noise; what grew with the history would be longer by about TIMES.
ALLOWED = 5


def shortest(work: Callable[[], object], *, tries: int = 5) -> float:
    """The shortest of some tries, in seconds: the one that was least disturbed."""
    taken = []
    for _ in range(tries):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def doings(history: History) -> dict[str, Callable[[], object]]:
    """What people do with a fund, by name."""
    slug, fund = history.fund.network.slug, history.fund
    clients = {}
    for role, partner in (("coordinator", None), ("operator", history.partner)):
        client = Client()
        user = make_membership(partner, roles=(role,)).user
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        clients[role] = client

    def page(role: str, url: str, **query: object) -> Callable[[], object]:
        def look() -> None:
            assert clients[role].get(url, query).status_code == 200

        return look

    year = {"start": date(2025, 1, 1), "end": date(2026, 1, 1)}
    odd = {"start": date(2025, 3, 10), "end": date(2026, 2, 20)}
    past = datetime(2026, 3, 15, 12, tzinfo=UTC)
    return {
        "the fund's page": page("coordinator", fund.get_absolute_url()),
        "its movements": page("coordinator", reverse("fund_movements", args=[slug, fund.pk])),
        "its action": page("coordinator", history.action.get_absolute_url()),
        "the list of funds": page("coordinator", reverse("fund_list", args=[slug])),
        "the operator's year": page("operator", reverse("statement_own", args=[slug]), annee=2025, fonds=fund.pk),
        "a statement of a year": lambda: statement_figures(fund, history.partner, **year),
        "a statement of odd days, as at a past date": lambda: statement_figures(
            fund, history.partner, **odd, as_at=past
        ),
        "a promise": lambda: commit(
            history.action,
            amount=Decimal("1.90"),
            payee="Salle des fêtes",
            label="Carnet",
            on=AT.date(),
            by=history.by,
            at=AT,
        ),
    }


def measured(history: History) -> dict[str, float]:
    with scoped_to(history.fund.network):
        return {name: shortest(work) for name, work in doings(history).items()}


def test_time_does_not_grow_with_history(network, other_network, capsys):
    with scoped_to(other_network):
        short = start_history()
        lengthen(short, postings=POSTINGS // TIMES)
    with scoped_to(network):
        long = start_history()
        lengthen(long, postings=POSTINGS)
    before, after = measured(short), measured(long)
    lines = [
        f"  {name}: {1000 * before[name]:.0f} ms, {1000 * after[name]:.0f} ms, × {after[name] / before[name]:.2f}"
        for name in before
    ]
    with capsys.disabled():
        sys.stdout.write("\n".join(["", f"{POSTINGS // TIMES} postings beside {POSTINGS}:", *lines, ""]))
    grown = {name for name in before if after[name] > ALLOWED * before[name]}
    assert not grown
    # Written at once by SQL, the rows have no journal lines.
    assert {result.name for result in prove(network) if result.violations} <= {"values_in_journal"}
