"""Reading pages as people see them."""

import csv
import io
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from inclusion.core.figures import without_marks
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from tests.pages import without_layout

#: What somebody types who reads no label: very long, emoji, HTML, control characters, other alphabets, SQL.
NONSENSE = (
    "x" * 5000,
    "👩‍🦽🎉" * 10,
    "<script>alert(1)</script>",
    "=HYPERLINK('http://x')",
    "\x00",
    "a\x01b",
    "٤٧٢٠٠",
    "'; DROP TABLE inclusion_partner; --",
    "%",
    "{{ 7 }}",
    "-1",
    "99999999999999999999999",
    "  ",
)


def one_field_at_a_time(fields: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each field of a form with some of that nonsense; every four fields that follow one another see all of it.

    A form of fewer fields sees all of it in each.
    """
    names = list(fields)
    parts = 4 if len(names) >= 4 else 1
    for place, name in enumerate(names):
        for typed in NONSENSE[place % parts :: parts]:
            yield name, typed


#: Parameters of a list that no link of the portal writes. One code reads those of all lists: each list is tried with a
#: third of them, and three lists with all.
NONSENSE_QUERIES = (
    "sort=foo",
    "sort=-",
    "sort=",
    "sort=-name&sort=name&sort=-foo",
    "sort=%00",
    "page=999",
    "page=0",
    "page=-3",
    "page=abc",
    "page=1e9",
    "page=9" * 40,
    "per_page=0",
    "per_page=-1",
    "per_page=100000",
    "export=zzz",
    "export=",
    "export=csv&sort=foo",
    "export=xlsx&page=99&per_page=0",
    "kind=zz",
    "kind=%00",
    "epci=zz",
    "epci=%00",
    "operator=zz",
    "operator=99999999999999999999",
    "operator=%00",
    "verb=zz",
    "since=hier",
    "since=2026-13-45",
    "until=0000-00-00",
    "since=0001-01-01",
    "until=9999-12-31",
    "q=%00",
    "q=%25",
    "q=_",
    "q=" + "mot+" * 40,
    "q=2026",
    "q=%D9%A1%D9%A9%D9%A5%D9%A8",
    "q=%F0%9F%8E%89",
    "q=%ED%A0%80",
    "q[]=1&kind[]=2",
)


def url(name: str, network: Network, *args: Any) -> str:
    """The address of a page of this network."""
    return reverse(name, args=[network.slug, *args])


def page(response: HttpResponse) -> str:
    """The text of a page that was shown, its entities read and its non-breaking spaces plain."""
    assert response.status_code == 200, response
    return unescape(without_layout(without_marks(response.content.decode()))).replace("\u00a0", " ")


def queries(client: Client, address: str) -> int:
    """How many questions the database is asked for this page."""
    client.get(address)  # the first visit opens a session
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def csv_rows(response: HttpResponse) -> list[list[str]]:
    """The rows of a CSV file, as a French spreadsheet opens it."""
    assert response.headers["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def xlsx_rows(response: HttpResponse) -> list[list[Any]]:
    """The cells of a workbook: those whose type is not text, number or date fail."""
    sheet = load_workbook(io.BytesIO(response.content)).active
    for row in sheet.iter_rows():
        assert {cell.data_type for cell in row} <= {"s", "inlineStr", "n", "d"}, "a formula got in"
    return [["" if cell.value is None else cell.value for cell in row] for row in sheet.iter_rows()]


def table_names(response: HttpResponse, column: str) -> list[str]:
    """What one column of the list on a page says, over all its pages."""
    table = response.context["table"]
    index = [one.name for one in table.columns].index(column)
    with scoped_to(response.context["network"]):
        return [str(row[index]) for row in list(table.as_values())[1:]]
