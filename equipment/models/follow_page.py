"""All figures of the follow-up for one choice of year, territory and school: for the page, the file and the paper."""

from dataclasses import dataclass
from datetime import date

from equipment.models import follow_queries as read
from equipment.models.follow_queries import Sight, Totals, Waits
from equipment.models.use_queries import Use, use_of
from equipment.rules.follow import Row, Table, longest
from equipment.rules.school_years import school_year, school_year_of, year_words

#: How many models a page names.
MAX_MODELS = 20


@dataclass(frozen=True)
class Sheet:
    """One table with its title: `first` names its rows."""

    name: str
    title: str
    first: str
    table: Table


@dataclass(frozen=True)
class Follow:
    """What is followed. `use` and `waits` are None where they are not this member's."""

    year: int
    told: str
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
    def hides(self) -> bool:
        """Whether something is hidden."""
        return (self.by_figures and (self.totals.loans is None or self.totals.answered is None)) or any(
            sheet.table.hides for sheet in self.sheets
        )


def follow_of(
    sight: Sight,
    *,
    year: int,
    today: date,
    epci: str = "",
    school: int | None = None,
    whole_list: bool = False,
) -> Follow:
    """The figures of one school year; of a territory or a school only for whoever may see its loans one by one.

    `whole_list`: every model is named, as in a file.
    """
    masked, period = sight.by_figures, school_year(year)
    if masked:
        epci, school = "", None
    loans = read.lent_in(sight.loans, period, epci=epci, school=school)
    whole = read.whole_of(loans)
    models = read.by_model(loans, whole, by_figures=masked)
    if not whole_list:
        models = longest(models, MAX_MODELS, others="Les {} autres")
    sheets = [
        Sheet("besoins", "Par besoin", "Besoin", read.by_need(loans, whole, by_figures=masked)),
        Sheet(
            "suites",
            "Ce que les essais sont devenus",
            "Suite",
            read.by_outcome(loans, whole, by_figures=masked),
        ),
        Sheet(
            "territoires",
            "Par territoire",
            "Intercommunalité",
            read.by_territory(loans, whole, by_figures=masked),
        ),
        Sheet("modeles", "Par matériel", "Modèle ou mallette", models),
    ]
    if not masked:
        sheets.insert(
            3, Sheet("etablissements", "Par établissement", "Établissement", read.by_school(loans, whole))
        )
    narrowed = bool(epci or school)
    waits = None
    if sight.requests is not None:
        waits = read.waits_of(sight.requests, period, epci=epci, school=school, by_figures=masked)
    return Follow(
        year=year,
        told=sight.told,
        by_figures=masked,
        totals=read.totals_of(loans, by_figures=masked),
        waits=waits,
        use=use_of(period, today=today) if sight.whole and not narrowed else None,
        years=read.by_year(
            sight.loans, first=read.first_year(today), last=school_year_of(today), by_figures=masked
        ),
        sheets=sheets,
    )
