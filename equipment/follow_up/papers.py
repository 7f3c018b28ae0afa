"""The figures of a year of lending on paper and as rows of a file, without personal data."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from equipment.follow_up.queries import Follow
from equipment.follow_up.rules import HIDDEN, WHY_HIDDEN, days_words
from inclusion.core.french.periods import plain_date
from inclusion.core.papers.pdf import letterhead, render_pdf

HEADINGS = ("Année scolaire", "Tableau", "Ligne", "Prêts", "Élèves")


def year_summary_pdf(follow: Follow, *, network: Any, bank_name: str, on: date) -> bytes:
    """The figures of `follow` as a PDF; the same figures on the same day give the same bytes."""
    context = {
        "letterhead": letterhead(network),
        "title": f"{bank_name}\u00a0: l’année {follow.year_words}",
        "foot": f"{bank_name}, année scolaire {follow.year_words}, chiffres au {plain_date(on)}",
        "bank_name": bank_name,
        "follow": follow,
        "on": on,
        "answer": days_words(follow.waits.answer) if follow.waits else "",
        "hand_over": days_words(follow.waits.hand_over) if follow.waits else "",
        "why": WHY_HIDDEN,
    }
    return render_pdf("pdf/lending_year.html", context, identifier=f"{network.slug}-{follow.year}".encode())


def rows_of(follow: Follow) -> Iterator[tuple[Any, ...]]:
    """Yield the headings, then each line with the table that it is in; what is hidden says so."""
    yield HEADINGS
    year = follow.year_words
    totals = follow.totals
    yield (year, "Ensemble", "Prêts et élèves", _cell(totals.loans), _cell(totals.pupils))
    yield (year, "Ensemble", "Établissements", _cell(totals.schools), "")
    yield (year, "Ensemble", "Matériels utilisés", _cell(totals.items), "")
    yield (year, "Ensemble", "Essais avec un retour", _cell(totals.answered), "")
    for row in follow.years:
        yield (row.name, "Par année scolaire", "Ensemble", _cell(row.loans), _cell(row.pupils))
    for sheet in follow.sheets:
        for row in sheet.table.rows:
            yield (sheet.years or year, sheet.title, row.name, _cell(row.loans), _cell(row.pupils))


def _cell(value: int | None) -> int | str:
    return HIDDEN if value is None else value
