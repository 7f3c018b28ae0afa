"""Files for the tests of imports, as people and spreadsheets write them."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from funding.imports.actions import FUND_FILES
from funding.imports.enums import ImportKind
from funding.imports.rules import COLUMNS, Report
from funding.models import Fund
from inclusion.core.imports.trials import try_file
from inclusion.core.models.imports import Trial
from inclusion.core.models.networks import User
from tests.builders import AT
from tests.pages import plain

CONTRIBUTIONS, RECEIPTS = ImportKind.CONTRIBUTIONS, ImportKind.RECEIPTS


def csv_of(kind: ImportKind, *rows: Sequence[str], separator: str = ";", encoding: str = "utf-8-sig") -> bytes:
    """A CSV of this kind with its titles; cells contain no separator."""
    lines = [separator.join(cells) for cells in (COLUMNS[kind].headers, *rows)]
    return "\r\n".join([*lines, ""]).encode(encoding)


def workbook_of(*rows: Sequence[Any]) -> bytes:
    """A workbook as a spreadsheet writes it: numbers are numbers, dates are dates."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def tried(fund: Fund, kind: ImportKind, data: bytes, *, by: User, name: str = "fichier.csv") -> Trial:
    """A file that was tried out."""
    return try_file(FUND_FILES, subject=fund, options={"kind": kind}, data=data, filename=name, by=by, at=AT)


def report_of(brought: Trial) -> Report:
    """What trying it out found."""
    return Report.from_json(brought.report)


def faults(brought: Trial) -> list[tuple[int, str, str]]:
    """(line, column, sentence) of all that is wrong, spaces plain."""
    return [
        (fault.row, fault.column, plain(fault.reason)) for line in report_of(brought).lines for fault in line.faults
    ]
