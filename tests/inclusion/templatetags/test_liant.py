"""Amounts, dates, signs, chips and forms as templates write them."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import lucide
import pytest
from django import forms
from django.apps import apps
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.safestring import mark_safe

from inclusion.core.enums import JobState
from inclusion.core.looks import SIGNS, StateLabel, look_of
from inclusion.templatetags import liant

NARROW, NBSP, MINUS = "\u202f", "\u00a0", "\u2212"


def render(source: str, **context) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ a|euros }}", f"1{NARROW}234,56{NBSP}€"),
        ("{{ a|euros:0 }}", f"1{NARROW}235{NBSP}€"),
        ("{{ a|brief_euros }}", f"1{NARROW}234,56{NBSP}€"),
        ("{{ zero|brief_euros }}", f"0{NBSP}€"),
        ("{{ none|brief_euros }}", "–"),
        ("{{ none|euros }}", "–"),
        ("{{ zero|euros }}", f"0,00{NBSP}€"),
    ],
)
def test_euros(source, shown):
    assert render(source, a=Decimal("1234.56"), none=None, zero=Decimal(0)) == shown


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (1284, None, f"1{NARROW}284"),
        (Decimal("-0.6"), None, f"{MINUS}0,6"),
        (2.5, 2, "2,50"),
        (0, None, "0"),
        (None, None, "–"),
        (-1234567, None, f"{MINUS}1{NARROW}234{NARROW}567"),
    ],
)
def test_number(value, places, shown):
    assert liant.number(value, places) == shown


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "lettre reste"), (1, "lettre reste"), (Decimal("1.5"), "lettre reste"), (2, "lettres restent")],
)
def test_the_plural_begins_at_two(count, shown):
    source = 'lettre{{ n|pluralize }} {{ rows|pluralize:"reste,restent" }}'
    assert render(source, n=count, rows=[0] * int(count)) == shown


def test_of_a_name_is_elided_and_escaped_once():
    source = '{{ name|of }} {{ names|join:", "|of }}'
    shown = render(source, name="Orange <i>", names=["Orange", "<b>"])
    assert shown == "d’Orange &lt;i&gt; d’Orange, &lt;b&gt;"


def test_an_empty_state_escapes_what_it_says_once():
    shown = render("{% empty_state title %}{{ text }} l'été{% endempty_state %}", title="A & B", text="<b> & moi")
    assert "<b>A &amp; B</b>" in shown
    assert "&lt;b&gt; &amp; moi l'été" in shown


def test_dates_are_read_in_the_portals_time_zone():
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # half past midnight on the 24th in Paris
    assert liant.long_date(late) == "mardi 24 novembre 2026"
    assert liant.short_date(late) == "24/11/2026"
    assert liant.plain_date(late) == "24 novembre 2026"
    assert liant.long_date(None) == liant.short_date(None) == liant.plain_date(None) == "–"


def test_distance_counts_from_the_day_given():
    assert render("{{ d|distance:t }}", d=date(2026, 12, 24), t=date(2026, 11, 24)) == "dans 30 jours, le 24 décembre"


def test_shown_end_is_the_day_before():
    assert liant.shown_end(date(2027, 1, 1)) == date(2026, 12, 31)


def test_icon_is_silent_and_takes_the_colour_of_the_text():
    drawn = render('{% icon "download" %}')
    assert drawn.startswith("<svg") and 'aria-hidden="true"' in drawn and 'stroke="currentColor"' in drawn


def test_an_icon_that_does_not_exist_is_a_fault():
    with pytest.raises(lucide.IconDoesNotExist):
        render('{% icon "no-such-icon" %}')


def states_of_fields():
    """The labels of the states of every model."""
    fields = [model._meta.get_field("state") for model in apps.get_models() if hasattr(model, "TRANSITIONS")]
    return {f"{field}: {value}": label for field in fields for value, label in field.choices}


def test_every_state_has_a_look_whose_sign_exists():
    labels = states_of_fields()
    assert len(labels) > 100
    assert [name for name, label in labels.items() if not isinstance(label, StateLabel)] == []
    signs = {label.look.sign for label in labels.values()} | set(SIGNS.values())
    assert all("<svg" in liant.icon(sign) for sign in signs)


def test_chip_of_a_state_has_sign_word_and_tone():
    shown = render("{% chip state %}", state=JobState.FAILED)
    assert "chip bad" in shown and "<svg" in shown and "En échec" in shown


def test_chip_of_plain_words():
    shown = render('{% chip "30 jours" tone="warn" %}')
    assert "chip warn" in shown and "30 jours" in shown and liant.icon("clock") in shown


def test_chip_of_a_row_uses_its_fields_words():
    class Row:
        def get_state_display(self):
            return JobState.FAILED.label

    assert render("{% chip_of row %}", row=Row()) == render("{% chip state %}", state=JobState.FAILED)


def test_an_unknown_state_is_calm():
    assert look_of("thing").tone == "calm"


def test_words_are_escaped():
    assert "<b>" not in render("{% chip words %}{% breadcrumbs words %}", words="<b>gras</b>")


def test_sheet_holds_its_content_under_a_heading():
    shown = render('{% sheet "À faire" anchor="todo" %}<p>{{ text }}</p>{% endsheet %}', text="a & b")
    assert '<h2 id="todo">À faire</h2>' in shown and "<p>a &amp; b</p>" in shown
    assert "<h2" not in render("{% sheet %}texte{% endsheet %}")


def test_breadcrumbs_end_on_this_page():
    shown = render('{% breadcrumbs "Fonds" "/fonds/" "2026" %}')
    assert '<a href="/fonds/">Fonds</a>' in shown
    assert '<span aria-current="page">2026</span>' in shown
    assert render("{% breadcrumbs trail %}", trail=("Fonds", "/fonds/", "2026")) == shown


class Form(forms.Form):
    groups = [("Où", ["town", "gone"]), ("Vide", ["gone"])]
    name = forms.CharField(help_text="Aide.")
    town = forms.CharField(required=False)
    day = forms.DateField(required=False, initial=date(2026, 11, 24))
    way = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="D’accord")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_fields_come_in_their_groups_and_none_is_lost():
    groups = liant.field_groups(Form())
    assert [(group["title"], [field.name for field in group["fields"]]) for group in groups] == [
        ("Où", ["town"]),
        ("", ["name", "day", "way", "agreed"]),
    ]


def test_a_day_gets_the_browsers_calendar():
    shown = str(liant.control(Form()["day"]))
    assert 'type="date"' in shown and 'value="2026-11-24"' in shown


def test_a_wrong_field_says_so_to_everybody():
    page = str(Form({}))
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'id="id_name_helptext"' in page and 'id="id_name_error"' in page
    assert "3 points sont à corriger" in page
    targets = re.findall(r'<a href="#([^"]+)"', page)
    assert targets == ["id_name", "id_way_0", "id_agreed"]
    assert all(f'id="{target}"' in page for target in targets)


def test_required_is_said_in_words_and_choices_stand_in_a_fieldset():
    page = str(Form())
    assert page.count("(obligatoire)") == 3
    assert re.search(r"<fieldset[^>]*>\s*<legend>Way", page)
    assert page.count('type="hidden"') == 1


def test_what_is_wrong_with_the_whole_form_is_shown_once():
    form = Form({"name": "x", "way": "a", "agreed": "on"})
    form.add_error(None, "Cela n’est pas possible.")
    assert str(form).count("Cela n’est pas possible.") == 1


def test_filters_keep_the_sorting_and_drop_the_page():
    class Filters(forms.Form):
        q = forms.CharField(required=False)

    query = QueryDict("q=CAF&sort=-name&page=3&export=csv")
    assert list(liant.kept_parameters(query, Filters(query))) == [("sort", "-name")]
    assert liant.has_data(Filters(query))
    assert not liant.has_data(Filters(QueryDict("q=")))
    assert not liant.has_data(Filters())


def test_page_address_keeps_the_filters():
    request = RequestFactory().get("/liste/", {"q": "a&b", "page": "1"})
    shown = render('{% page_address 3 "page" %}', request=request)
    assert shown == "?q=a%26b&amp;page=3"


def test_references_and_numbers_stay_on_one_line():
    for text, shown in (
        ("CONV-2025-0004, Cadre", '<span class="nowrap">CONV-2025-0004</span>, Cadre'),
        ("Lot n° 15 ouvert", 'Lot <span class="nowrap">n° 15</span> ouvert'),
        ("Déclic 47 & Sous-Bois", "Déclic 47 &amp; Sous-Bois"),
        (mark_safe('<a href="/CONV-2025-0004/">AF-2026-1</a>'), None),
    ):
        found = liant.whole_codes(text)
        assert found == (shown or '<a href="/CONV-2025-0004/"><span class="nowrap">AF-2026-1</span></a>')
