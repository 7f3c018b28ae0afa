"""Two people write the same form: nothing of either is lost."""

from hypothesis import given
from hypothesis import strategies as st

from roadmaps.plans.rules.editing import FieldClash, merge


def test_each_changed_another_field():
    found = merge({"title": "A", "budget": 10}, now={"title": "B", "budget": 10}, wanted={"title": "A", "budget": 20})
    assert found.write == {"budget": 20}
    assert found.clashes == ()
    assert found.changed_meanwhile == ("title",)


def test_both_changed_the_same_field_differently():
    found = merge({"title": "A"}, now={"title": "B"}, wanted={"title": "C"})
    assert found.write == {}
    assert found.clashes == (FieldClash("title", "B", "C"),)
    assert found.changed_meanwhile == ()


def test_both_changed_the_same_field_to_the_same():
    found = merge({"title": "A"}, now={"title": "B"}, wanted={"title": "B"})
    assert (found.write, found.clashes) == ({}, ())


def test_what_was_not_said_to_be_seen_counts_as_seen():
    assert merge({}, now={"title": "A"}, wanted={"title": "B"}).write == {"title": "B"}


values = st.dictionaries(st.sampled_from("abc"), st.integers(0, 2), min_size=3, max_size=3)


@given(values, values, values)
def test_no_change_is_lost_and_none_is_overwritten(seen, now, wanted):
    found = merge(seen, now, wanted)
    clashing = {one.field for one in found.clashes}
    for field in "abc":
        after = found.write.get(field, now[field])
        if wanted[field] != seen[field] and field not in clashing:
            assert after == wanted[field]
        if now[field] != seen[field]:
            assert after == now[field]
        if field in clashing:
            assert field not in found.write
            assert len({seen[field], now[field], wanted[field]}) == 3
