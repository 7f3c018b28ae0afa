"""Numbers of answers in steps, a rate that gives no exact number away, the day of the last reminder."""

from datetime import date, timedelta

import pytest

from evaluation.surveys.rules import rate_in_words, reached, reminder_is_due, shown_words


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "moins de 5"), (4, "moins de 5"), (5, "au moins 5"), (9, "au moins 5"), (10, "au moins 10")],
)
def test_a_number_is_written_in_steps(count, words):
    assert reached(count).words == words


def test_the_rate_follows_the_step_and_nothing_finer():
    assert rate_in_words(reached(8), 20) == rate_in_words(reached(5), 20) == "au moins 25\u00a0%"
    assert rate_in_words(reached(4), 20) == rate_in_words(reached(8), None) == ""
    assert rate_in_words(reached(30), 20) == "au moins 100\u00a0%"


def test_the_last_week_reminds_after_a_first_one():
    start, end = date(2026, 11, 2), date(2026, 11, 30)
    due = [day for n in range(40) if reminder_is_due(start, end, today=(day := start + timedelta(days=n)))]
    assert (due[0], due[-1], len(due)) == (date(2026, 11, 23), date(2026, 11, 29), 7)
    assert not reminder_is_due(start, start + timedelta(days=1), today=start)


@pytest.mark.parametrize(
    ("people", "words"),
    [
        (4, "rien ne pourra être montré"),
        (9, "aucun texte libre"),
        (12, "Avec 12\u00a0réponses"),
        (12, "sont regroupées"),
        (30, "textes libres à partir de dix."),
        (None, "Ce qui pourra être montré"),
    ],
)
def test_whoever_opens_a_campaign_reads_what_its_answers_can_show(people, words):
    assert words in shown_words(people)


def test_where_results_say_the_number_it_is_said_here_too():
    assert (reached(14, exact=True).words, reached(4, exact=True).words) == ("14", "moins de 5")
    assert rate_in_words(reached(14, exact=True), 14) == "100\u00a0%"
