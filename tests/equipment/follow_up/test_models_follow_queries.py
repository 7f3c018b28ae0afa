"""Figures counted by the database, and who is shown which."""

import random
from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import combinations

import pytest

from equipment.enums import Need
from equipment.feedback.actions import give_feedback
from equipment.follow_up import queries
from equipment.follow_up.queries import (
    by_need,
    by_territory,
    follow_of,
    lent_in,
    sight_of,
    totals_of,
    use_of,
    waits_of,
    whole_of,
)
from equipment.follow_up.rules import (
    NEED_GROUPS,
    NO_NEED,
    OUTCOME_GROUPS,
    SEVERAL_NEEDS,
    school_year,
    school_year_of,
    year_words,
)
from equipment.models import Bank, Loan, LoanRequest, Pupil
from inclusion.core.access import Member
from inclusion.core.french.periods import Period
from tests.builders import AT, make_commune, make_epci
from tests.equipment.builders import (
    MONDAY,
    make_bank,
    make_item,
    make_loan,
    make_model,
    make_out,
    make_pupil,
    make_request,
    make_returned,
    make_school,
    write_loans,
)
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db
YEAR = school_year(2026)
TODAY = AT.date()


@setup_data
def bank(scope) -> Bank:
    return make_bank()


def lend(school, count: int, **fields) -> None:
    for _ in range(count):
        make_out(make_loan(school=school, pupil=make_pupil(school), **fields))


def test_a_pupil_counts_once_and_a_booked_loan_not_yet(bank):
    school = make_school()
    pupil = make_pupil(school)
    make_returned(make_loan(school=school, pupil=pupil))
    make_out(make_loan(school=school, pupil=pupil))
    make_out(make_loan(school=school))
    make_loan(school=school)
    found = totals_of(lent_in(Loan.objects.all(), YEAR), by_figures=False)
    assert (found.loans, found.pupils, found.schools, found.items) == (3, 2, 1, 3)


def test_the_figures_of_four_pupils_are_hidden_from_who_reads_figures_alone(bank):
    lend(make_school(), 4)
    loans = lent_in(Loan.objects.all(), YEAR)
    assert totals_of(loans, by_figures=False).pupils == 4
    found = totals_of(loans, by_figures=True)
    assert (found.loans, found.pupils, found.answered) == (None, None, None)
    assert (found.schools, found.items) == (None, None)  # four items in one school would reveal as much


def test_a_loan_stands_in_each_of_its_needs(bank):
    school, pupil = make_school(), None
    for needs in (["reading", "writing"], ["writing"], []):
        loan = make_loan(school=school, pupil=pupil or (pupil := make_pupil(school)))
        make_out(loan)
        Loan.objects.filter(pk=loan.pk).update(needs=needs)
    make_out(make_loan(school=school))
    Loan.objects.filter(pupil=None).update(needs=["reading"])
    loans = lent_in(Loan.objects.all(), YEAR)
    table = by_need(loans, whole_of(loans))
    assert [(row.name, row.loans, row.pupils) for row in table.rows] == [
        (str(Need.READING.label), 2, 2),
        (str(Need.WRITING.label), 2, 1),
    ]


def test_territories_hide_the_small_one_and_the_next(bank):
    town = make_commune("85191", "La Roche-sur-Yon", epci=make_epci("248500001", "La Roche"))
    coast = make_commune("85194", "Les Sables", epci=make_epci("248500002", "Les Sables"))
    lend(make_school(commune=town), 6)
    lend(make_school(commune=coast), 2)
    loans = lent_in(Loan.objects.all(), YEAR)
    open_ = by_territory(loans, whole_of(loans), by_figures=False)
    assert [row.pupils for row in open_.rows] == [6, 2]
    closed = by_territory(loans, whole_of(loans), by_figures=True)
    assert [row.pupils for row in closed.rows] == [None, None]
    assert closed.total.pupils == 8


def test_filters_cut_nothing_out_for_who_reads_figures_alone(bank, cast):
    school = make_school()
    lend(school, 6)
    lend(make_school(), 5)
    reader = sight_of(Member(cast["reader"]))
    assert reader.by_figures
    found = follow_of(reader, year=2026, today=TODAY, school=school.pk)
    assert found.totals.pupils == 11
    assert "etablissements" not in [sheet.name for sheet in found.sheets]
    manager = follow_of(sight_of(Member(cast["bank_manager"])), year=2026, today=TODAY, school=school.pk)
    assert manager.totals.pupils == 6


