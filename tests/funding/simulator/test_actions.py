"""Links to the simulator: for whom, until when, and their end."""

from datetime import date, timedelta

import pytest

from funding.models import SimulatorLink
from funding.simulator.actions import share_simulator, withdraw_simulator_link
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from tests.builders import AT
from tests.funding.builders import END, make_fund
from tests.setup_data import setup_data

TODAY = date(2026, 11, 24)


@setup_data
def fund(by):
    return make_fund()


def share(fund, by, **fields):
    given = {"note": "Mutualité de Gascogne", "expires_on": TODAY, "at": AT} | fields
    return share_simulator(fund, by=by, **given)


def test_a_link_opens_until_its_last_day(fund, by):
    link = share(fund, by, note="  Mutualité   de Gascogne ", expires_on=date(2026, 12, 24))
    assert link.note == "Mutualité de Gascogne"
    assert link.opens_on(date(2026, 12, 24))
    assert not link.opens_on(date(2026, 12, 25))
    assert len(link.token) >= 32
    assert link.token != share(fund, by).token
    line = JournalEntry.objects.filter(verb="simulator.shared").earliest("pk")
    assert (line.target_label, line.details) == (fund.name, {"expires_on": "2026-12-24"})


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"note": "  "}, "note", "pour qui est ce lien"),
        ({"expires_on": TODAY - timedelta(days=1)}, "expires_on", "est passé"),
        ({"expires_on": END}, "expires_on", "Le fonds se termine le 31 décembre 2028"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(fund, by, wrong, field, sentence):
    with pytest.raises(DomainError, match=sentence) as refused:
        share(fund, by, **wrong)
    assert refused.value.field == field
    assert not SimulatorLink.objects.exists()
    assert not JournalEntry.objects.filter(verb="simulator.shared").exists()


def test_a_link_is_withdrawn_once(fund, by):
    link = withdraw_simulator_link(share(fund, by), by=by, at=AT)
    assert not SimulatorLink.objects.get(pk=link.pk).opens_on(TODAY)
    with pytest.raises(DomainError, match="déjà été retiré"):
        withdraw_simulator_link(link, by=by, at=AT + timedelta(hours=1))
    assert SimulatorLink.objects.get(pk=link.pk).withdrawn_at == AT
    line = JournalEntry.objects.get(verb="simulator.withdrawn")
    assert line.target_label == fund.name
