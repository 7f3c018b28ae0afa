"""Blank pages in place of those that no test reads, and the pages that are read all the same."""

import io

import pikepdf
import pytest

from inclusion.core.papers import pdf
from tests.papers import blank, papers

HTML = '<html lang="fr"><head><title>Un titre</title></head><body><p>Une phrase.</p></body></html>'


def titles(data: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(data)) as made:
        assert len(made.pages) == 1
        return [str(value) for name, value in made.docinfo.items() if name == "/Title"]


def test_a_page_that_no_test_reads_is_blank_and_its_own():
    first = pdf.pdf_of(HTML, b"n1")
    assert titles(first) == []
    assert first == pdf.pdf_of(HTML, b"n1") == blank(HTML, b"n1")
    assert len({first, pdf.pdf_of(HTML, b"n2"), pdf.pdf_of(HTML.replace("Une", "La"), b"n1")}) == 3


def test_the_first_page_of_each_kind_is_laid_out():
    styled = HTML.replace("</title>", '</title><link rel="stylesheet" href="static:css/pdf.css">')
    kind = ("css/pdf.css",)
    before = papers.first.pop(kind, None)
    try:
        first = pdf.pdf_of(styled, b"n1")
        assert titles(first) == ["Un titre"]
        assert titles(pdf.pdf_of(styled, b"n2")) == []
        assert pdf.pdf_of(styled, b"n1") == first
    finally:
        papers.first.pop(kind)
        if before:
            papers.first[kind] = before


@pytest.mark.papers
def test_a_page_that_is_read_is_laid_out():
    assert titles(pdf.pdf_of(HTML, b"n1")) == ["Un titre"]
