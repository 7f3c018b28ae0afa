"""PDFs in the tests: a page is laid out where a test reads it, and is blank elsewhere.

To lay out a page takes longer than all else that a test of an action does. Its template is rendered all the same, and
the first page of each kind (by its stylesheets) is laid out in each process, so that none goes without. A test that
reads what is on a page is marked `papers`; in `make test-all` every page is laid out.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from hashlib import sha256
from io import BytesIO

import pikepdf
import pytest

from inclusion.core.papers import pdf
from tests.examples import MANY

_STYLESHEETS = re.compile(r'href="static:([^"]+\.css)"')
#: What a blank page says where another one says what it was made of.
_PLACE = b"0" * 64


class Papers:
    """What makes PDFs while the tests run."""

    def __init__(self, lay_out: Callable[[str, bytes], bytes]) -> None:
        #: The same page is laid out once.
        self.laid_out = lru_cache(maxsize=200)(lay_out)
        self.are_read = False
        #: The first page of each kind.
        self.first: dict[tuple[str, ...], tuple[str, bytes]] = {}

    def __call__(self, html: str, identifier: bytes) -> bytes:
        wanted = self.are_read or MANY or self.is_first(html, identifier)
        return self.laid_out(html, identifier) if wanted else blank(html, identifier)

    def is_first(self, html: str, identifier: bytes) -> bool:
        """Whether it is the first page of its kind, the second time as well."""
        kind = tuple(_STYLESHEETS.findall(html))
        return bool(kind) and self.first.setdefault(kind, (html, identifier)) == (html, identifier)


def blank(html: str, identifier: bytes) -> bytes:
    """A valid PDF of one page: the same for the same page, another one for another."""
    made_of = sha256(identifier + b" " + html.encode()).hexdigest()
    return _blank().replace(_PLACE, made_of.encode())


@cache
def _blank() -> bytes:
    out = BytesIO()
    with pikepdf.new() as one:
        one.add_blank_page(page_size=(595, 842))
        one.docinfo["/Subject"] = _PLACE.decode()
        one.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


papers = Papers(pdf.pdf_of)


def reads_papers(item: pytest.Item) -> bool:
    """Whether a test reads what is on the pages of PDFs."""
    return item.get_closest_marker("papers") is not None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before the rows are written that the test begins from."""
    papers.are_read = reads_papers(item)
