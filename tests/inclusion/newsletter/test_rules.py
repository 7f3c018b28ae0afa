"""Pasted lists read line by line; news in the order in which they are read; who reads what; Markdown."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inclusion.core.french.text import as_markdown
from inclusion.newsletter.forms import IssueForm
from inclusion.newsletter.rules import LINKS, Target, in_reading_order, pasted, rich_html, rich_text, sections_for


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("alix@exemple.fr", ["alix@exemple.fr"]),
        ("Alix@Exemple.FR\n\n camille@exemple.fr ", ["alix@exemple.fr", "camille@exemple.fr"]),
        ("a@exemple.fr; b@exemple.fr, c@exemple.fr", ["a@exemple.fr", "b@exemple.fr", "c@exemple.fr"]),
        ("Alix Exemple <alix@exemple.fr>", ["alix@exemple.fr"]),
        ("Exemple\tAlix\talix@exemple.fr\t05 53", ["alix@exemple.fr"]),
        ("mailto:alix@exemple.fr", ["alix@exemple.fr"]),
        ("alix@exemple", [""]),
        ("alix@@exemple.fr", [""]),
        ("al..ix@exemple.fr", [""]),
        ("Alix Exemple", [""]),
        ("évêque@exemple.fr", [""]),
        ("", []),
    ],
)
def test_addresses_in_what_was_pasted(text, addresses):
    assert [one.address for one in pasted(text)] == addresses


def test_each_entry_knows_its_line():
    found = pasted("a@exemple.fr\n\npas une adresse\nb@exemple.fr")
    assert [(one.number, one.said) for one in found] == [
        (1, "a@exemple.fr"),
        (3, "pas une adresse"),
        (4, "b@exemple.fr"),
    ]


@given(st.text())
def test_whatever_is_pasted_is_read_and_no_address_breaks_a_header(text):
    for one in pasted(text):
        assert "\n" not in one.address
        assert "," not in one.address
        assert one.address == "" or one.address.count("@") == 1


def news(heading, title):
    return SimpleNamespace(heading=heading, title=title)


def test_headings_come_in_the_order_of_their_first_news():
    unordered = [news("B", 1), news("A", 2), news("B", 3)]
    ordered = in_reading_order(unordered)
    assert [one.title for one in ordered] == [1, 3, 2]


# -- Markdown of the news


def test_bold_italics_lists_and_links_in_html_and_in_words():
    text = "Le **forum** a *réuni* 1 400 personnes.\nMerci [à tous](/agenda/).\n\n- un\n- [deux](https://a.example)"
    assert rich_html(text, base="https://p.example") == (
        "<p>Le <strong>forum</strong> a <em>réuni</em> 1 400 personnes.<br>\n"
        'Merci <a href="https://p.example/agenda/">à tous</a>.</p>\n'
        '<ul>\n<li>un</li>\n<li><a href="https://a.example">deux</a></li>\n</ul>\n'
    )
    assert rich_text(text, base="https://p.example") == (
        "Le forum a réuni 1 400 personnes.\nMerci à tous (https://p.example/agenda/).\n\n"
        "- un\n- deux (https://a.example)"
    )


@given(st.text(alphabet="*_[]()<>!\"'&:/# -1.ajvscriptdht\n", max_size=80))
@example("[x](javascript:alert(1))")
@example("<img src=x onerror=alert(1)> ![x](https://a.example/pixel.gif)")
def test_whatever_is_typed_runs_nothing_and_fetches_nothing(text):
    html = rich_html(text)
    assert set(re.findall(r"<(\w+)", html)) <= {"p", "strong", "em", "ul", "ol", "li", "a", "br"}
    assert all(one.startswith(LINKS) for one in re.findall(r'href="([^"]*)"', html))
    assert not re.search(r"<[^>]*\son\w+=", html)
    assert rich_text(text) is not None


@given(st.text(alphabet="*_[]()\\-+.1 a:/h", max_size=40))
@example("[Réclamez vos aides](https://evil.example/vol) 5*3*2")
@example("1968. - a")
def test_what_others_typed_shows_as_it_was_typed(text):
    for before in ("", "- "):
        source = before + as_markdown(" ".join(text.split()))
        assert not re.search("<(a|em|strong|ol)", rich_html(source))
        assert rich_text(source).removeprefix("- ").strip() == " ".join(text.split())


@pytest.mark.parametrize(
    ("target", "readership", "epci", "reaches"),
    [
        (Target("all"), "public", None, True),
        (Target("public"), "professionals", None, False),
        (Target("professionals"), "professionals", "1", True),
        (Target("members"), "professionals", "1", False),
        (Target("all", ("1", "2")), "public", "2", True),
        (Target("all", ("1", "2")), "public", "3", False),
        (Target("all", ("1", "2")), "public", None, True),
    ],
)
def test_whom_something_reaches(target, readership, epci, reaches):
    assert target.reaches(readership, epci) is reaches
    assert bool(sections_for(target, [(1, Target("all"))], readership=readership, epci=epci)) is reaches
    said = {"readership": readership, "epci": epci, "is_member": True}
    assert bool(sections_for(target, [(1, target)], **said)) is (reaches or target.audience == "members")


@pytest.mark.parametrize(
    ("last", "today", "period"),
    [
        (None, date(2026, 12, 15), (date(2026, 12, 1), date(2026, 12, 15))),
        # The month before, as long as this one is nearly empty.
        (None, date(2026, 12, 1), (date(2026, 11, 1), date(2026, 12, 1))),
        (None, date(2026, 12, 2), (date(2026, 11, 1), date(2026, 12, 2))),
        (date(2026, 11, 20), date(2026, 12, 1), (date(2026, 11, 20), date(2026, 12, 1))),
        (date(2026, 12, 1), date(2026, 12, 1), (date(2026, 12, 1), date(2026, 12, 2))),
    ],
)
def test_the_days_that_are_offered_for_an_issue_are_one_at_least(last, today, period):
    issue = last and SimpleNamespace(end=last)
    assert tuple(IssueForm.since_last(issue, today).values()) == period
