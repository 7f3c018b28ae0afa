"""The figures of lending that all partners follow: loans, waits, outcomes, use of the stock, measures of indicators.

All are counted by the database; who sees which loans is `Sight`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import (
    Aggregate,
    Case,
    Count,
    DateField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Extract, Greatest, Least, TruncDate

from equipment.bank.models import is_mdph, sees_all_schools
from equipment.enums import LoanState, RequestState, TrialOutcome
from equipment.feedback.models import TrialFeedback
from equipment.follow_up.rules import (
    NEED_GROUPS,
    NO_NEED,
    NOT_KNOWN_YET,
    OUTCOME_GROUPS,
    SEVERAL_NEEDS,
    Row,
    Table,
    blocks_of,
    emptied,
    finest,
    guarded,
    longest,
    school_year,
    school_year_of,
    shown_part,
    use_rate,
    year_words,
    years_words,
)
from equipment.inventory.models import Item
from equipment.loans.models.loans import Loan, LoanItem, Occupation
from equipment.loans.models.requests import LoanRequest
from equipment.schools.models import School
from inclusion.core.french.periods import Period, stored_end
from inclusion.core.roles import Permission
from inclusion.core.suppression import THRESHOLD
from inclusion.territories.models import Epci

if TYPE_CHECKING:
    from inclusion.core.access import Member

#: Loans that took place, or take place.
LENT = (LoanState.OUT, LoanState.RETURNED)
#: A loan for nobody in particular counts as one more pupil.
_PUPILS = Count("pupil", distinct=True) + Count("pk", filter=Q(pupil=None))
_LOANS = Count("pk")
#: An island commune may belong to none; a school may lack its commune.
NO_TERRITORY = "Sans intercommunalité connue"


class Median(Aggregate):
    """The value in the middle."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True)
class Sight:
    """Which loans a member follows, and whether by figures alone: then small groups are hidden."""

    loans: QuerySet[Loan]
    requests: QuerySet[LoanRequest] | None
    by_figures: bool
    #: Whether the figures of the whole bank are theirs: its items, its use.
    whole: bool
    description: str


def sight_of(member: "Member") -> Sight:
    """What this member follows.

    The bank and the DSDEN: all schools. The MDPH: the files that reached it. A school: its own. Whoever reads or
    evaluates: the figures of all, and nothing that lets a pupil be recognised.
    """
    if sees_all_schools(member):
        description = "Vous voyez les prêts de tous les établissements."
        return Sight(Loan.objects.all(), LoanRequest.objects.all(), False, True, description)
    if is_mdph(member):
        description = "Vous voyez les prêts des élèves dont une demande est arrivée à la MDPH, et les vôtres."
        return Sight(Loan.objects.visible_to(member), None, False, False, description)
    if member.may(Permission.EQUIPMENT_BORROW):
        description = "Vous voyez les prêts de votre établissement."
        own = LoanRequest.objects.filter(school__partner=member.partner)
        return Sight(Loan.objects.visible_to(member), own, False, False, description)
    description = (
        "Vous voyez les chiffres de tout le réseau, sans aucun prêt en particulier. Ce qui concerne trop peu "
        "d’élèves est masqué."
    )
    return Sight(Loan.objects.all(), LoanRequest.objects.all(), True, True, description)


def figures_of_all() -> Sight:
    """The figures of the whole network for a document that anybody may read."""
    return Sight(Loan.objects.all(), LoanRequest.objects.all(), True, True, "")


def first_year(today: date) -> int:
    """The school year of the first loan of the network; the running one while there is none."""
    first = Loan.objects.filter(state__in=LENT).aggregate(first=Min("start"))["first"]
    return min(school_year_of(first or today), school_year_of(today))


def lent_in(loans: QuerySet[Loan], period: Period, *, epci: str = "", school: int | None = None) -> QuerySet[Loan]:
    """Loans that began on these days, of the schools of an intercommunalité or of one school."""
    found = loans.filter(state__in=LENT, start__gte=period.start, start__lt=period.end)
    if epci:
        found = found.filter(school__commune__epci=epci)
    return found.filter(school=school) if school else found


@dataclass(frozen=True)
class Totals:
    """The figures of all loans together; None where one has to be hidden."""

    loans: int | None
    pupils: int | None
    schools: int | None
    items: int | None
    answered: int | None


