"""Sheets of adhesive labels for items and donated devices: a code to scan, the name, the number, whom to call."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from inclusion.core.papers.codes import code_modules
from inclusion.core.papers.typesetting import foldable, typeset

TEMPLATE = "labels.typ"
#: Names longer than this are cut with an ellipsis: on a label they would be too small to read.
LONGEST_TITLE = 90


class Layout(StrEnum):
    """Sheets of labels that every stationer sells."""

    LARGE = "large"
    SMALL = "small"

    @property
    def label(self) -> str:
        """What it is called on the page where it is chosen."""
        sheet = SHEETS[self]
        return f"{sheet.per_page} par feuille ({sheet.said_size})"


@dataclass(frozen=True)
class Sheet:
    """A4 paper cut in labels; lengths in millimetres."""

    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    #: Between two columns; rows touch.
    gutter: float

    @property
    def per_page(self) -> int:
        """How many labels fit on a sheet."""
        return self.columns * self.rows

    @property
    def said_size(self) -> str:
        """« 63,5 × 33,9 mm »."""
        width, height = (f"{side:g}".replace(".", ",") for side in (self.width, self.height))
        return f"{width}\u00a0×\u00a0{height}\u00a0mm"


#: 3 × 8 of 63.5 × 33.9 mm and 4 × 10 of 45.7 × 25.4 mm, the two most sold formats for A4.
SHEETS = {
    Layout.LARGE: Sheet(columns=3, rows=8, width=63.5, height=33.9, left=7.2, top=12.9, gutter=2.6),
    Layout.SMALL: Sheet(columns=4, rows=10, width=45.7, height=25.4, left=9.8, top=21.5, gutter=2.5),
}


@dataclass(frozen=True)
class Label:
    """What one label says: the name, the number in large, the address in its code, a line below (whom to call)."""

    title: str
    number: str
    code_url: str
    line: str = ""


def label_sheet(labels: Sequence[Label], *, layout: str = Layout.LARGE, skip: int = 0) -> bytes:
    """The PDF of these labels; the first `skip` places of the first sheet stay empty, as they were used before.

    Raises ValueError for no label and for more places skipped than a sheet has.
    """
    chosen = Layout(layout)
    sheet = SHEETS[chosen]
    if not labels or not 0 <= skip < sheet.per_page:
        raise ValueError("at least one label, and a place on the first sheet")
    codes = io.BytesIO()
    placed: list[dict[str, Any] | None] = [None] * skip
    for one in labels:
        side, modules = code_modules(one.code_url)
        said = {
            "title": foldable(_short(one.title)),
            "number": one.number,
            "line": one.line,
            "at": codes.tell(),
            "side": side,
        }
        placed.append(said)
        codes.write(modules)
    document = {
        "layout": chosen.value,
        "columns": sheet.columns,
        "rows": sheet.rows,
        "width": sheet.width,
        "height": sheet.height,
        "left": sheet.left,
        "top": sheet.top,
        "gutter": sheet.gutter,
        "pages": [placed[at : at + sheet.per_page] for at in range(0, len(placed), sheet.per_page)],
    }
    return typeset(TEMPLATE, [document], files={"codes.bin": codes.getvalue()})


def _short(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…"
