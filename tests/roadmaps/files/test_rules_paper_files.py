"""What a file is, by what it holds."""

import io
import zipfile

import pytest
from openpyxl import Workbook
from PIL import Image

from roadmaps.files.rules.media_types import DOCX, JPEG, ODT, PDF, PNG, XLSX, kept_name, type_of


def archive(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, text in files.items():
            made.writestr(name.replace("__", "/").replace("_DOT_", "."), text)
    return out.getvalue()


def picture(kind: str, side: int = 2) -> bytes:
    out = io.BytesIO()
    Image.new("L", (side, 1)).save(out, kind)
    return out.getvalue()


def workbook() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


WORD = {"[Content_Types]_DOT_xml": "x", "word__document_DOT_xml": "x"}


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"%PDF-1.7 ...", PDF),
        (b"\xef\xbb\xbf%PDF-1.7", PDF),
        (archive(mimetype=ODT), ODT),
        (archive(mimetype="application/vnd.oasis.opendocument.spreadsheet"), None),
        (archive(mimetype="x" * 500), None),
        (archive(**WORD), DOCX),
        (archive(**WORD, word__vbaProject_DOT_bin="x"), None),
        (workbook(), XLSX),
        (archive(readme="x"), None),
        (archive(**WORD)[:40], None),
        (picture("PNG"), PNG),
        (picture("JPEG"), JPEG),
        (picture("GIF"), None),
        (picture("PNG", 12_001), None),
        (picture("PNG")[:30], None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", None),
        (b"<html>", None),
        (b"MZ\x90", None),
        (b"", None),
    ],
)
def test_the_type_is_what_the_bytes_say(data, found):
    assert type_of(data) == found


@pytest.mark.parametrize(
    ("name", "kind", "kept"),
    [
        ("Diagnostic.PDF", PDF, "Diagnostic.pdf"),
        ("C:\\docs\\diagnostic.exe", PDF, "diagnostic.pdf"),
        ("../../etc/passwd", PNG, "passwd.png"),
        ("photo.jpeg", JPEG, "photo.jpeg"),
        ("v1.2 du plan", DOCX, "v1.docx"),
        ("", PDF, "document.pdf"),
        ("a" * 300 + ".pdf", PDF, "a" * 100 + ".pdf"),
    ],
)
def test_a_file_is_kept_under_its_name_with_the_ending_of_what_it_is(name, kind, kept):
    assert kept_name(name, kind) == kept
