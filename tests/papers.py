"""PDFs in the tests: a page is laid out where a test reads it, and is blank elsewhere.

To lay out a page takes longer than all else that a test of an action does. Its template is rendered all the same. A
test that reads what is on a page is marked `papers`; in `make slow` every page is laid out.
"""

from collections.abc import Callable
from functools import cache, lru_cache
from hashlib import sha256
from io import BytesIO

import pikepdf
import pytest

from inclusion.core.papers import pdf
from tests.examples import MANY

#: What a blank page says where another one says what it was made of.
_PLACE = b"0" * 64


class Papers:
    """What makes PDFs while the tests run."""

    def __init__(self, lay_out: Callable[[str, bytes], bytes]) -> None:
        #: The same page is laid out once.
        self.laid_out = lru_cache(maxsize=200)(lay_out)
        self.are_read = False

    def __call__(self, html: str, identifier: bytes) -> bytes:
        return self.laid_out(html, identifier) if self.are_read or MANY else blank(html, identifier)


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
