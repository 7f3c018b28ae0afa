"""What the register of people who help counts for other features."""

from datetime import date

from inclusion.core.french.periods import civil_year
from inclusion.core.registry.measures import measures
from tests.inclusion.helper_builders import make_helper


def test_who_arrives_later_or_left_before_the_end_is_not_in_post(network, scope):
    """Of 2025: one here since 2024, one without a day, one gone on 31 December, one who arrives on 1 January."""
    make_helper(email="a@exemple.example", arrived_on=date(2024, 5, 1))
    make_helper(email="b@exemple.example")
    make_helper(email="c@exemple.example", arrived_on=date(2024, 5, 1), left_on=date(2025, 12, 31))
    make_helper(email="d@exemple.example", arrived_on=date(2026, 1, 1))
    count = measures()["helpers"].count
    assert [count(network, *civil_year(year)) for year in (2023, 2025, 2026)] == [1, 2, 3]