def totals_of(loans: QuerySet[Loan], *, by_figures: bool) -> Totals:
    """Loans, pupils, schools, items and trials with an answer."""
    feedback = TrialFeedback.objects.filter(loan=OuterRef("pk"))
    found = loans.order_by().aggregate(
        loans=_LOANS,
        pupils=_PUPILS,
        schools=Count("school", distinct=True),
        answered=Count("pk", filter=Exists(feedback)),
    )
    items = LoanItem.objects.filter(loan__in=loans.order_by().values("pk"), handed_over_at__isnull=False)
    found["items"] = items.aggregate(count=Count("item", distinct=True))["count"]
    if by_figures:
        if 0 < found["pupils"] < THRESHOLD:
            found = dict.fromkeys(found)
        else:
            found["answered"] = shown_part(found["answered"], found["loans"])
    return Totals(**found)


def whole_of(loans: QuerySet[Loan]) -> Row:
    """All these loans together: the foot of their tables."""
    found = loans.order_by().aggregate(loans=_LOANS, pupils=_PUPILS)
    return Row("Ensemble", found["loans"], found["pupils"])


def _table(rows: list[Row], whole: Row, *, by_figures: bool) -> Table:
    table = Table(tuple(rows), whole)
    return guarded(table) if by_figures else table


def _grouped(loans: QuerySet[Loan], *fields: str) -> QuerySet[Any]:
    return loans.order_by().values(*fields).annotate(count=_LOANS, people=_PUPILS).order_by("-count", *fields)


#: The groups of one level of detail: their names and values.
Groups = Sequence[tuple[str, tuple[str, ...]]]


def _overlapping(loans: QuerySet[Loan], groups: Sequence[tuple[str, Q]]) -> list[Row]:
    """The loans of each group that has any, those of most loans first; a loan may be in several."""
    counts: dict[str, Any] = {}
    for number, (_, within) in enumerate(groups):
        counts[f"loans_{number}"] = Count("pk", filter=within)
        counts[f"pupils_{number}"] = Count("pupil", distinct=True, filter=within)
        counts[f"others_{number}"] = Count("pk", filter=within & Q(pupil=None))
    found = loans.order_by().aggregate(**counts)
    rows = [
        Row(label, found[f"loans_{number}"], found[f"pupils_{number}"] + found[f"others_{number}"])
        for number, (label, _) in enumerate(groups)
        if found[f"loans_{number}"]
    ]
    return sorted(rows, key=lambda row: -(row.loans or 0))


def _apart(loans: QuerySet[Loan], groups: Sequence[tuple[str, Q]]) -> list[Row]:
    """As `_overlapping`, each loan in the first group that it fits, those that fit none left out.

    Pupils are sorted once, not once for each group.
    """
    cases = [When(within, then=Value(number)) for number, (_, within) in enumerate(groups)]
    own = Case(*cases, default=None, output_field=IntegerField())
    found = [row for row in _grouped(loans.annotate(own=own), "own") if row["own"] is not None]
    return [Row(groups[row["own"]][0], row["count"], row["people"]) for row in found]


def by_need(loans: QuerySet[Loan], whole: Row) -> Table:
    """Loans by the needs that they answer; a loan may answer several."""
    groups = [(label, Q(needs__overlap=list(needs))) for label, needs in NEED_GROUPS[0]]
    return Table(tuple(_overlapping(loans, groups)), whole, shares=True)


def by_one_need(loans: QuerySet[Loan], whole: Row, groups: Groups) -> Table:
    """Loans by the group of their needs, each in one row."""
    alone = [(label, Q(needs__contained_by=list(needs)) & ~Q(needs=[])) for label, needs in groups]
    others = [(SEVERAL_NEEDS, ~Q(needs=[])), (NO_NEED, Q(needs=[]))]
    return Table(tuple(_apart(loans, [*alone, *others])), whole)


def by_outcome(loans: QuerySet[Loan], whole: Row, groups: Groups = OUTCOME_GROUPS[0]) -> Table:
    """Loans by what came of the trial; those of which it is not known yet come last."""
    rows = _apart(loans, [(label, Q(outcome__in=outcomes)) for label, outcomes in groups])
    rows.sort(key=lambda row: row.name == NOT_KNOWN_YET)
    return Table(tuple(rows), whole)


