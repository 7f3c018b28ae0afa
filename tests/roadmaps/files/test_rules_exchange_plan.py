"""What a file means to a roadmap, worked out by hand."""

from datetime import date

import pytest

from inclusion.core.french.periods import Period
from roadmaps.enums import ActionState, Need, Priority
from roadmaps.files.rules.plan import kept_sentence, plan
from roadmaps.files.rules.reports import Effect, Report
from roadmaps.files.rules.rows import KnownAction, KnownAxis, Names, RoadmapContents, match_headers, read_row
from tests.pages import plain

VALUES = {
    "title": "Permanences",
    "description": "",
    "start": None,
    "end": None,
    "state": ActionState.TO_START,
    "state_reason": "",
    "progress": 0,
    "priority": Priority.NORMAL,
    "strand": "",
    "needs": [],
    "origin": "initial",
    "budget": None,
}
PARTNERS = [(7, "CAF"), (8, "MSA"), (9, "Relais; sud")]


def known(*actions, is_local=True, axes=None):
    return RoadmapContents(
        period=Period(date(2024, 1, 1), date(2028, 1, 1)),
        is_local=is_local,
        axes=axes or [KnownAxis(1, "Accès", {5: "Se rapprocher"}, taken_up=100), KnownAxis(2, "Outils", {})],
        actions=actions
        or [KnownAction(11, "1.1", 1, None, VALUES, leads=("partner:7",)), KnownAction(12, "2.1", 2, None, VALUES)],
        partners=Names(PARTNERS),
        partner_names=dict(PARTNERS),
        leads=Names((f"partner:{key}", name) for key, name in PARTNERS),
        lead_names={f"partner:{key}": name for key, name in PARTNERS},
        above=Names([(100, "Aller vers"), (101, "Former")]),
        above_titles={100: "Aller vers", 101: "Former"},
    )


def planned(*rows, titles=("Axe", "Action", "Identifiant"), of=None):
    matched = match_headers(titles)
    return plan(of or known(), [read_row(number, matched, cells) for number, cells in enumerate(rows, 2)])


def effects_of(found):
    return [one.effect for one in found.report.lines]


def fault(found):
    (line,) = found.report.wrong
    (one,) = line.faults
    return one.row, one.column, plain(one.reason)


def test_what_stands_already_changes_nothing_and_what_is_not_named_stays():
    found = planned(["Accès", "Permanences", 11])
    assert effects_of(found) == [Effect.UNCHANGED] and not found.report.writes and not found.actions
    assert [(one.number, one.title) for one in found.report.missing] == [("2.1", "Permanences")]
    assert "elle reste telle quelle" in kept_sentence(1) and "2" in kept_sentence(2)


def test_an_action_is_known_by_its_axis_and_title_too():
    found = planned(["ACCES", "permanences", None])
    assert found.actions[0].key == 11 and found.actions[0].values == {"title": "permanences"}


def test_each_changed_field_is_shown_before_and_after():
    found = planned(
        ["Accès", "Permanences", 11, "01/09/2026", "MSA; Relais; sud", "haute"],
        titles=("Axe", "Action", "Identifiant", "Début", "Pilotes", "Priorité"),
    )
    changes = {one.label: (one.before, one.after) for one in found.report.lines[0].changes}
    assert changes == {
        "Début": ("", "01/09/2026"),
        "Pilotes": ("CAF", "MSA; Relais; sud"),
        "Priorité": ("Normale", "Haute"),
    }
    assert found.actions[0].leads == ("partner:8", "partner:9")
    assert Report.from_json(found.report.as_json()) == found.report
    assert found.report.headline() == "1\u00a0action à modifier"


def test_new_axes_objectives_and_actions_are_added_once():
    found = planned(
        ["Nouveau", "But", "Une", "Former"],
        ["nouveau", "but", "Deux", ""],
        ["Vide", "", "", ""],
        titles=("Axe", "Objectif", "Action", "Reprend l’axe départemental"),
    )
    assert found.axes == ["Nouveau", "Vide"] and found.objectives == [("Nouveau", "But")]
    assert found.taken_up == {"Nouveau": 101}
    assert effects_of(found) == [Effect.ADDED, Effect.ADDED]
    assert [plain(one) for one in found.report.frame] == [
        "Axe ajouté : « Nouveau ».",
        "Axe ajouté : « Vide ».",
        "Objectif ajouté dans « Nouveau » : « But ».",
        "« Nouveau » reprend l’axe départemental « Former ».",
    ]


def test_an_action_moves_with_its_axis():
    found = planned(["Outils", "Se déplacer", 11])
    assert found.actions[0].moves and found.actions[0].axis == 2
    assert [(one.label, one.before, one.after) for one in found.report.lines[0].changes] == [
        ("Axe", "Accès", "Outils"),
        ("Action", "Permanences", "Se déplacer"),
    ]


