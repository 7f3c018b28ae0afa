"""Vacancies, shares and counts of posts, as plain values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from funding.staff.enums import Outcome
from inclusion.core.french.money import ZERO, figure, round_half_up
from inclusion.core.french.names import so_many

#: A post may be vacant, and its financing may have to run, for so many months before somebody is alerted.
ALERT_MONTHS = 6
#: The most that one post counts, in FTE.
MAX_FTE = Decimal("2.00")


def fte_figure(fte: Decimal | Fraction) -> str:
    """A number of FTE inside a sentence or a line of arithmetic: « 1 », « 0,5 », « 1,75 », « 1 ÷ 3 »."""
    exact = Fraction(fte)
    if (exact * 100).denominator != 1:
        return f"{exact.numerator} ÷ {exact.denominator}"
    written = figure(exact)
    return written.rstrip("0") if "," in written else written


def months_from(day: date, count: int) -> date:
    """The same day so many months later (before, below zero), or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    for number in range(day.day, 27, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    return date(year, month + 1, min(day.day, 28))


@dataclass(frozen=True)
class Span:
    """Days `[since, until)` on which somebody holds a post, with how much of it; `until` is None while it lasts."""

    since: date
    until: date | None = None
    fte: Decimal = Decimal("1.00")

    def covers(self, day: date) -> bool:
        """Whether this is one of its days."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Vacancy:
    """Days `[since, until)` on which nobody filled a post; `until` is None while it is vacant."""

    since: date
    until: date | None


def vacancies(start: date, end: date | None, spans: Iterable[Span], *, today: date) -> list[Vacancy]:
    """The days of a post, up to today, that no holder covers, the first one first."""
    last = today if end is None else min(today, date.fromordinal(end.toordinal() - 1))
    free, found = start, []
    for span in sorted(spans, key=lambda one: one.since):
        if span.since > last:
            break
        if span.since > free:
            found.append(Vacancy(free, span.since))
        if span.until is None:
            return found
        free = max(free, span.until)
    if free <= last:
        found.append(Vacancy(free, None if end is None or end > today else end))
    return found


def most_at_once(spans: Sequence[Span]) -> Decimal:
    """The most FTE that these holders count on one day."""
    days = [span.since for span in spans]
    return max((sum((one.fte for one in spans if one.covers(day)), ZERO) for day in days), default=ZERO)


@dataclass(frozen=True)
class PaidTime:
    """Days `[start, end)` of a post, how many FTE it is and what it costs in a whole year, None where not known."""

    start: date
    end: date | None
    fte: Decimal
    yearly_cost: Decimal | None


@dataclass(frozen=True)
class MeansOfYear:
    """What posts are in a civil year, each by the share of its days: FTE, euros, and how many say no cost."""

    year: int
    fte: Decimal
    cost: Decimal
    without_cost: int


def means_by_year(posts: Sequence[PaidTime], years: Iterable[int]) -> list[MeansOfYear]:
    """Return what these posts are in each of these years in which one runs; a day counts as any other of its year."""
    found = []
    for year in years:
        shares = [(post, _share(post, year)) for post in posts]
        running = [(post, share) for post, share in shares if share]
        costs = [Fraction(post.yearly_cost) * share for post, share in running if post.yearly_cost]
        if running:
            fte = round_half_up(sum(Fraction(post.fte) * share for post, share in running))
            found.append(MeansOfYear(year, fte, round_half_up(sum(costs, Fraction(0))), len(running) - len(costs)))
    return found


def _share(post: PaidTime, year: int) -> Fraction:
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    days = min(post.end or after, after) - max(post.start, first)
    return Fraction(max(days.days, 0), (after - first).days)


def covered_sentence(*, covered: int, of: int, fte: Decimal, co_financed: Decimal) -> str:
    """« 11 intercommunalités sur 13 ont un poste ; 14,50 ETP dans le réseau, dont 3,50 cofinancés »."""
    if not fte:
        return "Aucun poste n’est en cours aujourd’hui"
    there = so_many(covered, "intercommunalité", "intercommunalités") if covered else "Aucune intercommunalité"
    verb = "ont" if covered > 1 else "a" if covered else "n’a"
    part = f", dont {_two_places(co_financed)}\u00a0cofinancés" if co_financed else ""
    return f"{there} sur\u00a0{of} {verb} un poste\u00a0; {_two_places(fte)}\u00a0ETP dans le réseau{part}"


def _two_places(fte: Decimal) -> str:
    return f"{fte:.2f}".replace(".", ",")


def outcome_sentence(counts: Mapping[str, int], *, first: int, last: int) -> str:
    """« 7 postes financés de 2022 à 2025 : 5 pérennisés, 1 arrêté, 1 sans réponse »; empty where none has ended."""
    total = sum(counts.values())
    if not total:
        return ""
    kept = counts.get(Outcome.KEPT, 0) + counts.get(Outcome.KEPT_OTHERWISE, 0)
    parts = [
        so_many(kept, "pérennisé", "pérennisés") if kept else "",
        _part(counts, Outcome.TURNED, "transformé", "transformés"),
        _part(counts, Outcome.STOPPED, "arrêté", "arrêtés"),
        _part(counts, "", "sans réponse", "sans réponse"),
    ]
    when = f"en {first}" if first == last else f"de {first} à {last}"
    financed = so_many(total, "poste financé", "postes financés")
    return f"{financed} {when}\u00a0: {', '.join(filter(None, parts))}"


def _part(counts: Mapping[str, int], key: str, one: str, many: str) -> str:
    return so_many(counts[key], one, many) if counts.get(key) else ""
