"""What the tests of the pages of roadmaps share: rows in the first network, addresses, the script's way of asking."""

from typing import Any

from tests.pages import address

JSON = {"HTTP_ACCEPT": "application/json"}


def url(name: str, row: Any = None, query: str = "") -> str:
    """The address of a page about a row."""
    return address(name, *([] if row is None else [row.pk])) + query


def wrong(response: Any, field: str | None = None) -> str:
    """What the page says is wrong at a field, or with the form as a whole."""
    assert response.status_code == 200
    form = response.context["form"]
    return " ".join(" ".join(form.errors.get(field, ()) if field else form.non_field_errors()).split())