def test_what_is_taken_up_already_is_no_change():
    titles = ("Axe", "Action", "Identifiant", "Reprend l’axe départemental")
    assert not planned(["Accès", "Permanences", 11, "Aller vers"], titles=titles).report.writes


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"Identifiant": 99}, "Identifiant", "Aucune action de cette feuille de route n’a cet identifiant"),
        ({"Pilotes": "CAFF"}, "Pilotes", "« CAFF » n’est pas un partenaire du réseau. Voulez-vous dire « CAF » ?"),
        ({"Début": "01/01/2030"}, "Début", "ne peut pas commencer le 1er janvier 2030"),
        ({"Début": "02/02/2026", "Fin": "01/02/2026"}, "Fin", "ne peut pas précéder"),
        ({"État": "Bloquée"}, "Raison", "Indiquez pourquoi l’action est bloquée"),
        ({"Avancement": 30}, "Avancement", "passez-la d’abord à « En cours »"),
        (
            {"Reprend l’axe départemental": "Alle vers"},
            "Reprend l’axe départemental",
            "Voulez-vous dire « Aller vers »",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_its_column(cells, column, sentence):
    given = {"Axe": "Accès", "Action": "Permanences", "Identifiant": 11, **cells}
    number, where, said = fault(planned(list(given.values()), titles=tuple(given)))
    assert (number, where) == (2, column) and sentence in said


def test_a_departmental_roadmap_takes_up_nothing():
    titles = ("Axe", "Action", "Reprend l’axe départemental")
    found = planned(["Accès", "Autre", "Aller vers"], titles=titles, of=known(is_local=False))
    assert "Seul un axe d’une feuille de route locale" in fault(found)[2]


def test_rows_that_gainsay_one_another_are_refused():
    assert "La ligne 2 parle déjà" in fault(planned(["Accès", "A", 11], ["Accès", "B", 11]))[2]
    assert "La ligne 2 ajoute déjà" in fault(planned(["Accès", "Neuve", ""], ["Accès", "neuve", ""]))[2]
    assert "porte déjà cet intitulé" in fault(planned(["Accès", "Permanences", 11], ["Accès", "Permanences", ""]))[2]
    titles = ("Axe", "Action", "Reprend l’axe départemental")
    found = planned(["Neuf", "A", "Aller vers"], ["Neuf", "B", "Former"], titles=titles)
    assert "Une autre ligne dit que cet axe reprend « Aller vers »" in fault(found)[2]


def test_two_axes_of_one_name_are_distinguished_by_the_action_that_stands_there():
    axes = [KnownAxis(1, "Accès", {}), KnownAxis(2, "Accès", {})]
    assert effects_of(planned(["Accès", "Permanences", 12], of=known(axes=axes))) == [Effect.UNCHANGED]
    assert "Plusieurs axes" in fault(planned(["Accès", "Autre", ""], of=known(axes=axes)))[2]


def test_columns_that_the_file_lacks_are_left_alone_and_blank_ones_say_nothing_is_there():
    stands = KnownAction(
        11, "1.1", 1, 5, {**VALUES, "description": "Texte", "start": date(2026, 1, 1)}, ("partner:7",), (8,)
    )
    assert effects_of(planned(["Accès", "Permanences", 11], of=known(stands))) == [Effect.UNCHANGED]
    titles = ("Axe", "Action", "Identifiant", "Description", "Début", "Pilotes", "État")
    found = planned(["Accès", "Permanences", 11, "", "", "", ""], titles=titles, of=known(stands))
    (one,) = found.actions
    assert one.values == {"description": "", "start": None} and one.leads == () and one.partners is None
    assert not one.moves


def test_the_reason_of_one_state_is_not_the_reason_of_the_next():
    blocked = {**VALUES, "state": ActionState.BLOCKED, "state_reason": "Pas de salle"}
    of = known(KnownAction(11, "1.1", 1, None, blocked))
    titles = ("Axe", "Action", "Identifiant", "État")
    (one,) = planned(["Accès", "Permanences", 11, "En cours"], titles=titles, of=of).actions
    assert one.values == {"state": ActionState.ONGOING, "state_reason": ""}
    found = planned(["Accès", "Permanences", 11, "Abandonnée"], titles=titles, of=of)
    assert fault(found)[2] == "Indiquez pourquoi l’action est abandonnée : la raison reste dans son histoire."
    assert not planned(["Accès", "Permanences", 11, "Bloquée"], titles=titles, of=of).report.writes


def test_needs_in_another_order_are_the_same_needs():
    two = {**VALUES, "needs": [Need.LAW, Need.FUND]}
    of = known(KnownAction(11, "1.1", 1, None, two))
    titles = ("Axe", "Action", "Identifiant", "Besoins")
    row = ["Accès", "Permanences", 11, f"{Need.FUND.label}; {Need.LAW.label}"]
    assert not planned(row, titles=titles, of=of).report.writes