def by_territory(loans: QuerySet[Loan], whole: Row, *, by_figures: bool) -> Table:
    """Loans by the intercommunalité of the school."""
    found = list(_grouped(loans, "school__commune__epci"))
    names = {epci.pk: str(epci) for epci in Epci.objects.filter(pk__in=[r["school__commune__epci"] for r in found])}
    rows = [Row(names.get(row["school__commune__epci"], NO_TERRITORY), row["count"], row["people"]) for row in found]
    return _table(rows, whole, by_figures=by_figures)


def by_school(loans: QuerySet[Loan], whole: Row) -> Table:
    """Loans by school: for whoever may see them one by one."""
    found = list(_grouped(loans, "school"))
    names = School.objects.in_bulk([row["school"] for row in found])
    rows = [Row(str(names[row["school"]]), row["count"], row["people"]) for row in found]
    return _table(rows, whole, by_figures=False)


def by_model(loans: QuerySet[Loan], whole: Row, *, by_figures: bool) -> Table:
    """Loans by the model or the kit that was lent."""
    found = _grouped(loans, "model__name", "kit__name")
    rows = [Row(row["model__name"] or row["kit__name"], row["count"], row["people"]) for row in found]
    return _table(rows, whole, by_figures=by_figures)


def by_year(loans: QuerySet[Loan], *, first: int, last: int, by_figures: bool) -> list[Row]:
    """Loans by school year, the earliest first."""
    groups = [
        (year_words(year), Q(start__gte=days.start, start__lt=days.end))
        for year in range(first, last + 1)
        for days in [school_year(year)]
    ]
    found = {row.name: row for row in _apart(loans.filter(state__in=LENT), groups)}
    rows = [found.get(name, Row(name, 0, 0)) for name, _ in groups]
    return [Row(row.name, None, None) if by_figures and 0 < (row.pupils or 0) < THRESHOLD else row for row in rows]


@dataclass(frozen=True)
class Waits:
    """In days, the one in the middle: from the request to the answer, and to the hand-over. None where not known."""

    answer: float | None
    hand_over: float | None


def waits_of(
    requests: QuerySet[LoanRequest], period: Period, *, epci: str = "", school: int | None = None, by_figures: bool
) -> Waits:
    """How long schools waited for what they asked on these days.

    By figures alone, the median of fewer than five would reveal somebody's: it is not shown.
    """
    found = requests.exclude(state=RequestState.DRAFT).filter(
        sent_at__date__gte=period.start, sent_at__date__lt=period.end
    )
    if epci:
        found = found.filter(school__commune__epci=epci)
    if school:
        found = found.filter(school=school)
    answered = Extract(F("answered_at") - F("sent_at"), "epoch")
    handed = Extract(F("loan__handed_over_at") - F("sent_at"), "epoch")
    measured = found.aggregate(
        answer=Median(answered),
        hand_over=Median(handed),
        answers=Count("pk", filter=Q(answered_at__isnull=False)),
        handed=Count("pk", filter=Q(loan__handed_over_at__isnull=False)),
    )
    least = THRESHOLD if by_figures else 1
    return Waits(
        _days(measured["answer"], measured["answers"] >= least),
        _days(measured["hand_over"], measured["handed"] >= least),
    )


def _days(seconds: float | None, is_shown: bool) -> float | None:
    return seconds / 86400 if seconds is not None and is_shown else None


# -- Use of the stock: busy days out of the days on which it could be lent


@dataclass(frozen=True)
class Use:
    """Days in which items were lent, preparing and checking included, and days in which they could be."""

    busy: int
    available: int

    @property
    def rate(self) -> int | None:
        """In whole percent; None where nothing could be lent."""
        return use_rate(self.busy, self.available)


def use_of(period: Period, *, today: date) -> Use:
    """The use of the items in service on these days, up to today; days in maintenance are not available ones."""
    end = min(period.end, stored_end(today))
    if end <= period.start:
        return Use(0, 0)
    own = Occupation.objects.filter(busy__overlap=(period.start, end), item__in=Item.objects.in_service())
    busy = _busy_days(own.filter(loan_item__isnull=False), period.start, end)
    repaired = _busy_days(own.filter(maintenance__isnull=False), period.start, end)
    return Use(busy, max(_stock_days(period.start, end) - repaired, busy))


