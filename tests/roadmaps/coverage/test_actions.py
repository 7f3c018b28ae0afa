"""Seats of intercommunalités: what others typed is kept."""

from decimal import Decimal

import pytest

from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from roadmaps.coverage.actions import SeatEntry, set_seats
from roadmaps.coverage.rules.standing import Seat
from roadmaps.models import EpciSeat
from tests.builders import AT, make_commune, make_epci
from tests.setup_data import setup_data

AGEN = Seat(Decimal("44.20000"), Decimal("0.62000"))
OTHER = Seat(Decimal("44.50000"), Decimal("0.16000"))


@setup_data
def epcis(scope):
    found = [make_epci("200000001", "Agen"), make_epci("200000002", "Marmande")]
    for number, epci in enumerate(found):
        make_commune(f"4700{number}", f"Commune {number}", epci=epci)
    return found


def seats():
    return {row.epci_id: Seat(row.latitude, row.longitude) for row in EpciSeat.objects.all()}


def test_only_what_changed_is_written(epcis, by):
    one, two = (epci.pk for epci in epcis)
    entries = [SeatEntry(one, None, AGEN), SeatEntry(two, None, None)]
    assert set_seats(entries=entries, by=by, at=AT) == 1
    assert seats() == {one: AGEN}
    line = JournalEntry.objects.get(verb="coverage.changed")
    assert line.details == {"seat": "44.2, 0.62"}
    assert set_seats(entries=[SeatEntry(one, AGEN, AGEN)], by=by, at=AT) == 0
    assert set_seats(entries=[SeatEntry(one, AGEN, None)], by=by, at=AT) == 1
    assert seats() == {}


def test_an_older_page_takes_nothing_away(epcis, by):
    """The page was opened before somebody else typed Agen: its empty box leaves Agen alone."""
    one, two = (epci.pk for epci in epcis)
    set_seats(entries=[SeatEntry(one, None, AGEN)], by=by, at=AT)
    entries = [SeatEntry(one, None, None), SeatEntry(two, None, OTHER)]
    assert set_seats(entries=entries, by=by, at=AT) == 1
    assert seats() == {one: AGEN, two: OTHER}


def test_of_two_who_disagree_the_second_is_refused(epcis, by):
    one, two = (epci.pk for epci in epcis)
    set_seats(entries=[SeatEntry(one, None, AGEN)], by=by, at=AT)
    with pytest.raises(DomainError, match=r"vient d’écrire 44\.2, 0\.62") as refusal:
        set_seats(entries=[SeatEntry(two, None, OTHER), SeatEntry(one, None, OTHER)], by=by, at=AT)
    assert refusal.value.field == one


def test_another_departement_is_refused(epcis, by):
    elsewhere = make_epci("200000009", "Ailleurs")
    with pytest.raises(DomainError, match="n’est pas du département"):
        set_seats(entries=[SeatEntry(elsewhere.pk, None, AGEN)], by=by, at=AT)


def test_a_seat_far_from_its_communes_is_refused(epcis, by):
    one, two = (epci.pk for epci in epcis)
    make_commune("47091", "Estillac", ("47310",), epci=epcis[0], latitude=44.202, longitude=0.6206)
    paris = Seat(Decimal("48.85000"), Decimal("2.35000"))
    with pytest.raises(DomainError, match="vérifiez sa position") as refused:
        set_seats(entries=[SeatEntry(one, None, paris)], by=by, at=AT)
    assert refused.value.field == one and not EpciSeat.objects.exists()
    # Of the other one no position is known.
    assert set_seats(entries=[SeatEntry(one, None, AGEN), SeatEntry(two, None, paris)], by=by, at=AT) == 2
