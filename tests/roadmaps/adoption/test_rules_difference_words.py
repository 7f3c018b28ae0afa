"""Differences in sentences."""

from roadmaps.adoption.rules import NOTHING, in_words, shown
from roadmaps.plans.rules.contents import differences
from tests.pages import plain
from tests.roadmaps.plans.test_rules_contents import action, content


def groups_of(before, after, word="axe"):
    return in_words(differences(before, after), word=word)


def one(before, after):
    (group,) = groups_of(content(action(**before)), content(action(**after)))
    (row,) = group.rows
    return group, row


def test_nothing_to_say():
    assert groups_of(content(action()), content(action())) == []


def test_a_dropped_action_says_why():
    group, row = one({}, {"state": "dropped", "state_reason": "Plus de salle"})
    assert group.title == "Actions abandonnées"
    assert plain(row.sentence) == "Abandonnée : Plus de salle"
    assert row.lines == ()


def test_a_field_says_what_it_was_and_what_it_became():
    group, row = one({}, {"end": "2026-04-01", "budget": None, "progress": 60, "state": "blocked", "state_reason": "x"})
    assert group.title == "Actions modifiées"
    assert [(line.label, plain(line.before), plain(line.after)) for line in row.lines] == [
        ("Fin", "31 décembre 2025", "31 mars 2026"),
        ("État", "En cours", "Bloquée"),
        ("Raison", NOTHING, "x"),
        ("Avancement", "40 %", "60 %"),
        ("Budget", "1 000,00 €", NOTHING),
    ]


def test_texts_are_compared_word_by_word():
    _, row = one({"description": "Trois lieux"}, {"description": "Cinq lieux"})
    assert [piece.fate for piece in row.lines[0].pieces] == ["gone", "new", "kept"]


def test_a_moved_action_says_from_where_to_where_in_the_roadmap_s_own_word():
    before = content(action())
    after = content(action())
    after["axes"].append({**after["axes"][0], "id": 8, "rank": 2, "title": "Parcours", "objectives": []})
    after["axes"][0] = {**after["axes"][0], "actions": []}
    groups = {group.title: group for group in groups_of(before, after, word="objectif")}
    (row,) = groups["Actions modifiées"].rows
    assert plain(row.sentence) == "Passe de l’objectif « Accès aux droits » à l’objectif « Parcours »."
    assert plain(groups["Objectifs"].rows[0].sentence) == "Ajouté."


def test_what_came_and_what_went():
    titles = [group.title for group in groups_of(content(action(id=1)), content(action(id=2)))]
    assert titles == ["Actions supprimées", "Actions ajoutées"]
    (group, _) = groups_of(content(action(id=1)), content(action(id=2)))
    assert plain(group.rows[0].sentence) == "Supprimée, axe « Accès aux droits »."


def test_an_axis_that_is_renamed_changes_none_of_its_actions():
    after = content(action())
    after["axes"][0]["title"] = "Accès à tous les droits"
    (group,) = groups_of(content(action()), after)
    assert (group.title, len(group.rows)) == ("Axes", 1)


def test_indicators_and_objectives_are_compared():
    indicator = {"id": 1, "name": "Pass", "definition": "", "unit": "pass", "axis_id": None, "action_id": None}
    before = content(indicators=[{**indicator, "targets": {"2025": "100.00"}}])
    after = content(indicators=[{**indicator, "targets": {"2025": "120.00"}}])
    after["axes"][0]["objectives"] = []
    groups = {group.title: group.rows for group in groups_of(before, after)}
    assert plain(groups["Objectifs"][0].sentence) == "Supprimé, axe « Accès aux droits »."
    assert plain(groups["Indicateurs"][0].lines[0].after) == "2025 : 120"


def test_every_field_has_its_words():
    assert shown("needs", ["structurer_un_fonds"]) == "Structurer un fonds"
    assert plain(shown("financing", [{"from": "CAF", "amount": "10.00"}])) == "CAF 10,00 €"
    assert shown("taken_up", {"id": 1, "rank": 2, "title": "Filière"}) == "2. Filière"
    assert shown("origin", "emerging") == "Émergente"
    assert shown("leads", ["CAF", "MSA"]) == "CAF, MSA"
    assert shown("strand", "") == NOTHING


def test_what_the_roadmap_is_nested_under_and_calls_its_axes_is_shown():
    before = content(action(), parent="Feuille départementale 2024", axis_word="axis", strand="")
    after = content(action(), parent="Feuille départementale 2026", axis_word="objective", strand="social")
    (group,) = groups_of(before, after, word="objectif")
    (row,) = group.rows
    assert [(line.label, plain(line.before), plain(line.after)) for line in row.lines] == [
        ("Feuille de route départementale", "Feuille départementale 2024", "Feuille départementale 2026"),
        ("Premier niveau", "Axe", "Objectif"),
        ("Volet", NOTHING, "Volet social"),
    ]