def _busy_days(rows: QuerySet[Occupation], start: date, end: date) -> int:
    first = Greatest(F("busy__startswith"), _day(start))
    last = Least(Coalesce(F("busy__endswith"), _day(end)), _day(end))
    return _whole(rows.aggregate(days=Sum(_between(first, last)))["days"])


def _stock_days(start: date, end: date) -> int:
    since = Coalesce(F("acquired_on"), TruncDate("added_at"))
    in_service = Item.objects.in_service().annotate(since=since).filter(since__lt=end)
    return _whole(in_service.aggregate(days=Sum(_between(Greatest(F("since"), _day(start)), _day(end))))["days"])


def _between(first: Any, last: Any) -> ExpressionWrapper:
    return ExpressionWrapper(last - first, output_field=DurationField())


def _day(value: date) -> Value:
    return Value(value, output_field=DateField())


def _whole(total: Any) -> int:
    return total.days if total is not None else 0


# -- All figures of the follow-up for one year, territory and school

#: How many models a page names.
MAX_MODELS = 20


@dataclass(frozen=True)
class Sheet:
    """One table with its title: `first` names its rows."""

    name: str
    title: str
    first: str
    table: Table
    #: The school years that it puts together, or the earlier one that it shows; empty for the year of the page.
    merged: tuple[int, ...] = ()

    @property
    def years(self) -> str:
        """Its years in words, where they are not the one of the page."""
        return years_words(self.merged) if self.merged else ""

    @property
    def of_years(self) -> str:
        """« années 2024-2025 et 2025-2026 réunies », « année 2025-2026 »."""
        if not self.merged:
            return ""
        return f"années {self.years} réunies" if len(self.merged) > 1 else f"année {self.years}"


@dataclass(frozen=True)
class Follow:
    """What is followed. `use` and `waits` are None where they are not this member's."""

    year: int
    description: str
    by_figures: bool
    totals: Totals
    waits: Waits | None
    use: Use | None
    years: list[Row]
    sheets: list[Sheet]

    @property
    def year_words(self) -> str:
        """« 2025-2026 »."""
        return year_words(self.year)

    @property
    def mdph(self) -> tuple[Sheet, Row] | None:
        """The trials that led to a request to the MDPH, with their table; None where they cannot be shown."""
        sheet = next(sheet for sheet in self.sheets if sheet.name == "suites")
        label = TrialOutcome.MDPH_REQUEST.label
        row = next((row for row in sheet.table.rows if row.name == label and not row.is_hidden), None)
        return (sheet, row) if row and not sheet.table.total.is_hidden else None

    @property
    def hides(self) -> bool:
        """Whether something is hidden."""
        return (self.by_figures and (self.totals.loans is None or self.totals.answered is None)) or any(
            sheet.table.hides for sheet in self.sheets
        )


def follow_of(
    sight: Sight, *, year: int, today: date, epci: str = "", school: int | None = None, whole_list: bool = False
) -> Follow:
    """The figures of one school year; of a territory or a school only for whoever may see its loans one by one.

    `whole_list`: every model is named, as in a file.
    """
    masked, period = sight.by_figures, school_year(year)
    if masked:
        epci, school = "", None
    loans = lent_in(sight.loans, period, epci=epci, school=school)
    whole = whole_of(loans)
    models = by_model(loans, whole, by_figures=masked)
    if not whole_list:
        models = longest(models, MAX_MODELS, others="Les {} autres")
    years = by_year(sight.loans, first=first_year(today), last=school_year_of(today), by_figures=masked)
    if masked:
        asked: dict[str, Any] = {"year": year, "years": years, "today": today, "lent": _lent_at_the_end(sight.loans)}
        needs, merged_needs = _merged(by_one_need, NEED_GROUPS, **asked)
        outcomes, merged_outcomes = _merged(by_outcome, OUTCOME_GROUPS, **asked)
    else:
        needs, outcomes, merged_needs, merged_outcomes = (by_need(loans, whole), by_outcome(loans, whole), (), ())
    sheets = [
        Sheet("besoins", "Par besoin", "Besoin", needs, merged_needs),
        Sheet("suites", "Ce que les essais sont devenus", "Suite", outcomes, merged_outcomes),
        Sheet("territoires", "Par territoire", "Intercommunalité", by_territory(loans, whole, by_figures=masked)),
        Sheet("modeles", "Par matériel", "Modèle ou mallette", models),
    ]
    if not masked:
        sheets.insert(3, Sheet("etablissements", "Par établissement", "Établissement", by_school(loans, whole)))
    narrowed = bool(epci or school)
    waits = None
    if sight.requests is not None:
        waits = waits_of(sight.requests, period, epci=epci, school=school, by_figures=masked)
    return Follow(
        year=year,
        description=sight.description,
        by_figures=masked,
        totals=totals_of(loans, by_figures=masked),
        waits=waits,
        use=use_of(period, today=today) if sight.whole and not narrowed else None,
        years=years,
        sheets=sheets,
    )


