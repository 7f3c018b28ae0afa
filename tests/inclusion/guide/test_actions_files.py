"""Files made ahead: when they are stale, what a change in the middle of the making does, who is left out."""

import gzip
from datetime import timedelta

from inclusion.core.models.history import JournalEntry
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from inclusion.guide import queries as guide_queries
from inclusion.guide.actions import open_data
from inclusion.guide.actions.places import change_place
from inclusion.guide.enums import GuideFileKind
from inclusion.guide.models import GuideFile, Place
from inclusion.guide.tasks import sweep_guide_files
from tests.builders import AT
from tests.crowds import at_once
from tests.inclusion.place_builders import make_place

LATER = AT + timedelta(minutes=5)


def test_a_file_is_made_packed_and_says_what_it_holds(scope):
    make_place(name="Bibliothèque")
    make_place(name="Sans numéro", pivot="")
    row = open_data.prepare(GuideFileKind.CSV, at=AT)
    kept = GuideFile.objects.get(pk=row.pk)
    assert (kept.count, kept.made_at, kept.stale_at) == (1, AT, None)
    assert kept.is_packed
    assert b"Biblioth" in gzip.decompress(kept.data) == kept.content
    (fault,) = kept.faults
    assert (fault["name"], fault["reasons"][0]["column"]) == ("Sans numéro", "pivot")


def test_the_journal_records_the_first_time_and_who_is_left_out_since(scope):
    place = make_place()
    for minutes in range(3):
        open_data.prepare(GuideFileKind.CSV, at=AT + timedelta(minutes=minutes))
    assert JournalEntry.objects.filter(verb="places.prepared").count() == 1
    Place.objects.filter(pk=place.pk).update(pivot="")
    open_data.prepare(GuideFileKind.CSV, at=LATER)
    last = JournalEntry.objects.filter(verb="places.prepared").first()
    assert last.details == {"kind": "csv", "places": 0, "left_out": 1}


def test_the_same_places_make_the_same_bytes(scope):
    make_place()
    first = bytes(GuideFile.objects.get(pk=open_data.prepare(GuideFileKind.JSON, at=AT).pk).data)
    second = bytes(GuideFile.objects.get(pk=open_data.prepare(GuideFileKind.JSON, at=LATER).pk).data)
    assert first == second


def test_a_change_in_the_middle_of_the_making_leaves_it_stale(scope, monkeypatch):
    place = make_place(name="Avant")
    write = guide_queries.national_csv

    def changed_meanwhile(network):
        written = write(network)
        change_place(place, name="Après", by=None, at=LATER)
        return written

    monkeypatch.setitem(guide_queries.WRITERS, GuideFileKind.CSV, changed_meanwhile)
    row = open_data.prepare(GuideFileKind.CSV, at=AT)
    assert row.stale_at == LATER
    monkeypatch.undo()
    row = open_data.prepare(GuideFileKind.CSV, at=LATER)
    assert row.stale_at is None
    assert "Après" in GuideFile.objects.get(pk=row.pk).content.decode()


def test_of_two_makings_the_older_does_not_replace_the_newer(scope, monkeypatch):
    place = make_place(name="Avant")
    open_data.prepare(GuideFileKind.CSV, at=AT - timedelta(days=1))
    write = guide_queries.national_csv

    def overtaken(network):
        written = write(network)
        monkeypatch.setitem(guide_queries.WRITERS, GuideFileKind.CSV, write)
        change_place(place, name="Après", by=None, at=LATER)
        open_data.prepare(GuideFileKind.CSV, at=LATER)
        return written

    monkeypatch.setitem(guide_queries.WRITERS, GuideFileKind.CSV, overtaken)
    open_data.prepare(GuideFileKind.CSV, at=AT)
    assert "Après" in GuideFile.objects.get(kind="csv").content.decode()
    assert GuideFile.objects.get(kind="csv").stale_at is None


def test_the_sweep_makes_what_is_stale_and_nothing_else(scope, other_network, clock):
    make_place()
    sweep_guide_files()
    made = dict(GuideFile.objects.exclude(made_at=None).values_list("kind", "made_at"))
    assert set(made) == set(guide_queries.WRITERS)
    clock(LATER)
    sweep_guide_files()
    assert dict(GuideFile.objects.exclude(made_at=None).values_list("kind", "made_at")) == made
    open_data.invalidate_exports(at=LATER)
    sweep_guide_files()
    assert set(GuideFile.objects.values_list("made_at", flat=True)) >= {LATER}
    assert not GuideFile.objects.exclude(stale_at=None).filter(kind__in=guide_queries.WRITERS).exists()
    # A network that has no place has no file.
    with scoped_to(other_network):
        assert not GuideFile.objects.exists()


def test_many_changes_at_one_moment_mark_it_and_none_waits_in_a_circle(transactional_db, network):
    with scoped_to(network):
        places = [make_place() for _ in range(6)]
        open_data.prepare_all(at=AT)

    def change(n):
        for times in range(3):
            change_place(places[n], name=f"Nom {times}", by=None, at=LATER + timedelta(seconds=n))

    assert at_once(network, change, 6) == [None] * 6
    with scoped_to(Network.objects.get(pk=network.pk)):
        assert set(GuideFile.objects.values_list("stale_at", flat=True)) <= {
            LATER + timedelta(seconds=n) for n in range(6)
        }
        assert GuideFile.objects.count() == len(GuideFileKind)
