"""Files of contributions and receipts as bytes: what the portal writes, and what it reads back (CSV or XLSX)."""

from collections.abc import Iterable
from typing import Any

from funding.enums import ImportKind
from funding.models import Contribution, Fund, Receipt
from funding.rules.import_rows import Row, headers, known_headers, match_headers, read_row
from inclusion.core.imports.spreadsheets import Bounds, read_table, refused, without_tail

BOUNDS = Bounds(megabytes=2, rows=5000)


# -- Out ---------------------------------------------------------------------------------------------------------


def rows_of(fund: Fund, kind: ImportKind) -> list[list[Any]]:
    """Return the fund's contributions or receipts as a file of this kind holds them, the headers first."""
    return [headers(kind), *(_contributions(fund) if kind == ImportKind.CONTRIBUTIONS else _receipts(fund))]


def _contributions(fund: Fund) -> Iterable[list[Any]]:
    for one in Contribution.objects.filter(fund=fund).with_received().select_related("partner"):
        yield [
            one.partner.siret,
            one.partner.name,
            one.year,
            one.pledged,
            one.pledged_on,
            one.get_state_display(),
            one.received,
        ]


def _receipts(fund: Fund) -> Iterable[list[Any]]:
    receipts = Receipt.objects.standing().filter(contribution__fund=fund).order_by("received_on", "pk")
    for one in receipts.select_related("contribution__partner"):
        partner = one.contribution.partner
        yield [
            partner.siret,
            partner.name,
            one.contribution.year,
            one.received_on,
            one.amount,
            one.bank_reference,
        ]


# -- In ----------------------------------------------------------------------------------------------------------


def read_rows(kind: ImportKind, data: bytes) -> list[Row]:
    """Return the rows of a file, each read under its columns; blank ones are passed over.

    What it is, its bytes say, never its name. Raises DomainError (at "file") for what is no table, is too large, or
    has other columns.
    """
    table = read_table(data, bounds=BOUNDS, known_headers=known_headers)
    matched = match_headers(kind, without_tail(table[0][1]))
    rows = [row for number, cells in table[1:] if (row := read_row(number, matched, cells))]
    if not rows:
        raise refused("Ce fichier n’a que ses titres : ajoutez au moins une ligne.")
    return rows
