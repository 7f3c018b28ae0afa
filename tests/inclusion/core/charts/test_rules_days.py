"""Days to come: the farther the longer, and no words outside the drawing."""

from hypothesis import given
from hypothesis import strategies as st

from inclusion.core.charts.bars import length
from inclusion.core.charts.days import DOT, Ahead, days_ahead


def ahead(days, name="Comité de pilotage"):
    return Ahead(name, days, f"dans {days} jours", "le 8 décembre")


def test_by_hand():
    near, far = days_ahead([ahead(10), ahead(20)], width=400).placed
    kept = length("dans 20 jours") + 2 * DOT + 20
    assert (near.end - DOT, far.end - DOT) == ((400 - kept) // 2, 400 - kept)
    assert far.lines[0][1] - 15 > near.on_y
    assert ahead(10).spoken == "Comité de pilotage, dans 10 jours, le 8 décembre"


def test_today_has_a_dot_and_no_date():
    (one,) = days_ahead([Ahead("Réunion", 0, "aujourd’hui", "")], width=400).placed
    assert one.end == DOT and one.ahead.spoken == "Réunion, aujourd’hui"


@given(days=st.lists(st.integers(0, 92), min_size=1, max_size=4), width=st.sampled_from((360, 760)))
def test_all_lies_within(days, width):
    found = [ahead(one, "Une réunion au nom assez long pour deux lignes au moins du téléphone") for one in days]
    drawn = days_ahead(found, width=width)
    assert all(one.words_x + length(one.ahead.distance) <= width for one in drawn.placed)
    assert all(one.on_y <= drawn.height for one in drawn.placed)
    by_day = sorted(drawn.placed, key=lambda one: one.ahead.days)
    assert [one.end for one in by_day] == sorted(one.end for one in by_day)