def test_each_partner_follows_its_own(bank, cast):
    own = make_school("Le nôtre", partner=cast["school"].partner)
    lend(own, 1)
    lend(make_school(), 2)
    make_out(make_loan(mdph_step="requested"))
    bank.dsden, bank.mdph = cast["reader"].partner, cast["evaluator"].partner
    bank.save()
    seen = {
        role: follow_of(sight_of(Member(cast[role])), year=2026, today=TODAY).totals.loans
        for role in ("bank_manager", "school", "reader", "evaluator")
    }
    assert seen == {"bank_manager": 4, "school": 1, "reader": 4, "evaluator": 1}


def test_waits_are_those_in_the_middle(bank):
    for days in (1, 2, 9):
        request = make_request()
        LoanRequest.objects.filter(pk=request.pk).update(
            state="refused", reason="Non", answered_at=AT + timedelta(days=days)
        )
    found = waits_of(LoanRequest.objects.all(), YEAR, by_figures=False)
    assert found.answer == pytest.approx(2.0)
    assert waits_of(LoanRequest.objects.all(), YEAR, by_figures=True).answer is None


def test_use_counts_busy_days_up_to_today(bank):
    item = make_item(added_at=datetime(2026, 11, 1, 9, tzinfo=AT.tzinfo))
    make_loan(item.model)  # busy from Monday to the Monday after, eight days
    found = use_of(Period(date(2026, 11, 21), date(2026, 12, 31)), today=MONDAY + timedelta(days=9))
    assert (found.busy, found.available) == (8, 19)
    assert use_of(Period(MONDAY, MONDAY + timedelta(days=4)), today=MONDAY).busy == 1
    assert use_of(YEAR, today=date(2026, 1, 1)).rate is None


def test_answers_are_shown_where_neither_side_is_small(bank):
    loans = [make_out() for _ in range(6)]
    for number, loan in enumerate(loans[:2]):
        give_feedback(loan, author="school", form_key=f"{number:032}", use=1, helped=2, by=None, at=AT)
    found = lent_in(Loan.objects.all(), YEAR)
    assert totals_of(found, by_figures=False).answered == 2
    assert totals_of(found, by_figures=True).answered is None
    assert totals_of(found, by_figures=True).loans == 6


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_rows(bank, cast, count, django_assert_num_queries):
    for _ in range(count):
        lend(make_school(), 1)
    sight = sight_of(Member(cast["bank_manager"]))
    with django_assert_num_queries(15):
        follow_of(sight, year=2026, today=TODAY)


# -- Whoever reads figures alone, and takes the figures of all pages from one another

_PRIME = (1 << 61) - 1
_OUTCOMES = ("mdph_request", "kept", "other_model", "dropped", "")
_NEEDS = (["reading"], ["writing"], ["attention"], ["reading", "seeing"], ["calm"], ["hearing", "motor"])


def history_of(draw: random.Random, school, model) -> None:
    """Loans of three school years and a fourth before them, of unequal sizes."""
    pupils = Pupil.objects.bulk_create(
        Pupil(
            network_id=school.network_id,
            school=school,
            pseudonym=f"HERON-{number}",
            added_at=AT,
            keep_until=date(2030, 1, 1),
        )
        for number in range(60)
    )
    size = {year: draw.choice((0, 3, 8, 20, 45)) for year in (2023, 2024, 2025, 2026)}
    weights = [draw.choice((1, 1, 2, 4, 9)) for _ in _OUTCOMES]
    years = [year for year, count in size.items() for _ in range(count)]
    write_loans(
        school,
        model,
        [
            (year, draw.choice(pupils), draw.choice(_NEEDS[: draw.randint(2, 6)]), draw.choices(_OUTCOMES, weights)[0])
            for year in years
        ],
    )


def known_small_set(figures: list[set], people: dict) -> set | None:
    """Parts of fewer than five pupils together that the sums say; None where there are none.

    A random weighting of the parts that makes every figure zero, modulo a prime, makes zero exactly what is known.
    """
    parts = list(people)
    pivots: list[tuple[int, list[int]]] = []
    for figure in figures:
        row = [int(part in figure) for part in parts]
        for column, pivot in pivots:
            row = [(a - row[column] * b) % _PRIME for a, b in zip(row, pivot, strict=True)]
        column = next((place for place, value in enumerate(row) if value), None)
        if column is not None:
            inverse = pow(row[column], -1, _PRIME)
            pivots.append((column, [value * inverse % _PRIME for value in row]))
    bound = {column for column, _ in pivots}
    draw = random.Random(1)
    weights = {place: draw.randrange(1, _PRIME) for place in range(len(parts)) if place not in bound}
    for column, pivot in reversed(pivots):
        weights[column] = -sum(value * weights.get(place, 0) for place, value in enumerate(pivot)) % _PRIME
    small = [place for place, part in enumerate(parts) if len(people[part]) < 5]
    for count in range(1, 5):
        for chosen in combinations(small, count):
            together = set().union(*(people[parts[place]] for place in chosen))
            if len(together) < 5 and not sum(weights[place] for place in chosen) % _PRIME:
                return {parts[place] for place in chosen}
    return None


