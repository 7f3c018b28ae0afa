"""What changed between two contents of a roadmap."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from roadmaps.plans.rules.contents import FieldChange, differences


def action(key: int, title: str = "", **fields: Any) -> dict[str, Any]:
    return {"id": key, "title": title or f"Action {key}", "objective_id": None, "state": "to_start", **fields}


def axis(key: int, *actions: dict[str, Any], **fields: Any) -> dict[str, Any]:
    named = {"id": key, "title": f"Axe {key}", "description": "", "taken_up": None, "objectives": []}
    return {**named, "actions": list(actions), **fields}


def content(*axes: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"title": "Feuille", "axes": list(axes), **fields}


def test_nothing_changed():
    assert not differences(content(axis(1, action(1))), content(axis(1, action(1))))


def test_what_came_went_and_changed():
    before = content(axis(1, action(1), action(2)), axis(2))
    after = content(axis(1, action(1, state="dropped", state_reason="Plus de salle"), action(3)), title="Feuille 2")
    found = differences(before, after)
    assert [(row.kind, row.key, row.fate) for row in found.rows] == [
        ("roadmap", 0, "changed"),
        ("axis", 2, "removed"),
        ("action", 1, "changed"),
        ("action", 3, "added"),
        ("action", 2, "removed"),
    ]
    (changed,) = found.of("action", "changed")
    assert changed.fields == (
        FieldChange("state", "état", "to_start", "dropped"),
        FieldChange("state_reason", "raison", None, "Plus de salle"),
    )


def test_an_action_that_moves_says_from_where():
    found = differences(content(axis(1, action(5)), axis(2)), content(axis(1), axis(2, action(5))))
    (row,) = found.rows
    assert row.fields == (FieldChange("axis", "axe", "Axe 1", "Axe 2"),)
    assert row.place == "Axe 2"


def test_an_axis_that_takes_another_one_up_is_shown():
    taken = {"id": 9, "title": "Accès aux droits", "rank": 1}
    found = differences(content(axis(1)), content(axis(1, taken_up=taken)))
    assert found.of("axis")[0].fields[0].label == "axe départemental repris"


trees = st.lists(st.lists(st.integers(1, 9), unique=True, max_size=4), max_size=3).filter(
    lambda groups: len({key for group in groups for key in group}) == sum(map(len, groups))
)


@given(trees, trees)
def test_what_came_one_way_goes_the_other_way(first, second):
    def tree(groups):
        return content(*(axis(rank, *map(action, group)) for rank, group in enumerate(groups, 1)))

    there, back = differences(tree(first), tree(second)), differences(tree(second), tree(first))
    for kind in ("axis", "action"):
        assert {row.key for row in there.of(kind, "added")} == {row.key for row in back.of(kind, "removed")}
        assert {row.key for row in there.of(kind, "changed")} == {row.key for row in back.of(kind, "changed")}
    assert not differences(tree(first), tree(first))
