"""A line of the journal stands and falls with the write that it records."""

from datetime import date

import pytest
from django.db import transaction

from funding.models import Fund
from inclusion.core import journal
from inclusion.core.enums import Verb
from inclusion.core.models.history import KEY, JournalEntry
from inclusion.core.scope import every_network, scoped_to
from inclusion.partners.models import Partner
from tests.builders import AT, make_network, make_partner, make_user
from tests.funding.builders import make_fund


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded():
    network = make_network()
    with scoped_to(network):
        partner = make_partner()
        with pytest.raises(journal.NotAtomic, match="inside the transaction"):
            journal.record(Verb.PARTNER_ADDED, on=partner, by=None, at=AT)
        assert not JournalEntry.objects.exists()
        with transaction.atomic():
            journal.record(Verb.PARTNER_ADDED, on=partner, by=None, at=AT)
        assert JournalEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_write_that_fails_leaves_no_line():
    network = make_network()
    with scoped_to(network):
        before = Partner.objects.count()
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            journal.record(Verb.PARTNER_ADDED, on=make_partner(), by=None, at=AT)
            1 / 0
        assert (Partner.objects.count(), JournalEntry.objects.count()) == (before, 0)


def test_a_line_says_who_what_and_on_which_row(scope):
    partner, by = make_partner("CAF"), make_user()
    line = journal.record(Verb.PARTNER_CHANGED, on=partner, by=by, at=AT, fields=["phone"])
    line.refresh_from_db()
    assert (line.verb, line.label) == ("partner.changed", "Partenaire modifié")
    assert (line.target_model, line.target_id, line.target_label) == ("inclusion.Partner", partner.pk, "CAF")
    assert (line.by, line.at, line.details) == (by, AT, {"fields": ["phone"]})
    assert (line.network, line.detail, str(line)) == (scope, "CAF", "Partenaire modifié")


def test_a_label_stands_for_a_name_and_is_cut_to_its_column(scope):
    partner = make_partner("CAF")
    assert journal.record(Verb.PERSON_ADDED, on=partner, by=None, at=AT, label="n° 7").target_label == "n° 7"
    long = journal.record(Verb.PERSON_ADDED, on=partner, by=None, at=AT, label="é" * 300)
    assert long.target_label == "é" * 200


def test_what_happens_to_a_network_is_recorded_in_that_network(scope):
    line = journal.record(Verb.NETWORK_CHANGED, on=scope, by=None, at=AT)
    assert (line.network_id, line.target_model) == (scope.pk, "inclusion.Network")


def test_a_line_repeats_the_values_of_its_own_row_in_whatever_scope(scope):
    funds = make_fund("Un fonds"), make_fund("Un autre", end=date(2031, 1, 1))

    def repeated(fund, **details):
        line = journal.record(Verb.NETWORK_CHANGED, on=fund, by=None, at=AT, **details)
        line.refresh_from_db()
        return line.details

    for fund in funds:
        found = repeated(fund, why="100 %")
        assert found["why"] == "100 %"
        assert found[KEY]["values"]["end"] == fund.end.isoformat()
        with every_network():
            assert repeated(fund, why="100 %") == found
    assert KEY not in repeated(Fund(pk=0, network=scope, name="Aucun"), why="une ligne sans valeurs")


def test_lines_that_only_accompany_another_are_not_listed(scope):
    partner = make_partner()
    journal.record(Verb.DOCUMENT_STORED, on=partner, by=None, at=AT)
    added = journal.record(Verb.PARTNER_ADDED, on=partner, by=None, at=AT)
    assert list(JournalEntry.objects.main_lines()) == [added]
