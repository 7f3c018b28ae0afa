"""Files of the Coop: tried, applied, never twice; every row has its place."""

import contextlib
import resource
import threading
import time
from datetime import date

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluation.activity import actions as activity_actions
from evaluation.activity.actions import COOP
from evaluation.activity.rules.coop import CoopReport
from evaluation.enums import HelpKind, HelpPlace, HelpSource
from evaluation.models import HelpRecord
from inclusion.core.enums import ImportState
from inclusion.core.errors import DomainError
from inclusion.core.imports.trials import apply_trial, drop_trial, try_file
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.imports import Trial
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_commune, make_network, make_partner, make_user
from tests.evaluation.coop_files import csv_file, row, xlsx_file
from tests.examples import examples
from tests.setup_data import setup_data
from tests.template import as_owner


@setup_data
def user():
    return make_user("coop@exemple.example")


@setup_data
def partner(scope):
    return make_partner("CCAS")


def tried(data: bytes, partner, user, *, by_column: bool = False) -> Trial:
    return try_file(COOP, data=data, options={"partner": partner.pk, "by_column": by_column}, by=user, at=AT)


def applied(trial: Trial, user) -> int:
    """Apply a trial; how many acts of help came."""
    return CoopReport.from_json(apply_trial(COOP, trial, by=user, at=AT).report).created


def brought(data: bytes, partner, user, **options) -> tuple[CoopReport, int]:
    trial = tried(data, partner, user, **options)
    report = CoopReport.from_json(trial.report)
    return report, applied(trial, user) if report.writes else 0


@pytest.mark.parametrize("file", [csv_file, xlsx_file])
def test_a_file_is_tried_then_brought_in_and_never_twice(partner, user, file):
    marmande = make_commune("47157", "Marmande")
    rows = [
        row("a1", insee="47157"),
        row("a2", commune="MARMANDE", postal_code="47200", minutes="1h30"),
        row("a2"),
        *(
            row("w1", people=f"{one}/3", kind="Atelier collectif", age=age)
            for one, age in ((1, "25 – 39 ans"), (2, "25 – 39 ans"), (3, "60 – 69 ans"))
        ),
        row("a3", day="hier"),
        row("", themes="Drones"),
        row("", themes="Drones"),
    ]
    data = file(rows)
    waiting = tried(data, partner, user)
    report = CoopReport.from_json(waiting.report)
    assert HelpRecord.objects.count() == 0
    assert (report.rows, report.created, report.joined, report.known, report.refused_count) == (9, 5, 2, 1, 1)
    assert report.is_whole
    [refused] = report.refused
    assert (refused.column, refused.written) == ("Date", "hier")
    assert refused.row == 13
    assert ("Thématique(s) d’accompagnement", "Drones", 2) in report.unknown
    assert applied(waiting, user) == 5
    waiting.refresh_from_db()
    assert (waiting.state, waiting.packed) == (ImportState.APPLIED, None)
    first = HelpRecord.objects.get(external_id="a1")
    assert (first.source, first.commune, first.minutes, first.people) == (HelpSource.COOP, marmande, 45, 1)
    assert first.themes == ["email", "sante"]
    assert HelpRecord.objects.get(external_id="a2").minutes == 90
    workshop = HelpRecord.objects.get(external_id="w1")
    assert (workshop.kind, workshop.people, workshop.age_band) == (HelpKind.GROUP, 3, "non_communique")
    assert workshop.other["ages"] == {"soixante_soixante_neuf": 1, "vingt_cinq_trente_neuf": 2}
    assert list(HelpRecord.objects.filter(themes=["Drones"]).values_list("partner", flat=True)) == [partner.pk] * 2
    again, came = brought(data, partner, user)
    assert (again.created, again.known, again.refused_count, came) == (0, 8, 1, 0)
    assert HelpRecord.objects.count() == 5


def test_nothing_kept_names_anybody(partner, user):
    waiting = tried(csv_file([row("a1", place="À domicile", place_name="Chez Suzanne Lacaze")]), partner, user)
    applied(waiting, user)
    record = HelpRecord.objects.get()
    kept = f"{record.__dict__} {waiting.report} {list(JournalEntry.objects.values())}"
    assert "Suzanne" not in kept
    assert "mot de passe" not in kept
    assert record.place == HelpPlace.HOME


