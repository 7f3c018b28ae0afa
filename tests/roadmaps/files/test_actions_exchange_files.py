"""A roadmap as a file, out and in again: whatever it holds, bringing it back changes nothing."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inclusion.core.errors import DomainError
from inclusion.core.web import exports
from roadmaps.enums import ActionState, Need, Priority, Strand
from roadmaps.files.actions import BOUNDS, known_of, read_rows, rows_of
from roadmaps.files.rules.plan import plan
from roadmaps.files.rules.rows import COLUMNS
from roadmaps.plans.actions.actions import change_action
from roadmaps.plans.actions.axes import add_objective
from roadmaps.plans.actions.grid import write_action
from tests.builders import AT, make_partner, make_user
from tests.examples import examples
from tests.pages import plain
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_local, make_roadmap

pytestmark = pytest.mark.usefixtures("scope")

#: What spreadsheets and files trip over.
NASTY = [
    "=1+1",
    "'=1+1",
    "+33 5 36 49 00 47",
    "-12",
    "@nom",
    'Entre "guillemets"; et points-virgules',
    "Une ligne\nune autre\r\n\r\nla dernière",
    "Élèves, œuvres, garçons — été…",
    "\tTabulation\t",
    "12/03",
    "007",
    "50 %",
    "TRUE",
    "  blancs  autour  ",
    "a" * 200,
]


def both(roadmap):
    rows = rows_of(roadmap)
    return exports.to_csv(rows), exports.to_xlsx(rows, title="Feuille")


def assert_nothing_changes(roadmap):
    for data in both(roadmap):
        report = plan(known_of(roadmap), read_rows(data)).report
        assert not report.wrong, report.wrong
        assert not report.writes, report
        assert not report.missing


def test_a_full_roadmap_comes_back_unchanged():
    above = make_roadmap()
    taken = make_axis(above, "Aller vers")
    make_action(taken)
    make_adopted(above)
    roadmap = make_local(above)
    axis = make_axis(roadmap, "Accès; droits", takes_up=taken)
    make_axis(roadmap, "Axe sans action", takes_up=taken)
    objective = add_objective(axis, title="Objectif =1+1", by=None, at=AT)
    add_objective(axis, title="Objectif sans action", by=None, at=AT)
    caf, msa = make_partner("CAF; antenne sud"), make_partner("MSA", short_name="Mutualité")
    action = make_action(
        axis,
        "Permanences",
        objective=objective,
        leads=[msa, caf],
        partners=[make_partner("=Association")],
        start=date(2026, 9, 1),
        end=date(2027, 1, 1),
        budget=Decimal("1250.50"),
        progress=30,
        priority=Priority.HIGH,
        strand=Strand.SOCIAL,
        needs=[Need.FUND, Need.LAW],
        description="Une\r\nligne; deux",
    )
    write_action(action, values={"state": ActionState.BLOCKED}, reason="Pas\nde salle", by=make_user(), at=AT)
    assert_nothing_changes(roadmap)


@pytest.mark.parametrize("text", NASTY)
def test_words_that_spreadsheets_trip_over_come_back(text):
    roadmap = make_roadmap()
    title = " ".join(text.split())
    axis = make_axis(roadmap, title)
    add_objective(axis, title=title, by=None, at=AT)
    make_action(axis, title, description=text, objective=axis.objectives.get())
    assert_nothing_changes(roadmap)


letters = st.characters(categories=("L", "N", "P", "S", "Zs"), include_characters="\n\t=;\"'é\r")


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(letters, min_size=1, max_size=40), description=st.text(letters, max_size=120))
def test_any_words_come_back(scope, title, description):
    roadmap = make_roadmap()
    title = f"x {title}"
    action = make_action(make_axis(roadmap, title), title)
    change_action(action, description=description, by=make_user(), at=AT)
    assert_nothing_changes(roadmap)


def test_two_partners_of_one_name_are_distinguished_where_they_stand():
    roadmap = make_roadmap()
    one, _ = make_partner("Médiathèque"), make_partner("Médiathèque")
    make_action(make_axis(roadmap), leads=[one])
    assert_nothing_changes(roadmap)


def test_the_file_has_its_titles_and_stable_keys():
    roadmap = make_roadmap()
    action = make_action(make_axis(roadmap, "Accès"), "Permanences", end=date(2027, 1, 1))
    first, row = rows_of(roadmap)
    written = dict(zip(first, row, strict=True))
    assert first == COLUMNS.headers
    assert (written["N°"], written["Identifiant"], written["Fin"]) == ("1.1", action.pk, date(2026, 12, 31))


def refused(data):
    with pytest.raises(DomainError) as fault:
        read_rows(data)
    assert fault.value.field == "file"
    return plain(fault.value)


def test_what_is_no_file_of_a_roadmap_is_refused_with_a_sentence():
    titles = ";".join(COLUMNS.headers).encode()
    assert "vide" in refused(b"")
    assert "que ses titres" in refused(titles)
    assert "Il manque les colonnes « Axe », « Action »" in refused(b"Nom;Prix\r\nA;1")
    assert "n’est pas un tableau" in refused(b"\x00\x01\x02PNG")
    assert "5 Mo" in refused(b"a" * (BOUNDS.max_bytes + 1))
    assert "5 000 lignes" in refused(titles + b"\r\n1;A" * 5001)
    assert "abîmé" in refused(b"PK\x03\x04 pas un classeur")


def test_a_hundred_actions_cost_as_many_queries_as_one(django_assert_num_queries):
    roadmap = make_roadmap()
    for _ in range(3):
        axis = make_axis(roadmap)
        for _ in range(3):
            make_action(axis, leads=[make_partner()])
    with django_assert_num_queries(12):
        known_of(roadmap)
