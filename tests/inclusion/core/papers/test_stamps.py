"""A word across every page of a PDF that is shown."""

import io

import pikepdf

from inclusion.core.papers.stamps import stamped


def plain(pages: int = 2) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for number in range(pages):
            page = pdf.add_blank_page(page_size=(595, 842))
            page.contents_add(f"q 1 0 0 1 {number} 0 cm".encode())  # leaves its state behind
        pdf.save(out)
    return out.getvalue()


def test_each_page_bears_the_word_over_what_it_shows():
    with pikepdf.open(io.BytesIO(stamped(plain(), "ANNULÉ"))) as pdf:
        assert len(pdf.pages) == 2
        for page in pdf.pages:
            drawn = page.Contents
            text = b"".join(one.read_bytes() for one in drawn)
            assert "ANNULÉ".encode("cp1252").hex().encode() in text
            assert text.rstrip().endswith(b"ET Q EMC")
            assert "/LiantStamp" in page.Resources.Font


def test_the_same_gives_the_same_and_what_is_no_pdf_stays():
    data = plain()
    assert stamped(data, "ANNULÉ") == stamped(data, "ANNULÉ")
    assert stamped(b"lettre", "ANNULÉ") == b"lettre"