def test_what_starts_like_a_formula_stays_text(partner, user):
    brought(xlsx_file([row("=1+1", themes="=2+3", equipment="@SUM(A1)")]), partner, user)
    record = HelpRecord.objects.get()
    assert (record.external_id, record.themes) == ("=1+1", ["=2+3"])
    assert record.other["Matériel numérique utilisé"] == "@SUM(A1)"


def test_rows_go_to_the_partners_that_they_name(partner, user):
    other = make_partner("Médiathèque de Nérac", siret="21470195500010")
    rows = [
        row("a1") | {"SIRET": "214 701 955 00010"},
        row("a2") | {"Structure": "mediatheque de nerac"},
        row("a3"),
        row("a4") | {"Structure": "Personne"},
    ]
    report, came = brought(csv_file(rows, "SIRET", "Structure"), partner, user, by_column=True)
    assert (report.refused_count, came) == (1, 3)
    assert report.refused[0].reason == "Aucun partenaire ne porte ce nom."
    assert HelpRecord.objects.filter(partner=other).count() == 2
    # Without the choice, the file of a member is all their own structure's.
    report, came = brought(csv_file([row("a5") | {"Structure": "Nérac"}], "Structure"), partner, user)
    assert HelpRecord.objects.get(external_id="a5").partner == partner


def test_a_structure_that_was_merged_keeps_its_file(partner, user):
    kept = make_partner("CCAS, le bon")
    waiting = tried(csv_file([row("a1")]), partner, user)
    partner.merged_into = kept
    partner.save()
    applied(waiting, user)
    assert HelpRecord.objects.get().partner == kept


def test_a_trial_is_decided_once_and_a_new_one_takes_its_place(partner, user):
    first = tried(csv_file([row("a1")]), partner, user)
    second = tried(csv_file([row("a2")]), partner, user)
    with pytest.raises(DomainError, match="Abandonné"):
        applied(first, user)
    drop_trial(COOP, second, by=user, at=AT)
    with pytest.raises(DomainError):
        drop_trial(COOP, second, by=user, at=AT)
    assert HelpRecord.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "vide"),
        (b"a;b\n1;2\n", "titres de colonnes"),
        (b"Date;Type;ID CRA\n24/11/2026;individuel;1\n", "Il manque la colonne"),
        (b"\xd0\xcf\x11\xe0rest", "ancien format Excel"),
        (b"PK\x03\x04rest", "abîmé"),
        (b"\x00\x01\x02", "pas un tableau"),
    ],
)
def test_what_is_no_file_of_the_coop_says_why(partner, user, data, sentence):
    with pytest.raises(DomainError, match=sentence):
        tried(data, partner, user)


def test_a_file_that_is_too_long_says_how_long_it_may_be(partner, user, monkeypatch):
    monkeypatch.setattr(activity_actions, "BOUNDS", activity_actions.Bounds(megabytes=1, rows=3))
    tried(csv_file([row(str(number)) for number in range(3)]), partner, user)
    with pytest.raises(DomainError, match="partagez-le"):
        tried(csv_file([row(str(number)) for number in range(4)]), partner, user)
    with pytest.raises(DomainError, match="dépasse"):
        tried(b"x" * (1024 * 1024 + 1), partner, user)


