"""What a typed line means, how two texts become one, what a meeting is by the clock."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.core.french.days import day_meant
from inclusion.meetings.enums import MeetingState
from inclusion.meetings.rules import Line, Stage, merged, named_like, opens_at, read_line, stage_of

START = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
END = START + timedelta(hours=2)


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("D : Le pass est prolongé.", Line("decision", "Le pass est prolongé.")),
        ("décision: oui", Line("decision", "oui")),
        ("T : CAF, avant le 15/01 : voir à 9:30", Line("task", "voir à 9:30", "CAF", "avant le 15/01")),
        ("t: Zoé : rappeler", Line("task", "rappeler", "Zoé")),
        ("T : rappeler la CAF", Line("task", "rappeler la CAF")),
        ("N : beau temps", Line("note", "beau temps")),
        ("Tout va bien : rien à dire", Line("note", "Tout va bien : rien à dire")),
        ("D :", Line("note", "D :")),
    ],
)
def test_a_line_says_what_it_is(typed, line):
    assert read_line(typed) == line


@given(st.text("DTNdtn:, é/0\n", max_size=40) | st.text(max_size=60))
def test_no_sign_of_a_line_is_lost(text):
    line = read_line(text)
    kept = "".join(f"{line.who}{line.when}{line.text}".split())
    left = "".join(text.split())
    for sign in kept:
        assert sign in left
    typed = left.partition(":")[2] if line.kind != "note" or len(kept) < len(left) else left
    assert sorted(kept.replace(":", "").replace(",", "")) == sorted(typed.replace(":", "").replace(",", ""))


def test_a_name_is_found_by_the_beginnings_of_its_words():
    names = ["Zoé Lefèvre", "Zoé Martin", "CAF de Lot-et-Garonne"]
    assert named_like("zoe l", names) == [0]
    assert named_like("Zoé", names) == [0, 1]
    assert named_like("caf", names) == [2]
    assert named_like("La Poste", names) == named_like(" ", names) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("avant le 15 janvier", date(2027, 1, 15)),
        ("pour le 15/01", date(2027, 1, 15)),
        ("le 1er décembre", date(2026, 12, 1)),
        ("15/01/28", date(2028, 1, 15)),
        ("2026-12-03", date(2026, 12, 3)),
        ("dans 2 semaines", date(2026, 12, 8)),
        ("d’ici trois mois", date(2027, 2, 24)),
        ("fin janvier", date(2027, 1, 31)),
        ("d’ici la fin du mois", date(2026, 11, 30)),
        ("mi-décembre", date(2026, 12, 15)),
        ("pour jeudi prochain", date(2026, 11, 26)),
        ("demain", date(2026, 11, 25)),
        ("29 février", date(2028, 2, 29)),
        ("31/02", None),
        ("vendredi 4 décembre", date(2026, 12, 4)),
        ("le vendredi 4/12 à 14h30", date(2026, 12, 4)),
        ("lundi 4 décembre", None),  # a Friday
        ("jeudi 14 h", date(2026, 11, 26)),
        ("demain matin", date(2026, 11, 25)),
        ("le 15", date(2026, 12, 15)),
        ("le 31", date(2026, 12, 31)),
        ("au plus tard le 15 janvier 27", date(2027, 1, 15)),
        ("la semaine prochaine", date(2026, 12, 4)),
        ("fin décembre 9999", None),
        ("12/12/9999", None),
        ("bientôt", None),
        ("", None),
    ],
)
def test_days_are_understood_as_people_say_them(text, day):
    assert day_meant(text, today=date(2026, 11, 24)) == day


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_days(text):
    assert day_meant(text, today=date(2026, 11, 24)) is None or isinstance(
        day_meant(text, today=date(2026, 11, 24)), date
    )


texts = st.lists(st.sampled_from("abcde"), max_size=6).map("\n".join)


@given(texts, texts, texts)
def test_no_paragraph_that_somebody_wrote_is_lost(base, mine, theirs):
    kept = set(merged(base, mine, theirs).text.split("\n"))
    before, own, other = (set(text.split("\n")) - {""} for text in (base, mine, theirs))
    assert (own - before) | (other - before) | (own & other) <= kept
    assert merged(base, mine, base).text == merged(base, mine, mine).text == mine
    assert merged(base, base, theirs).text == theirs


@given(texts, texts, texts)
def test_what_is_sent_again_changes_nothing(base, mine, theirs):
    once = merged(base, mine, theirs)
    assert set(merged(base, mine, once.text).text.split("\n")) == set(once.text.split("\n"))


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "text", "conflict"),
    [
        ("", "A", "B", "B\nA", False),
        ("Bonj", "Bonjour", "Bonj\nA", "Bonjour\nA", False),
        ("A", "A\nB", "A\nB\nC", "A\nB\nC", False),
        ("A\nB\nC", "A\nC", "A\nB\nC\nD", "A\nC\nD", False),
        ("A", "A1", "A2", "A2\nA1", True),
    ],
)
def test_two_texts_become_one(base, mine, theirs, text, conflict):
    found = merged(base, mine, theirs)
    assert (found.text, found.conflict) == (text, conflict)


def test_a_meeting_is_what_the_clock_says_unless_somebody_noted_more():
    def stage(at, state=MeetingState.CONVENED):
        return stage_of(state, START, END, at=at)

    quarter, second = timedelta(minutes=15), timedelta(seconds=1)
    assert stage(START - quarter - second) == Stage.TO_COME
    assert stage(START - quarter) == stage(END - second) == Stage.GOING_ON
    assert stage(END) == stage(START, MeetingState.HELD) == Stage.OVER
    assert stage(START, MeetingState.CANCELLED) == Stage.CANCELLED
    assert opens_at(START) == START.replace(hour=0)
    assert opens_at(START.replace(hour=0, minute=30)) == START.replace(hour=0, minute=30) - timedelta(hours=1)