def _merged(
    read: Callable[[QuerySet[Loan], Row, Groups], Table],
    levels: Sequence[Groups],
    *,
    lent: Callable[[tuple[int, ...]], tuple[QuerySet[Loan], Row]],
    year: int,
    years: Sequence[Row],
    today: date,
) -> tuple[Table, tuple[int, ...]]:
    """The table of a year, or of the years that it is put together with; those years, empty for itself alone.

    A year that cannot be shown yet has the table of the years shown last before it; without any, all is hidden.
    """

    @cache
    def shown(years: tuple[int, ...], reader: Callable[[QuerySet[Loan], Row, Groups], Table]) -> Table:
        found, whole = lent(years)
        return finest(reader(found, whole, groups) for groups in levels)

    first = school_year_of(today) - len(years) + 1
    counted = [first + place for place, row in enumerate(years) if row.loans]
    decide = by_outcome_then if read is by_outcome else read
    together = blocks_of(counted, lambda block: not shown(block, decide).hides)
    own = next((block for block in reversed(together) if block[0] <= year), ())
    table = shown(own or (year,), read)
    return (table if own and not table.hides else emptied(table)), (() if own == (year,) else own)


def _lent_at_the_end(loans: QuerySet[Loan]) -> Callable[[tuple[int, ...]], tuple[QuerySet[Loan], Row]]:
    """Reads loans of school years, with the outcome known at the end of the last one as `outcome_then`, and all."""

    @cache
    def read(years: tuple[int, ...]) -> tuple[QuerySet[Loan], Row]:
        within = Q()
        for days in map(school_year, years):
            within |= Q(start__gte=days.start, start__lt=days.end)
        known = When(outcome_on__lt=school_year(years[-1]).end, then=F("outcome"))
        found = loans.filter(within, state__in=LENT)
        return found.annotate(outcome_then=Case(known, default=Value(""))), whole_of(found)

    return read


def by_outcome_then(loans: QuerySet[Loan], whole: Row, groups: Groups) -> Table:
    """As `by_outcome`, for what was known at the end of the school year: it changes no more once the year is over."""
    return Table(tuple(_apart(loans, [(name, Q(outcome_then__in=own)) for name, own in groups])), whole)


# -- Measures of lending, for indicators

_LENT = (LoanState.OUT, LoanState.RETURNED)


def loans_begun(start: date, end: date) -> int:
    """Loans that left on these half-open days."""
    return Loan.objects.filter(state__in=_LENT, start__gte=start, start__lt=end).count()


def pupils_equipped(start: date, end: date) -> int:
    """Pupils who were lent something that left on these days, each once; a loan for nobody named counts as one."""
    found = Loan.objects.filter(state__in=_LENT, start__gte=start, start__lt=end).aggregate(
        pupils=Count("pupil", distinct=True), others=Count("pk", filter=Q(pupil=None))
    )
    return found["pupils"] + found["others"]


def trials_with_feedback(start: date, end: date) -> int:
    """Trials of which somebody first said something on these days."""
    given = TrialFeedback.objects.filter(loan=OuterRef("pk"))
    within = given.filter(given_at__date__gte=start, given_at__date__lt=end)
    before = given.filter(given_at__date__lt=start)
    return Loan.objects.filter(Exists(within) & ~Exists(before)).count()
