"""What keepers and the coordination say of places: who said what, what is refused, what the files then say."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.guide.actions import open_data
from inclusion.guide.actions.places import add_place, change_place, close_place, confirm_place, reopen_place
from inclusion.guide.enums import GuideFileKind, PlaceSourceKind
from inclusion.guide.models import GuideFile, Place, PlaceSource
from tests.builders import AT, make_commune, make_partner, make_user
from tests.inclusion.place_builders import make_place

pytestmark = pytest.mark.usefixtures("scope")
LATER = AT + timedelta(days=40)
WHERE = {"address": "3 place du Marché", "postal_code": "47200"}


@pytest.fixture
def user():
    return make_user("tenante@exemple.example")


def add(user, **fields):
    return add_place(
        partner=make_partner(),
        said_by=PlaceSourceKind.PLACE,
        commune=make_commune(),
        **{"name": " Cyber-base ", **WHERE, **fields},
        by=user,
        at=AT,
    )


def test_a_keeper_adds_a_place_and_each_value_says_who_said_it(user):
    place = add(user, services=["Aide aux démarches administratives"], phone="", emails=["a@b.example"])
    source = PlaceSource.objects.get(kind=PlaceSourceKind.PLACE)
    assert (source.name, source.rank) == ("Le lieu lui-même", 10)
    assert (place.name, place.town, place.insee_code) == ("Cyber-base", "Marmande", "47157")
    assert place.provenance["nom"] == {"source": source.pk, "on": "2026-11-24"}
    assert place.provenance["commune"] == place.provenance["code_insee"] == place.provenance["nom"]
    assert "telephone" not in place.provenance
    assert place.updated_on == date(2026, 11, 24)
    assert place.standard_id.startswith("lot-et-garonne-")
    assert place.identifiers.get().external_id == place.standard_id
    assert JournalEntry.objects.filter(verb="place.added", target_id=place.pk).exists()


def test_the_coordination_changes_a_value_and_only_that_one_is_its_own(user):
    place = add(user)
    change_place(place, phone="+33553640000", name="Cyber-base", by=user, at=LATER)
    place.refresh_from_db()
    network = PlaceSource.objects.get(kind=PlaceSourceKind.NETWORK)
    assert network.rank == 20
    assert place.provenance["telephone"] == {"source": network.pk, "on": "2027-01-03"}
    assert place.provenance["nom"]["on"] == "2026-11-24"
    assert place.updated_on == date(2027, 1, 3)
    assert JournalEntry.objects.get(verb="place.changed").details == {"fields": ["phone"]}
    change_place(place, phone="", by=user, at=LATER)
    place.refresh_from_db()
    assert "telephone" not in place.provenance


def test_nothing_changed_is_nothing_written(user):
    place = add(user)
    change_place(place, name="Cyber-base", by=user, at=LATER)
    place.refresh_from_db()
    assert place.updated_on == date(2026, 11, 24)
    assert not JournalEntry.objects.filter(verb="place.changed").exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "=1+1"}, "formule"),
        ({"detail": "@SUM(A1)"}, "formule"),
        ({"opening_hours": "le matin"}, "OpenStreetMap"),
        ({"websites": ["https://a.example|https://b.example"]}, "sépare les valeurs"),
    ],
)
def test_what_no_file_could_contain_is_refused_when_it_is_added(user, fields, sentence):
    with pytest.raises(DomainError, match=sentence):
        add(user, **fields)
    assert not Place.objects.exists()


def test_a_position_far_from_its_commune_is_refused(user):
    make_commune("47157", "Marmande", ("47200",), latitude=44.5036, longitude=0.1655)
    with pytest.raises(DomainError, match=r"Ce point est à \d{3}\u00a0km de Marmande") as refused:
        add(user, latitude=48.85, longitude=2.35)
    assert refused.value.field == "position"
    place = add(user, latitude=44.42, longitude=0.2)
    with pytest.raises(DomainError, match="Ce point est à"):
        change_place(place, latitude=44.42, longitude=-2.0, by=user, at=LATER)
    change_place(place, name="Autre nom", by=user, at=LATER)


def test_what_a_field_cannot_hold_is_refused(user):
    with pytest.raises(DomainError, match="aucune des deux"):
        add(user, latitude=44.5)
    with pytest.raises(ValidationError):
        add(user, latitude=144.5, longitude=0.0)
    with pytest.raises(ValidationError):
        add(user, name="")


def test_a_place_closes_for_good_and_opens_again(user):
    place = add(user)
    with pytest.raises(DomainError, match="pas encore venu"):
        close_place(place, closed_on=AT.date() + timedelta(days=1), by=user, at=AT)
    close_place(place, closed_on=AT.date(), by=user, at=AT)
    assert not Place.objects.open().exists()
    with pytest.raises(DomainError, match="déjà fermé"):
        close_place(place, closed_on=AT.date(), by=user, at=AT)
    for refused in (
        lambda: change_place(place, name="Autre", by=user, at=AT),
        lambda: confirm_place(place, by=user, at=AT),
    ):
        with pytest.raises(DomainError, match="fermé"):
            refused()
    reopen_place(place, by=user, at=AT)
    reopen_place(place, by=user, at=AT)
    assert Place.objects.open().get() == place
    assert JournalEntry.objects.filter(verb="place.reopened").count() == 1


def test_confirming_makes_it_fresh_and_leaves_who_said_what(user):
    place = add(user)
    before = place.provenance
    confirm_place(place, by=None, at=LATER)
    place.refresh_from_db()
    assert (place.updated_on, place.checked_at, place.provenance) == (date(2027, 1, 3), LATER, before)


def test_a_merged_place_is_not_changed(user):
    kept = make_place()
    gone = make_place(merged_into=kept)
    with pytest.raises(DomainError, match="fusionnée avec une autre"):
        change_place(gone, name="Autre", by=user, at=AT)


def test_every_change_makes_the_files_stale(user):
    place = add(user)
    for change in (
        lambda: change_place(place, name="Autre", by=user, at=LATER),
        lambda: confirm_place(place, by=user, at=LATER),
        lambda: close_place(place, closed_on=AT.date(), by=user, at=LATER),
        lambda: reopen_place(place, by=user, at=LATER),
    ):
        row = open_data.prepare(GuideFileKind.CSV, at=AT)
        assert row.stale_at is None
        change()
        assert GuideFile.objects.get(kind="csv").stale_at == LATER


def test_lines_end_as_in_files(user):
    assert add(user, detail="Deux\r\nlignes\r\n").detail == "Deux\nlignes"
