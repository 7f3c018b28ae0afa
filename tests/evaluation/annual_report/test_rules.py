"""How the words of an annual report are made of its figures."""

import pytest

from evaluation.annual_report.rules import (
    Content,
    ReportFigure,
    answer_of,
    chart_of,
    figure_words,
    plain_bars,
    report_title,
)
from funding.funds.rules import year_bars
from inclusion.core.french.money import ZERO
from tests.pages import plain


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [("36898.20", "€", "36 898 €"), ("1284", "aides", "1 284"), ("4.50", "ETP", "4,5"), (None, "personnes", "masqué")],
)
def test_a_figure_is_written_as_it_is_read(value, unit, words):
    assert plain(figure_words(value, unit)) == words


def test_the_answer_names_the_first_figures_and_says_where_there_is_none():
    figures = [
        ReportFigure(label, value, unit, "")
        for label, value, unit in (
            ("Pass émis", "182", "pass"),
            ("Réunions tenues", "1", ""),
            ("Réuni", "10.00", "€"),
            ("Non nommé", "3", ""),
        )
    ]
    assert plain(answer_of(figures)) == "182 pass émis, réunions tenues : 1, réuni : 10 €"
    assert Content().plain()["sentence"] == "Rien n’est noté pour cette année"


def test_the_title_names_two_facts_at_most():
    assert report_title(2026, ["", "un", "deux", "trois"]) == "En 2026, un et deux"
    assert report_title(2026, [""]) == "Rapport annuel 2026"
    assert report_title(2026, ["un"], dated="du 1er janvier au 9 mai 2026") == "Du 1er janvier au 9 mai 2026, un"


def test_a_chart_is_laid_out_anew_from_plain_values():
    amounts = dict.fromkeys(("match", "granted", "before", "grants"), ZERO)
    chart = year_bars(received=100, actions=[("Forum", 40)], shares=60, width=760, **amounts)
    assert chart_of(plain_bars(chart), width=760) == chart
    titles = [plain(one.title) for one in chart.bars]
    assert titles == ["Réuni : 100 €", "Engagé, rendu déduit : 40 € sur 100 €"], "of all that the bar shows"
