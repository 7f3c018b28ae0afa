"""An edition of an annual report on a page, as PDF, as a text to be edited and as a workbook: what was sealed."""

import hashlib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from evaluation.annual_report.enums import FileFormat
from evaluation.annual_report.models import ReportEdition
from evaluation.annual_report.rules import amount_of, chart_of, figure_words
from funding.ledger.rules import NARROW, WIDE, text_alternative
from inclusion.core.charts.changes import Move
from inclusion.core.figures import marked, written
from inclusion.core.french.periods import plain_date
from inclusion.core.papers.codes import code_picture, in_letters
from inclusion.core.papers.drawings import drawings_of
from inclusion.core.papers.opendocument import render_odt
from inclusion.core.papers.pdf import letterhead, render_pdf
from inclusion.core.papers.wordprocessing import render_docx
from inclusion.core.web.exports import Formatted, to_book

#: What the texts to be edited say.
TEXT = "odt/annual_report.xml"
QR_SCALE = 4
#: Millimetres that a drawing may be wide and high.
MAX_DRAWING = (174, 90)
#: How a workbook shows euros, whole percents, whole numbers and others.
EUROS, PERCENTS, WHOLE, OTHERS = '#,##0.00 "€"', "0 %", "#,##0", "#,##0.##"
_AS_TYPED = str.maketrans({" ": "", "\u00a0": "", "\u202f": "", "€": "", "%": "", ",": ".", "−": "-"})
Row = tuple[Any, ...]


def shown_chapters(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The chapters as templates show them: figures in words, charts laid out."""
    return [_chapter(one) for one in content["chapters"]]


def _chapter(one: Mapping[str, Any]) -> dict[str, Any]:
    table = one["table"]
    rows = [[(cell, _is_number(cell)) for cell in row] for row in table["rows"]] if table else []
    amounts = [amount_of(figure) for figure in one["figures"]]
    figures = [
        {**figure, "shown": written(amount, figure_words(figure["value"], figure["unit"]))}
        for figure, amount in zip(one["figures"], amounts, strict=True)
    ]
    wide, narrow = (chart_of(one["bars"], width=width) if one["bars"] else None for width in (WIDE, NARROW))
    return {
        **one,
        "sentence": marked(one["sentence"], *amounts),
        "figures": figures,
        "heads": [(head, rows[0][at][1]) for at, head in enumerate(table["heads"])] if table else [],
        "rows": rows,
        "wide": wide,
        "narrow": narrow,
        "spoken": text_alternative(wide) if wide else "",
        "moves": [Move(*move) for move in one["moves"]],
    }


def _is_number(cell: str) -> bool:
    """Whether a cell is set as a number: digits, spaces, signs."""
    return bool(cell) and set(cell) <= set("0123456789 \u00a0\u202f,€%−")


def check_address(edition: ReportEdition) -> str:
    """The public page that confirms this number and this seal, within the portal."""
    asked = urlencode({"numero": edition.number, "sceau": edition.seal})
    return f"{reverse('report_check', args=[edition.network.slug])}?{asked}"


def render(edition: ReportEdition, fmt: FileFormat) -> bytes:
    """The bytes of a file of an edition: the same for the same edition."""
    made = {FileFormat.PDF: _pdf, FileFormat.ODT: _odt, FileFormat.DOCX: _docx, FileFormat.XLSX: _xlsx}
    return made[fmt](edition)


def _context(edition: ReportEdition) -> dict[str, Any]:
    network, content = edition.network, edition.content
    page = settings.PUBLIC_URL + reverse("report_check", args=[network.slug])
    return {
        "letterhead": letterhead(network),
        "title": f"Rapport annuel {content['year']}, {network.name}",
        "foot": f"{network.name}, rapport annuel {content['year']}, n° {edition.number}",
        "edition": edition,
        "report": content,
        "chapters": shown_chapters(content),
        "made": plain_date(timezone.localdate(edition.made_at)),
        "check_address": in_letters(page),
        "replaces": edition.replaces.number if edition.replaces else None,
    }


def _pdf(edition: ReportEdition) -> bytes:
    context = _context(edition)
    for chapter in context["chapters"]:
        template = "evaluation/annual_report/report_drawings.html"
        drawn = drawings_of(template, {"chapter": chapter}, brand=edition.network.brand, most=MAX_DRAWING)
        chapter["drawings"] = drawn
    # The first picture stands below the answers, on the first page.
    pictured = [chapter["drawings"] for chapter in context["chapters"] if chapter["drawings"]]
    context["first"] = pictured[0].pop(0) if pictured else None
    seal = edition.seal
    context["seal_groups"] = [seal[at : at + 8] for at in range(0, len(seal), 8)]
    context["qr"] = code_picture(settings.PUBLIC_URL + check_address(edition), scale=QR_SCALE, border=0, xmldecl=False)
    identifier = hashlib.sha256(seal.encode()).digest()[:16]
    return render_pdf("pdf/annual_report.html", context, identifier=identifier)


def _odt(edition: ReportEdition) -> bytes:
    return render_odt(TEXT, _context(edition))


def _docx(edition: ReportEdition) -> bytes:
    return render_docx(TEXT, _context(edition))


def _xlsx(edition: ReportEdition) -> bytes:
    chapters = edition.content["chapters"]
    tables = [(one["title"], one["table"]) for one in chapters if one["table"]]
    moves = [(one["title"], *move) for one in chapters for move in one["moves"]]
    return to_book(
        [
            ("Chiffres", _figure_rows(edition)),
            *([("Avant et après", _move_rows(moves))] if moves else []),
            *((f"{rank}. {title}", iter(_table_rows(table))) for rank, (title, table) in enumerate(tables, 1)),
        ]
    )


def _figure_rows(edition: ReportEdition) -> Iterator[Row]:
    yield ("Chapitre", "Chiffre", "Valeur", "Unité", "Date")
    for chapter in edition.content["chapters"]:
        for one in chapter["figures"]:
            yield (chapter["title"], one["label"], _number(one), one["unit"], one["dated"])
    yield ("Rapport", f"n° {edition.number}, sceau SHA-256", edition.seal, "", "")


def _number(figure: Mapping[str, Any]) -> Any:
    if figure["value"] is None:
        return figure_words(None, figure["unit"])
    return _formatted(Decimal(figure["value"]), is_money=figure["unit"] == "€")


def _formatted(number: Decimal, *, is_money: bool) -> Formatted:
    return Formatted(number, EUROS if is_money else WHOLE if number == number.to_integral() else OTHERS)


def _move_rows(moves: list[Row]) -> Iterator[Row]:
    yield ("Chapitre", "Ce qui est mesuré", "Avant", "Après")
    for title, label, *shares in moves:
        yield (title, label, *(Formatted(Decimal(share) / 100, PERCENTS) for share in shares))


def _table_rows(table: Mapping[str, Any]) -> Iterator[Row]:
    yield tuple(table["heads"])
    for name, *cells in table["rows"]:
        yield (name, *map(_table_cell, cells))


def _table_cell(text: str) -> Any:
    """A cell as the number that it is; what is no number as text."""
    if not _is_number(text) or not any(one.isdigit() for one in text):
        return text
    number = Decimal(text.translate(_AS_TYPED))
    if "%" in text:
        return Formatted(number / 100, PERCENTS)
    return _formatted(number, is_money="€" in text)
