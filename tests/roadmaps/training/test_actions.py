"""The envelope for training: what it holds is never exceeded, also by two people at once."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from roadmaps.coverage.queries import allotments_of, envelope_of
from roadmaps.coverage.rules.allotments import Places
from roadmaps.models import TrainingAllotment, TrainingEnvelope, TrainingUse
from roadmaps.training import actions
from tests.builders import AT, make_commune, make_department, make_epci, own_details
from tests.pages import plain
from tests.roadmaps.builders import make_allotment, make_body, make_envelope, make_use
from tests.setup_data import setup_data

D = Decimal


@setup_data
def epcis(scope):
    found = []
    for number in range(1, 4):
        epci = make_epci(f"20000000{number}", f"Pays {number}")
        make_commune(f"4700{number}", f"Commune {number}", epci=epci)
        found.append(epci)
    return found


@setup_data
def envelope(by):
    return make_envelope("État 2026", by=by)


def changes(envelope, **fields):
    values = {
        "name": envelope.name,
        "amount": envelope.amount,
        "minimum_places": envelope.minimum_places,
        "start": envelope.start,
        "end": envelope.end,
    }
    return {**values, **fields}


def test_by_hand(envelope, epcis, by):
    """30 places for 9 000 € and 20 for 6 000 €; 12 people trained for 4 200 €: 5 000 € are left for 10 places."""
    one = make_allotment(envelope, epcis[0], 30, "9000.00")
    make_allotment(envelope, epcis[1], 20, "6000.00")
    make_use(one, 12, "4200.00")
    found = envelope_of(envelope)
    assert (found.allotted, found.used) == (Places(50, D("15000.00")), Places(12, D("4200.00")))
    assert (found.left, found.missing, found.used.average) == (D("5000.00"), 10, D("350.00"))
    rows = allotments_of(envelope)
    assert [(str(row.allotment), row.left.places) for row in rows] == [(str(epcis[0]), 18), (str(epcis[1]), 20)]
    verbs = list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["training.opened", "training.allotted", "training.allotted", "training.used"]


def test_what_an_envelope_cannot_be(by):
    for fields, sentence in (
        ({"amount": D("0.00")}, "plus de zéro euro"),
        ({"amount": D("-1.00")}, "négatif"),
        ({"end": date(2026, 1, 1)}, "La fin vient après le début"),
    ):
        with pytest.raises(DomainError, match=sentence):
            make_envelope(**fields)
    make_envelope("Une")
    with pytest.raises(ValidationError, match="porte déjà ce nom"):
        make_envelope("Une")


def test_an_envelope_keeps_what_is_allotted(envelope, epcis, by):
    make_allotment(envelope, epcis[0], 30, "9000.00")
    with pytest.raises(DomainError, match="sont déjà attribués"):
        actions.change_envelope(envelope, **changes(envelope, amount=D("8999.99")), by=by, at=AT)
    changed = actions.change_envelope(
        envelope, **changes(envelope, amount=D("9000.00"), minimum_places=30), by=by, at=AT
    )
    assert envelope_of(changed).left == 0
    line = JournalEntry.objects.get(verb="training.changed")
    assert own_details(line) == {"fields": ["amount", "minimum_places"]}


def test_more_than_is_left_is_refused_naming_it(envelope, epcis, by):
    make_allotment(envelope, epcis[0], 30, "15000.00")
    with pytest.raises(DomainError) as refusal:
        make_allotment(envelope, epcis[1], 10, "5000.01")
    assert plain(refusal.value) == "Il reste 5 000 € à attribuer, et non 5 000,01 €."
    assert refusal.value.field == "amount"
    assert TrainingAllotment.objects.count() == 1


def test_whom_and_when(envelope, epcis, by):
    make_allotment(envelope, epcis[0])
    with pytest.raises(DomainError, match="a déjà des places"):
        make_allotment(envelope, epcis[0])
    elsewhere = make_epci("200000009", "Ailleurs")
    make_commune("49001", "Angers", epci=elsewhere, department=make_department("49", "Maine-et-Loire", "de"))
    with pytest.raises(DomainError, match="n’est pas du département"):
        make_allotment(envelope, elsewhere)
    terms = {"epci": epcis[1], "places": 1, "amount": D("1.00"), "by": by, "at": AT}
    with pytest.raises(DomainError, match="à venir"):
        actions.allot(envelope, committed_on=date(2026, 12, 1), **terms)
    old = make_envelope(start=date(2024, 1, 1), end=date(2025, 1, 1))
    with pytest.raises(DomainError, match="prend fin le 31 décembre 2024"):
        actions.allot(old, committed_on=date(2025, 1, 1), **terms)
    with pytest.raises(DomainError, match="une place au moins"):
        actions.allot(envelope, committed_on=date(2026, 1, 1), **{**terms, "places": 0})


def test_places_go_to_those_that_commit_themselves(envelope, epcis, by):
    """A paper is asked of one without roadmap, body or agreement; a body that deals with the subject is enough."""
    terms = {"places": 1, "amount": D("1.00"), "committed_on": date(2026, 3, 2), "by": by, "at": AT}
    with pytest.raises(DomainError, match="indiquez la délibération ou le courrier") as refusal:
        actions.allot(envelope, epci=epcis[0], proof="  ", **terms)
    assert refusal.value.field == "proof"
    assert actions.allot(envelope, epci=epcis[0], proof=" Délibération n° 12 ", **terms).proof == "Délibération n° 12"
    make_body("COPIL", epci=epcis[1], deals_since=date(2024, 1, 1))
    committed = actions.allot(envelope, epci=epcis[1], **terms)
    assert committed.proof == ""
    changed = actions.change_allotment(committed, **{**terms, "places": 2})
    assert changed.places == 2


def test_an_allotment_changes_between_what_was_used_and_what_is_left(envelope, epcis, by):
    one = make_allotment(envelope, epcis[0], 10, "3000.00")
    make_use(one, 4, "1200.00")
    terms = {"committed_on": date(2026, 3, 2), "proof": "Délibération n° 12", "by": by, "at": AT}
    with pytest.raises(DomainError, match="4\u00a0personnes sont déjà formées"):
        actions.change_allotment(one, places=3, amount=D("3000.00"), **terms)
    with pytest.raises(DomainError, match="déjà dépensés"):
        actions.change_allotment(one, places=4, amount=D("1199.99"), **terms)
    with pytest.raises(DomainError, match="à attribuer"):
        actions.change_allotment(one, places=4, amount=D("20000.01"), **terms)
    changed = actions.change_allotment(one, places=60, amount=D("20000.00"), **terms)
    assert (changed.places, envelope_of(envelope).left) == (60, 0)


def test_a_use_beyond_the_allotment_is_refused(envelope, epcis, by):
    one = make_allotment(envelope, epcis[0], 10, "3000.00")
    make_use(one, 8, "2000.00")
    for places, amount, field in ((3, "1.00", "places"), (1, "1000.01", "amount")):
        with pytest.raises(DomainError, match="Il reste") as refusal:
            make_use(one, places, amount)
        assert refusal.value.field == field
    terms = {"label": "Formation", "places": 1, "amount": D("1.00"), "by": by, "at": AT}
    with pytest.raises(DomainError, match="à venir"):
        actions.record_use(one, held_on=date(2026, 12, 24), **terms)
    with pytest.raises(DomainError, match="L’enveloppe vaut"):
        actions.record_use(one, held_on=date(2025, 12, 31), **terms)
    assert TrainingUse.objects.count() == 1


def test_nobody_is_trained_before_the_intercommunalite_committed_itself(envelope, epcis, by):
    one = make_allotment(envelope, epcis[0], 10, "3000.00")  # committed on 2 March
    terms = {"places": 10, "amount": D("3000.00"), "proof": "Délibération n° 12", "by": by, "at": AT}
    with pytest.raises(DomainError, match="s’est engagée le 2 mars 2026") as refusal:
        actions.record_use(one, label="Formation", held_on=date(2026, 3, 1), places=1, amount=D("1.00"), by=by, at=AT)
    assert refusal.value.field == "held_on"
    make_use(one)  # on 4 May
    with pytest.raises(DomainError, match="notée le 4 mai 2026") as refusal:
        actions.change_allotment(one, committed_on=date(2026, 5, 5), **terms)
    assert refusal.value.field == "committed_on"
    assert actions.change_allotment(one, committed_on=date(2026, 5, 4), **terms).committed_on.month == 5


def test_places_that_were_used_are_not_taken_back(envelope, epcis, by):
    one = make_allotment(envelope, epcis[0])
    use = make_use(one)
    with pytest.raises(DomainError, match="4\u00a0personnes ont déjà été formées"):
        actions.withdraw_allotment(one, by=by, at=AT)
    actions.withdraw_use(use, by=by, at=AT)
    actions.withdraw_allotment(one, by=by, at=AT)
    assert envelope_of(envelope).allotted == Places()
    lines = JournalEntry.objects.filter(verb="training.withdrawn").order_by("pk")
    assert [line.details["places"] for line in lines] == [4, 10]


def allot_at_once(network, envelope, epcis, by):
    """Give each of them 12 000 € at the same moment; how many got them."""
    barrier, outcomes = threading.Barrier(len(epcis), timeout=60), []

    def one(epci):
        try:
            with scoped_to(network), transaction.atomic():
                barrier.wait()
                make_allotment(envelope, epci, 10, "12000.00", by=by)
            outcomes.append(True)
        except DomainError:
            outcomes.append(False)
        finally:
            connection.close()

    running = [threading.Thread(target=one, args=(epci,)) for epci in epcis]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()  # it ends: each of its waits does
    assert len(outcomes) == len(epcis)
    return sum(outcomes)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_allot_the_last_euros_one_is_refused(scope, epcis, envelope, by):
    assert allot_at_once(scope, envelope, epcis[:2], by) == 1
    assert envelope_of(envelope).left == D("8000.00")


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_be_given(scope, epcis, envelope, by, monkeypatch):
    """The guard off: both read what is left before either has written, and the envelope goes below zero."""
    read, real = threading.Barrier(2, timeout=60), actions._refuse_excess

    def both_have_read(*args, **kwargs):
        real(*args, **kwargs)
        read.wait()

    monkeypatch.setattr(actions, "locked", lambda one: TrainingEnvelope.objects.get(pk=one.pk))
    monkeypatch.setattr(actions, "_refuse_excess", both_have_read)
    assert allot_at_once(scope, envelope, epcis[:2], by) == 2
    assert envelope_of(envelope).left == D("-4000.00")
