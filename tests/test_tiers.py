"""What the lower tier must not go without (tests/tiers.py)."""

import re
from pathlib import Path

from inclusion.core.access import ROLES
from tests.funding.agreements import test_views as agreements
from tests.tiers import forms_of

JOURNEY = re.compile(r"^@pytest\.mark\.journey\((.*)\)$", re.MULTILINE)


def test_each_role_and_a_visitor_have_their_journey_in_the_browser():
    files = (Path(__file__).parent / "browser").glob("test_*.py")
    named = [role for file in files for found in JOURNEY.findall(file.read_text()) for role in eval(f"[{found}]")]
    assert sorted(named) == sorted([*ROLES, "visitor"])


def test_where_a_test_sends_something_is_read_from_its_lines_and_from_those_it_calls():
    assert "agreement_add" in forms_of(agreements.test_a_cooperation_is_begun_with_three_years_and_its_parties, "")
    assert not forms_of(agreements.test_an_empty_list_says_how_to_begin, "")