CELLS = st.one_of(st.none(), st.text(max_size=8), st.integers(-5, 60_000), st.dates(), st.floats(allow_nan=False))
ROWS = st.fixed_dictionaries(
    {},
    optional={
        "ID CRA": st.sampled_from(["", "a", "b", "c", "=x", "n" * 70]),
        "Date": st.one_of(st.sampled_from(["24/11/2026", "2026-11-24", 46350, date(2026, 1, 2)]), CELLS),
        "Durée (min)": st.one_of(st.sampled_from([45, "1h30", "45 min"]), CELLS),
        "Participants": st.one_of(st.sampled_from(["1", "1/3", "2/3", 4]), CELLS),
        "Thématique(s) d’accompagnement": st.one_of(st.sampled_from(["E-mail\nSanté", "drones"]), CELLS),
        "Tranche d’âge": st.one_of(st.sampled_from(["12 – 17 ans", "70+"]), CELLS),
        "Code Insee": CELLS,
        "Commune": CELLS,
        "Type": CELLS,
    },
)


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROWS, min_size=1, max_size=8))
def test_of_any_rows_none_is_lost_and_none_comes_twice(partner, user, rows):
    data = xlsx_file([{"Source de la donnée": "coop", **one} for one in rows])
    with transaction.atomic():
        before = HelpRecord.objects.count()
        report, came = brought(data, partner, user)
        assert report.is_whole
        assert report.rows == len(rows)
        assert HelpRecord.objects.count() - before == came == report.created
        again, none = brought(data, partner, user)
        assert (again.is_whole, again.created, none) == (True, 0, 0)
        assert again.refused_count == report.refused_count
        transaction.set_rollback(True)


@pytest.mark.slow
def test_a_file_is_read_and_written_in_time_and_memory_that_grow_with_its_rows(partner, user):
    """Of the hundred thousand rows that a file may have, a quarter: each fifth thousand costs a second or two."""

    def bring(start: int, end: int) -> tuple[float, int]:
        data = csv_file([row(f"n{number}", minutes=1 + number % 90) for number in range(start, end)])
        begun, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        report, came = brought(data, partner, user)
        assert (report.created, came) == (end - start, end - start)
        return time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    small, _ = bring(0, 5_000)
    seconds, grown = bring(5_000, 30_000)
    assert seconds < 10 * small, "five times the rows, not the square of it"
    assert seconds < 225, seconds
    assert grown < 150 * 1024, grown  # kilobytes


# -- Two at once -------------------------------------------------------------------------------------------------------


def at_once(network, waiting, users) -> list[int]:
    """Apply two trials of the same file at the same moment; both have seen that nothing is known."""
    barrier, came = threading.Barrier(2), []
    known_of = activity_actions._known_of

    def seen_together(numbers):
        found = known_of(numbers)
        with contextlib.suppress(threading.BrokenBarrierError):  # where the other one waits for the network
            barrier.wait(timeout=3)
        return found

    def run(one, user):
        try:
            with scoped_to(network):
                came.append(applied(one, user))
        finally:
            connection.close()

    activity_actions._known_of = seen_together
    try:
        threads = [threading.Thread(target=run, args=pair) for pair in zip(waiting, users, strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
    finally:
        activity_actions._known_of = known_of
    return sorted(came)


@pytest.fixture
def two_trials(transactional_db):
    network = make_network()
    with scoped_to(network):
        partner = make_partner("CCAS")
        users = [make_user("un@exemple.example"), make_user("deux@exemple.example")]
        data = csv_file([row(f"a{number}") for number in range(20)])
        yield network, [tried(data, partner, user) for user in users], users


def test_of_two_who_bring_the_same_file_at_once_one_waits(two_trials):
    assert at_once(*two_trials) == [0, 20]
    assert HelpRecord.objects.count() == 20


def test_were_nobody_to_wait_the_database_takes_each_once(two_trials, monkeypatch):
    monkeypatch.setattr(activity_actions, "lock_network", lambda: None)
    at_once(*two_trials)
    assert HelpRecord.objects.count() == 20


def test_without_either_guard_the_same_help_comes_twice(two_trials, monkeypatch):
    monkeypatch.setattr(activity_actions, "lock_network", lambda: None)
    with as_owner() as cursor:
        cursor.execute("DROP INDEX help_record_brought_once")
    try:
        at_once(*two_trials)
        assert HelpRecord.objects.count() == 40
    finally:
        HelpRecord.objects.all().delete()
        with as_owner() as cursor:
            cursor.execute(
                "CREATE UNIQUE INDEX help_record_brought_once ON evaluation_helprecord"
                " (network_id, source, external_id) WHERE NOT external_id = ''"
            )
