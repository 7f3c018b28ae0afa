"""Two places that look like one: merged, or declared distinct."""

import pytest

from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from inclusion.guide.actions.duplicates import distinguish, merge_places
from inclusion.guide.actions.imports import apply_import, try_import
from inclusion.guide.enums import SessionKind
from inclusion.guide.models import Place, PlaceCheck, PlaceIdentifier, PlacePair, Session
from tests.builders import AT, make_network, make_user
from tests.crowds import at_once
from tests.inclusion.place_builders import make_place, make_source
from tests.setup_data import setup_data


@setup_data
def does(scope):
    return {"by": make_user(), "at": AT}


def test_all_that_a_place_had_is_the_others(does):
    kept = make_place(phone="", provenance={})
    gone = make_place(phone="+33553640000", provenance={"telephone": {"source": 1, "on": "2026-01-02"}})
    source = make_source()
    PlaceIdentifier.objects.create(place=gone, source=source, external_id="x")
    Session.objects.create(place=gone, kind=SessionKind.HELP_DESK, title="Permanence", opening_hours="Tu 14:00-17:00")
    for place, token in ((kept, "a"), (gone, "b")):
        PlaceCheck.objects.create(place=place, month="2026-11-01", email="a@exemple.fr", token=token, written_at=AT)
    PlacePair.objects.create(first=kept, second=gone, likeness=80)
    merge_places(gone, kept, **does)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert gone.merged_into == kept
    assert (kept.phone, kept.provenance["telephone"]["source"]) == ("+33553640000", 1)
    assert PlaceIdentifier.objects.get().place == kept
    assert Session.objects.get().place == kept
    assert PlaceCheck.objects.filter(place=kept).count() == 1
    assert not PlacePair.objects.exists()
    assert JournalEntry.objects.filter(verb="place.merged").count() == 1


def test_a_file_finds_the_place_that_stays(does):
    source = make_source()
    data = (
        "id,pivot,nom,commune,code_postal,adresse,date_maj\n"
        "a,,Espace numérique,Marmande,47200,1 rue X,2026-01-05\nb,,Autre nom,Marmande,47200,1 rue X,2026-01-05\n"
    ).encode()
    apply_import(try_import(data, "x.csv", source=source, **does), **does)
    kept, gone = Place.objects.order_by("standard_id")
    merge_places(gone, kept, **does)
    again = apply_import(try_import(data, "x.csv", source=source, **does), **does).report
    assert (again["created"], again["unchanged"]) == (0, 2)


def test_what_cannot_be_made_one(does):
    kept, gone, third = make_place(), make_place(), make_place(closed_on=AT.date())
    with pytest.raises(DomainError, match="lui-même"):
        merge_places(kept, kept, **does)
    with pytest.raises(DomainError, match="fermé"):
        merge_places(kept, third, **does)
    merge_places(gone, kept, **does)
    with pytest.raises(DomainError, match="déjà fusionné"):
        merge_places(gone, kept, **does)


def test_declared_distinct_for_good(does):
    pair = PlacePair.objects.create(first=make_place(), second=make_place(), likeness=80)
    distinguish(pair, **does)
    distinguish(pair, **does)
    pair.refresh_from_db()
    assert pair.apart_at == AT
    assert JournalEntry.objects.filter(verb="place.told_apart").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_make_one_of_two_the_two_ways_at_once():
    network = make_network()
    with scoped_to(network):
        one, other, by = make_place(), make_place(), make_user()
    came = at_once(network, lambda n: merge_places(*((one, other), (other, one))[n % 2], by=by, at=AT), 2)
    assert sum(isinstance(result, DomainError) for result in came) == 1


@pytest.mark.django_db(transaction=True)
def test_two_files_at_once_make_one_place():
    network = make_network()
    data = "id,pivot,nom,commune,code_postal,adresse,date_maj\n{},,Espace numérique,Marmande,47200,1 rue X,2026-01-05\n"
    with scoped_to(network):
        by = make_user()
        tried = [try_import(data.format(n).encode(), "x.csv", source=make_source(), by=by, at=AT) for n in range(2)]
    at_once(network, lambda n: apply_import(tried[n], by=by, at=AT), 2)
    with scoped_to(network):
        assert Place.objects.count() == 1
        assert PlaceIdentifier.objects.count() == 2
