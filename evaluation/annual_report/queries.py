"""What the portal says in each chapter of a year: read by the functions whose pages show the same figures."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Min, Model

from equipment.family_aid.models import AidProgramme
from equipment.family_aid.queries import outcome_of
from equipment.family_aid.rules import shown_of_period
from equipment.refurbishing.queries import devices_of
from equipment.refurbishing.queries import figures as refurbishing_figures
from evaluation.activity.models import HelpRecord
from evaluation.activity.queries import help_totals
from evaluation.annual_report.enums import NEEDS, ChapterKind
from evaluation.annual_report.models import AnnualReport
from evaluation.annual_report.rules import Content, ReportFigure, figure_words, plain_bars, report_title
from evaluation.results.queries.published import changes_asked_until, summary_of_survey
from evaluation.surveys.models import Campaign, Survey
from funding.funds.queries import FundYear, fund_year
from funding.funds.rules import year_bars, year_headline
from funding.ledger.figures import RECEIVED
from funding.ledger.models.funds import Fund
from funding.ledger.rules import WIDE
from funding.staff.queries import coverage
from inclusion.core.activities import is_on
from inclusion.core.charts.bars import Chart
from inclusion.core.enums import ContributionSight
from inclusion.core.figures import FigureAmount
from inclusion.core.french.money import ZERO, euros
from inclusion.core.french.names import quoted, so_many
from inclusion.core.french.periods import Period, civil_year, plain_date, shown_end, shown_period, stored_end
from inclusion.core.models.networks import Network
from inclusion.core.registry.measures import measures
from inclusion.core.suppression import THRESHOLD
from inclusion.events.models import Event
from inclusion.guide.models import Place, Session
from inclusion.meetings.models import Decision, Meeting
from inclusion.meetings.queries import meetings_between
from inclusion.partners.models import Partner
from roadmaps.coverage.queries import answer_of as coverage_answer
from roadmaps.coverage.queries import coverage_on, standings_of

#: Units of measures that count people: a small number of them is not shown.
PEOPLE = frozenset({"personnes", "élèves", "visiteurs", "participations"})
#: Said of numbers that somebody typed: one person may be in several of them.
TYPED = "(nombre saisi)"
#: The earliest year that a report may be of, and what says when a network began.
EARLIEST = 2015
BEGINNINGS: tuple[tuple[type[Model], str], ...] = (
    (Fund, "start"),
    (HelpRecord, "given_on"),
    (Meeting, "starts_at"),
    (Event, "starts_at"),
    (Campaign, "start"),
)


@dataclass(frozen=True)
class Year:
    """The year of a report in its network, as it is known today."""

    network: Network
    year: int
    today: date

    @property
    def period(self) -> Period:
        """Its days until the report is made: what every figure counts over."""
        start, end = civil_year(self.year)
        return Period(start, max(min(end, stored_end(self.today)), stored_end(start)))

    @property
    def day(self) -> date:
        """Its last day, or today while it goes on."""
        return shown_end(self.period.end)

    @property
    def dated(self) -> str:
        """« du 1er janvier au 30 novembre 2026 »."""
        return shown_period(*self.period)

    @property
    def on(self) -> str:
        """« au 30 novembre 2026 »."""
        return f"au {plain_date(self.day)}"

    def has(self, activity: str) -> bool:
        """Whether the network does this."""
        return activity in self.network.activities

    def counted(self, label: str, value: Decimal | int | None, unit: str = "") -> ReportFigure:
        """A figure over the year."""
        return ReportFigure(label, None if value is None else str(value), unit, self.dated, mark_of(value))

    def stands(self, label: str, value: Decimal | int, unit: str = "") -> ReportFigure:
        """A figure of its last day."""
        return ReportFigure(label, str(value), unit, self.on, mark_of(value))

    def measured(self, *keys: str) -> list[ReportFigure]:
        """What these measures count, as far as the network does what they belong to; what is zero is left out."""
        known, found = measures(), []
        for one in (known[key] for key in keys if is_on(self.network, known[key].count)):
            if value := one.counted(self.network, *self.period, today=self.today):
                is_small = one.unit in PEOPLE and value < THRESHOLD
                label = f"{one.label} {TYPED}" if one.is_typed else one.label
                found.append(self.counted(label, None if is_small else value, one.unit))
        return found


def mark_of(value: Decimal | int | None) -> tuple[str, str, str] | None:
    """What marks the amount of a figure where it is printed."""
    if not isinstance(value, FigureAmount):
        return None
    return value.definition.key, value.scope, value.period


def first_year(today: date) -> int:
    """The year of the first fund, help, meeting, event or survey of the network; this one where there is none."""
    firsts = [model._default_manager.aggregate(first=Min(f"{column}__year"))["first"] for model, column in BEGINNINGS]
    return max(EARLIEST, min((one for one in firsts if one and one < today.year), default=today.year))


def offered_chapters(network: Network) -> list[ChapterKind]:
    """The chapters of what the network does, in their usual order."""
    return [kind for kind in ChapterKind if NEEDS[kind] & set(network.activities)]


def content_of(report: AnnualReport, *, today: date) -> dict[str, Any]:
    """All that the report says today, as JSON values: its words, and the figures of each chapter."""
    year, offered = Year(report.network, report.year, today), offered_chapters(report.network)
    read = {kind: READERS[kind](year) for kind in report.kinds if kind in offered}
    keys = [read[kind].key for kind in IN_TITLE if kind in read]
    return {
        "year": report.year,
        "dated": year.dated,
        "title": report_title(report.year, keys, dated=year.dated if year.day == today else ""),
        "introduction": report.introduction,
        "chapters": [
            {"kind": str(kind), "title": kind.label, "text": report.text_of(kind), **content.plain()}
            for kind, content in read.items()
        ],
    }


def sentences_of(report: AnnualReport, *, today: date) -> dict[ChapterKind, str]:
    """What each chapter that may be chosen would say in one sentence."""
    year = Year(report.network, report.year, today)
    return {kind: READERS[kind](year).plain()["sentence"] for kind in offered_chapters(report.network)}


# -- Money


def _fund_years(year: Year) -> list[tuple[Fund, FundYear]]:
    """The funds in which something moved in the year, the largest first."""
    start, end = year.period
    funds = Fund.objects.counted().filter(start__lt=end, end__gt=start).order_by("pk")
    found = [(fund, fund_year(fund, year=year.year, today=year.today)) for fund in funds]
    moved = [pair for pair in found if pair[1].whole.raised or pair[1].whole.committed or pair[1].whole.paid]
    return sorted(moved, key=lambda pair: -pair[1].whole.raised)


def _sees_everything(year: Year) -> bool:
    return year.network.contribution_sight == ContributionSight.EVERYTHING


def _shows(year: Year, found: FundYear, name: str) -> bool:
    """Whether the totals, or the costs of actions, reveal to no reader what another contributor gave."""
    readers = (None, *(one.partner for one in found.position.contributors))
    return _sees_everything(year) or all(getattr(found.position, name)(one) for one in readers)


def _money(year: Year) -> Content:
    """Each fund by its page « Bilan »; nothing of one whose totals would reveal what a contributor gave."""
    figures, rows = [], []
    moved = _fund_years(year)
    shown = [(fund, found) for fund, found in moved if _shows(year, found, "has_totals_for")]
    for fund, found in shown:
        of, whole = f", {fund.name}" if len(shown) > 1 else "", found.whole
        amounts = (
            ("Réuni", whole.raised),
            ("Engagé", whole.committed),
            ("Rendu", whole.released),
            ("Payé", whole.paid),
            ("Reste", found.left),
        )
        figures += [year.counted(f"{name}{of}", amount, "€") for name, amount in amounts if amount]
        if _shows(year, found, "has_costs_for"):
            named = (fund.name,) if len(shown) > 1 else ()
            rows += [(one.action.name, *named, euros(one.cost), euros(one.disbursed)) for one in _costs(found)]
    if not shown:
        return Content(
            "Ces sommes diraient ce qu’un opérateur a donné\u00a0: le réseau ne les montre pas"
            if moved
            else "Rien n’a été versé, engagé ou payé cette année"
        )
    largest = shown[0][1]
    of_which = ("Fonds",) if len(shown) > 1 else ()
    heads = ("Action", *of_which, "Engagé, rendu déduit", "Payé")
    committed = sum((found.whole.financed for _, found in shown), ZERO)
    costs = [(one.action.name, one.cost) for one in _costs(largest)]
    if not _shows(year, largest, "has_costs_for"):
        costs = [("Actions", sum((cost for _, cost in costs), ZERO))]
    headline, bars = _headline(largest), plain_bars(_bars(largest, costs))
    if len(shown) > 1:
        headline = f"{shown[0][0].name}\u00a0: {headline[:1].lower()}{headline[1:]}"
        bars[0]["title"] = f"{shown[0][0].name}. {bars[0]['title']}"
    return Content(
        headline,
        f"{figure_words(str(committed), '€')} engagés" if committed > 0 else "",
        figures,
        _table("Ce que cet argent a financé", heads, rows),
        bars,
    )


def _costs(found: FundYear) -> list[Any]:
    actions = (one for one in found.position.actions if one.cost or one.disbursed)
    return sorted(actions, key=lambda one: (-one.cost, one.action.name))


def _headline(found: FundYear) -> str:
    actions = sum(one.cost > 0 for one in found.position.actions)
    whole = found.whole
    return year_headline(found.year, raised=whole.raised, committed=whole.committed, actions=actions)


def _bars(found: FundYear, costs: list[tuple[str, Decimal]]) -> Chart:
    return year_bars(
        received=found.whole.received,
        match=found.whole.match,
        granted=found.whole.granted,
        before=found.left_before,
        actions=costs,
        shares=found.after.shares,
        grants=found.after.grants_left,
        width=WIDE,
    )


def _operators(year: Year) -> Content:
    """Who gave; how much where the network shows that to everybody."""
    given: dict[Partner, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO, ZERO])
    for _, found in _fund_years(year):
        for one in found.position.contributors:
            if one.received > 0:
                sums = zip(given[one.partner], (one.received, one.match, one.paid), strict=True)
                given[one.partner] = [before + amount for before, amount in sums]
    total = sum((sums[0] for sums in given.values()), ZERO)
    who = so_many(len(given), "opérateur a versé", "opérateurs ont versé")
    if not given:
        return Content("Aucun opérateur n’a versé cette année")
    if not _sees_everything(year):
        return Content(
            f"{len(given)}\u00a0{'opérateur a' if len(given) == 1 else 'opérateurs ont'} contribué",
            figures=[year.counted("Opérateurs qui ont versé", len(given))],
            table=_table("Qui a contribué", ("Opérateur",), [(str(partner),) for partner in given]),
        )
    ordered = sorted(given.items(), key=lambda pair: (-pair[1][0], pair[0].sort_name))
    return Content(
        f"{who} {figure_words(str(total), '€')}",
        figures=[
            year.counted("Opérateurs qui ont versé", len(given)),
            year.counted("Versé par les opérateurs", RECEIVED.amount(total, over=year.period), "€"),
        ],
        table=_table(
            "Qui a donné",
            ("Opérateur", "Versé", "Effet levier", "Engagé, rendu déduit"),
            [(str(partner), *map(euros, sums)) for partner, sums in ordered],
        ),
    )


# -- People


def _results(year: Year) -> Content:
    """The help that was counted, and what surveys that are over say of before and after."""
    beside = changes_asked_until(*year.period)
    surveys = Survey.objects.filter(pk__in=[one.survey_pk for one in beside]).order_by("pk")
    said = {one.pk: summary_of_survey(one) for one in surveys.prefetch_related("publications")}
    drawn = next((one for one in beside if said.get(one.survey_pk)), None)
    summary = said[drawn.survey_pk] if drawn else None
    help_given = year.measured("help_acts", "help_people", "help_hours")
    people = help_totals(*year.period)["people"]
    rows = [(one.title, one.asked, reading) for one in beside for reading in one.readings]
    note = "Réponses inventées pour la démonstration." if any(one.is_synthetic for one in beside) else ""
    scope = (
        f"{quoted(drawn.title)}, enquête posée {drawn.asked}. {summary.note} "
        if drawn and summary
        else "Ce qui change n’a pas été mesuré avant et après cette année. "
    )
    return Content(
        summary.title if summary else "",
        f"{figure_words(str(people), '')} participations aux aides {TYPED}" if people >= THRESHOLD else "",
        help_given,
        _table("Ce que disent les enquêtes terminées", ("Enquête", "Posée", "Ce qui a changé"), rows),
        moves=[[one.label, int(one.before), int(one.after)] for one in summary.moves] if summary else [],
        note=f"{scope}{note}".strip(),
    )


def _passes(year: Year) -> Content:
    figures = year.measured("passes_issued", "passes_used", "people_helped") if year.has("passes") else []
    key = f"{figure_words(figures[0].value, '')} pass émis" if figures and year.has("passes") else ""
    if year.has("family_aid"):
        outcome = outcome_of(AidProgramme.objects.all(), start=year.period.start, end=year.period.end)
        helped, completed = shown_of_period(outcome.helped, outcome.completed)
        if outcome.helped:
            figures.append(year.counted("Ordinateurs remis à des familles", helped))
        if outcome.completed:
            figures.append(year.counted("Parcours de formation suivis jusqu’au bout", completed))
    return Content(key=key, figures=figures)


# -- Who and where


def _posts(year: Year) -> Content:
    figures, sentence, table = year.measured("posts_fte", "helpers"), "", None
    if year.has("staff"):
        found = coverage(year.day)
        sentence = found.sentence
        figures = [
            year.stands("Postes en cours", found.total.posts),
            year.stands("Équivalents temps plein", found.total.fte, "ETP"),
            year.stands("Postes vacants", found.total.vacant),
            *figures,
        ]
        rows = [
            (row.name, str(row.posts), figure_words(str(row.fte), "ETP"))
            for row in (*found.rows, found.whole)
            if row.posts
        ]
        table = _table("Où sont les postes", ("Territoire", "Postes", "ETP"), rows)
    return Content(sentence, figures=figures, table=table)


def _places(year: Year) -> Content:
    figures = []
    if year.has("guide") and year.day == year.today:  # of another day, the guide keeps no count
        places = Place.objects.open()
        sessions = Session.objects.running(on=year.day).filter(place__in=places).count()
        figures = [
            year.stands(label, count, unit)
            for label, count, unit in (
                ("Lieux dans le guide du numérique", places.count(), "lieux"),
                ("Permanences et ateliers réguliers", sessions, "rendez-vous"),
            )
            if count
        ]
    figures += year.measured("desk_visits", "events_held", "event_visitors")
    return Content(figures=figures)


def _roadmaps(year: Year) -> Content:
    found = coverage_on(year.day)
    counts = standings_of(found, on=year.day)
    return Content(
        coverage_answer(found, on=year.day),
        figures=[year.stands(one.definition.label, one) for one in counts.values() if one],
        table=_table(
            "Intercommunalité par intercommunalité",
            ("Intercommunalité", "Relais", "Feuille de route adoptée"),
            [
                (one.epci.name, one.standing.label, ", ".join(str(roadmap) for roadmap in one.adopted) or "–")
                for one in found
            ],
        ),
    )


def _equipment(year: Year) -> Content:
    figures = []
    if year.has("loans"):
        figures = year.measured("equipment_loans", "equipment_pupils", "equipment_trials")
    if year.has("refurbishing"):
        given = devices_of(year=year.year, donor="").filter(donation__received_on__lt=year.period.end)
        found = refurbishing_figures(given)
        counted = (
            ("Appareils collectés", found.collected),
            ("Appareils réutilisés", found.reused),
            ("Appareils recyclés", found.recycled),
        )
        figures += [year.counted(label, count, "appareils") for label, count in counted if count]
    return Content(figures=figures)


def _governance(year: Year) -> Content:
    figures = year.measured("meetings_held", "meeting_participants")
    decided = Decision.objects.filter(meeting__in=meetings_between(*year.period).order_by()).count()
    if decided:
        figures.insert(1, year.counted("Décisions notées", decided, "décisions"))
    return Content(figures=figures)


def _table(title: str, heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> dict[str, Any] | None:
    return {"title": title, "heads": list(heads), "rows": [list(row) for row in rows]} if rows else None


READERS: dict[ChapterKind, Callable[[Year], Content]] = {
    ChapterKind.MONEY: _money,
    ChapterKind.OPERATORS: _operators,
    ChapterKind.RESULTS: _results,
    ChapterKind.PASSES: _passes,
    ChapterKind.POSTS: _posts,
    ChapterKind.PLACES: _places,
    ChapterKind.ROADMAPS: _roadmaps,
    ChapterKind.EQUIPMENT: _equipment,
    ChapterKind.GOVERNANCE: _governance,
}
#: Whose key facts the title names, the first in front.
IN_TITLE = (ChapterKind.MONEY, ChapterKind.RESULTS, ChapterKind.PASSES)
