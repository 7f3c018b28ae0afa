"""How often something may be done."""

from django.core.cache import cache

from inclusion.core.limits import consume


def test_so_many_and_no_more_each_on_their_own():
    assert [consume("join", "192.0.2.1", most=2, seconds=60) for _ in range(3)] == [True, True, False]
    assert consume("join", "192.0.2.2", most=2, seconds=60)
    assert consume("other", "192.0.2.1", most=2, seconds=60)


def test_a_new_window_starts_when_the_first_has_ended():
    assert consume("join", "192.0.2.1", most=1, seconds=60)
    cache.delete("limit:join:192.0.2.1")
    assert consume("join", "192.0.2.1", most=1, seconds=60)