def is_in(name: str, values: tuple[str, ...], sheet, levels) -> bool:
    """Whether the row of this name counts loans of these needs, or of this outcome."""
    shown = {row.name for row in sheet.table.rows}
    for level in levels:
        if shown <= {SEVERAL_NEEDS, NO_NEED, *(label for label, _ in level)}:
            own = [label for label, group in level if values and set(values) <= set(group)]
            return name == (own or [SEVERAL_NEEDS if values else NO_NEED])[0]
    raise AssertionError(shown)


#: The days of the papers that somebody kept: the last ones of school years, and today.
KEPT = (*(date(year, 8, 31) for year in (2024, 2025, 2026)), TODAY)


def small_set_on_pages(reader, name: str, levels, value_of) -> set | None:
    """What the tables of this name on the pages of all years, on all those days, say of few pupils."""
    people: dict = defaultdict(set)
    for loan in Loan.objects.all():
        people[(loan.start.year, value_of(loan))].add(loan.pupil_id)
    figures = []
    for day in KEPT:
        loans = reader.loans.filter(start__lte=day)
        for year in range(2023, school_year_of(day) + 1):
            found = follow_of(replace(reader, loans=loans), year=year, today=day)
            shown = {row.name for row in found.years if row.loans is not None}
            figures += [{part for part in people if year_words(part[0]) == one} for one in shown]
            sheet = next(one for one in found.sheets if one.name == name)
            for row in sheet.table.rows:
                if row.loans is not None:
                    years = sheet.merged or (year,)
                    figures.append({p for p in people if p[0] in years and is_in(row.name, p[1], sheet, levels)})
    return known_small_set(figures, people)


def found_of(reader, seed: int) -> list[set | None]:
    history_of(random.Random(seed), make_school(), make_model())
    return [
        small_set_on_pages(reader, "suites", OUTCOME_GROUPS, lambda loan: (loan.outcome,)),
        small_set_on_pages(reader, "besoins", NEED_GROUPS, lambda loan: tuple(loan.needs)),
    ]


@pytest.fixture
def last_years_together(monkeypatch):
    """The last three years are put together, whichever they are."""
    monkeypatch.setattr(queries, "blocks_of", lambda years, _: [tuple(years)[-3:]] if years else [])


@pytest.mark.parametrize("seed", range(6))
def test_no_figure_taken_from_another_says_anything_of_few_pupils(bank, cast, seed):
    """Alone or merged, over all pages and papers: sums and differences of what is shown find nobody."""
    assert found_of(sight_of(Member(cast["reader"])), seed) == [None, None]


def test_papers_of_years_that_overlap_find_somebody(bank, cast, last_years_together):
    found = [found_of(sight_of(Member(cast["reader"])), seed) for seed in range(1)]
    assert any(one for pair in found for one in pair)


def test_what_led_to_the_mdph_is_shown_of_years_put_together(bank, cast):
    """Three a year are hidden in each, and five of them are shown with those years; other outcomes go together.

    The running year is too small yet: it has the table of those before it, and no paper of them can be taken from it.
    """
    school, model = make_school(), make_model()
    words = {"m": "mdph_request", "k": "kept", "o": "other_model", "d": "dropped"}
    for year, outcomes in ((2024, "mmmkkkod"), (2025, "mmkkkkkd"), (2026, "mmmkk")):
        write_loans(school, model, [(year, make_pupil(school), ["reading"], words[one]) for one in outcomes])
    sight = sight_of(Member(cast["reader"]))
    found = follow_of(sight, year=2026, today=TODAY)
    sheet, row = found.mdph
    assert (sheet.years, row.loans) == ("2024-2025 et 2025-2026", 5)
    assert [(one.name, one.loans) for one in sheet.table.rows] == [
        ("Une autre suite", 11),
        ("Demande faite à la MDPH", 5),
    ]
    assert follow_of(sight, year=2024, today=TODAY).mdph == found.mdph
    alone = follow_of(replace(sight, by_figures=False), year=2026, today=TODAY)
    assert alone.mdph[1].loans == 3
