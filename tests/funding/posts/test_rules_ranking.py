"""The order of requests: creation, then the local roadmap, then the day; each with its reason."""

from datetime import date
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.posts.rules.overview import PostRequest, RoadmapStage, rank, stage_of

NONE, DRAFTED, ADOPTED = RoadmapStage

#: The order in which they must come.
ORDER = [
    PostRequest(9, True, ADOPTED, date(2026, 11, 4)),
    PostRequest(8, True, DRAFTED, date(2026, 11, 1)),
    PostRequest(7, True, NONE, date(2026, 1, 1)),
    PostRequest(6, False, ADOPTED, date(2026, 1, 2)),
    PostRequest(1, False, ADOPTED, date(2026, 1, 3)),
    PostRequest(2, False, ADOPTED, date(2026, 1, 3)),
    PostRequest(3, False, DRAFTED, date(2025, 1, 1)),
]


def test_creation_then_roadmap_then_day_then_the_first_written():
    for shuffled in permutations(ORDER):
        assert [one.key for one in rank(shuffled)] == [one.key for one in ORDER]


def test_places_count_from_one():
    assert [one.place for one in rank(ORDER)] == [1, 2, 3, 4, 5, 6, 7]
    assert rank([]) == []


def test_each_place_has_its_reason():
    first, second, third, fourth, *_ = rank(ORDER)
    assert first.reason == (
        "Crée un poste là où il n’y en a pas, feuille de route locale adoptée, demande du 4 novembre 2026."
    )
    assert "rédigée, pas encore adoptée" in second.reason
    assert "pas encore rédigée" in third.reason
    assert fourth.reason.startswith("Continue un poste qui existe déjà")


@pytest.mark.parametrize(
    ("drafted", "adopted", "stage"),
    [(False, False, NONE), (True, False, DRAFTED), (True, True, ADOPTED), (False, True, ADOPTED)],
)
def test_the_stage_of_a_roadmap(drafted, adopted, stage):
    assert stage_of(drafted=drafted, adopted=adopted) is stage


requests = st.builds(PostRequest, st.integers(1, 50), st.booleans(), st.sampled_from(RoadmapStage), st.dates())


@given(st.lists(requests, unique_by=lambda one: one.key))
def test_a_request_that_creates_is_never_behind_one_that_does_not(asked):
    by_key = {one.key: one for one in asked}
    ordered = [by_key[one.key] for one in rank(asked)]
    creations = [one.creation for one in ordered]
    assert creations == sorted(creations, reverse=True)
    for before, after in pairwise(ordered):
        if before.creation == after.creation:
            assert before.roadmap >= after.roadmap
