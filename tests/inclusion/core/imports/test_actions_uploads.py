"""PDF files that people bring: only what everybody can open is kept, and a great file costs no memory."""

import tracemalloc
from io import BytesIO

import pikepdf
import pytest

from inclusion.core.errors import DomainError
from inclusion.core.french.names import shown_size
from inclusion.core.imports.uploads import MAX_PDF_BYTES, checked_pdf
from tests.funding.agreement_builders import tiny_pdf

PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
MO = 1024 * 1024


def pdf(*, pages: int = 1, **saving) -> bytes:
    out = BytesIO()
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page()
        made.save(out, **saving)
    return out.getvalue()


def refused(data: bytes, filename: str = "signee.pdf") -> str:
    with pytest.raises(DomainError) as refusal:
        checked_pdf(data, filename=filename)
    assert refusal.value.field == "file"
    return str(refusal.value)


def test_a_pdf_comes_back_as_it_came():
    data = tiny_pdf()
    assert checked_pdf(data, filename="signee.pdf") is data
    assert checked_pdf(data, filename="sans suffixe") is data


def test_bytes_before_the_mark_and_rights_without_a_password_hinder_nobody():
    assert checked_pdf(b"\xef\xbb\xbf\n" + tiny_pdf(), filename="f.pdf")
    locked_rights = pdf(encryption=pikepdf.Encryption(owner="secret", user=""))
    assert checked_pdf(locked_rights, filename="f.pdf")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "est vide"),
        (PNG, "n’est pas un PDF, quel que soit son nom"),
        (b"PK\x03\x04" + bytes(100), "n’est pas un PDF"),
        (pdf(encryption=pikepdf.Encryption(owner="secret", user="secret")), "demande un mot de passe"),
        (pdf(pages=0), "n’a aucune page"),
        (b"%PDF-1.7\n" + bytes(500), "est abîmé"),
        (b"%PDF-", "est abîmé"),
    ],
    ids=["empty", "png", "docx", "password", "no page", "damaged", "mark alone"],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(data, sentence):
    said = refused(data)
    assert said.startswith("Le fichier «\u00a0signee.pdf\u00a0»")
    assert sentence in said


def test_a_file_of_200_mo_is_refused_with_both_sizes_and_not_copied():
    data = bytes(200 * MO)
    tracemalloc.start()
    try:
        said = refused(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "200\u00a0Mo" in said
    assert "20\u00a0Mo" in said
    assert peak < MO


def test_one_byte_too_many_does_not_read_as_what_is_accepted():
    assert "20,1\u00a0Mo" in refused(b"%PDF-" + bytes(MAX_PDF_BYTES))
    assert [shown_size(count) for count in (1, MO, 3 * MO // 2, 20 * MO)] == [
        "0,1\u00a0Mo",
        "1\u00a0Mo",
        "1,5\u00a0Mo",
        "20\u00a0Mo",
    ]


def test_a_long_name_does_not_fill_the_page():
    assert len(refused(PNG, filename="é" * 5000 + ".pdf")) < 300
