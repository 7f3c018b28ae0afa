"""The pictures of posts: who pays what, year by year; one fill for one payer everywhere."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from funding.rules.pictures import WIDE
from funding.rules.post_plans import YEAR, PostPlan, PostYear
from funding.rules.posts import Shares
from inclusion.core.charts.bars import REST, Chart, Piece, bar_chart
from inclusion.core.french.money import euros, round_half_up
from inclusion.core.french.periods import MONTHS

#: Who pays: the part of `Shares`, and its fill.
FILLS = {"collectivite": "c1", "fund": "c2", "state_aid": "c3", "other_aid": "c4", "to_find": REST}


def _pieces(shares: Shares, names: Mapping[str, str]) -> list[Piece]:
    return [Piece(name, getattr(shares, part), FILLS[part]) for part, name in names.items()]


def plan_chart(plan: PostPlan, *, payer: str = "Votre commune", width: int = WIDE) -> Chart:
    """One bar a year of a post, on one scale: the collectivité (`payer`), the fund, the State, what stays to find."""
    names = {
        "collectivite": payer,
        "fund": "Fonds",
        "state_aid": "État",
        "other_aid": "Autres aides",
        "to_find": "À trouver",
    }
    return bar_chart(
        [(_title(year), _pieces(year.plan.shares, names)) for year in plan.years],
        width=width,
    )


def _title(year: PostYear) -> str:
    """« 1re année, dès septembre 2026 : 40 000 € », « 3e année, 6 mois : 20 000 € », short enough for a phone."""
    since = f"dès {MONTHS[year.start.month - 1]} {year.start.year}"
    when = since if year.months == YEAR else f"{year.months} mois"
    return f"{year.name}, {when}\u00a0: {euros(year.plan.cost, decimals=False)}"


def state_chart(by_year: Iterable[tuple[int, Shares]], *, width: int = WIDE) -> Chart:
    """One bar a civil year, on one scale: the State's part first, so that one sees it shrink."""
    names = {
        "state_aid": "État",
        "other_aid": "Autres aides",
        "fund": "Fonds",
        "collectivite": "Collectivités",
        "to_find": "À trouver",
    }
    return bar_chart(
        [(f"{year}\u00a0: {_state_pays(shares)}", _pieces(shares, names)) for year, shares in by_year],
        width=width,
    )


def _state_pays(shares: Shares) -> str:
    """« l’État paie 42 % », « l’État ne paie rien »."""
    if not shares.state_aid:
        return "l’État ne paie rien"
    return f"l’État paie {percent(shares.state_aid, shares.cost)}"


def percent(part: Decimal, whole: Decimal) -> str:
    """« 42 % », rounded half up; « rien » where it is nothing, « moins de 1 % » where it would round to nothing."""
    if part == 0:
        return "rien"
    rounded = int(round_half_up(Fraction(part) / Fraction(whole)) * 100)
    return f"{rounded}\u00a0%" if rounded else "moins de 1\u00a0%"
