"""PDFs: the same bytes again, nothing from outside."""

import io
import subprocess
import sys

import pikepdf
import pytest
from django.conf import settings

from inclusion.core.models.networks import Network
from inclusion.core.papers import pdf
from inclusion.partners.models import Partner
from tests.papers import papers

pytestmark = pytest.mark.papers

NETWORK = Network(name="Déclic 47", slug="x", brand="#1f5fa8", host_name="Conseil départemental")


@pytest.mark.parametrize("address", ["https://exemple.example/a.css", "file:///etc/passwd", "http://localhost/"])
def test_a_document_fetches_nothing_from_outside(address):
    with pytest.raises(ValueError, match="fetches nothing from outside"):
        pdf.offline_fetcher().fetch(address)


def test_a_document_fetches_its_own_files_and_pictures():
    assert b"@page" in pdf.offline_fetcher().fetch("static:css/pdf.css").read()
    assert pdf.offline_fetcher().fetch("data:text/plain;base64,YWI=").read() == b"ab"
    with pytest.raises(ValueError, match="no static file"):
        pdf.offline_fetcher().fetch("static:css/absent.css")


@pytest.mark.parametrize("address", ["static:../inclusion/settings.py", "static:/etc/passwd"])
def test_a_static_address_does_not_leave_the_static_files(address):
    with pytest.raises(Exception, match=r"no static file|outside"):
        pdf.offline_fetcher().fetch(address)


def test_the_same_letterhead_gives_the_same_bytes_tagged_and_in_french():
    first = pdf.render_pdf("pdf/base.html", pdf.letterhead(NETWORK), identifier=b"n1")
    papers.laid_out.cache_clear()  # of the suite
    assert pdf.render_pdf("pdf/base.html", pdf.letterhead(NETWORK), identifier=b"n1") == first
    with pikepdf.open(io.BytesIO(first)) as made:
        assert str(made.Root.Lang).startswith("fr")
        assert made.Root.MarkInfo.Marked
        assert len(made.pages) == 1
        assert made.Root.StructTreeRoot
    assert b'pdfuaid:part="1"' in first  # for tools that do not read PDF
    assert pdf.render_pdf("pdf/base.html", pdf.letterhead(NETWORK), identifier=b"n2") != first


def test_a_letterhead_shows_colours_and_the_logo():
    head = pdf.letterhead(NETWORK)
    assert (head["brand"], head["logo"], head["network"]) == ("#1f5fa8", None, NETWORK)
    with_logo = Network(name="x", slug="x", brand="#1f5fa8", logo=b"ab", logo_type="image/png")
    assert pdf.letterhead(with_logo)["logo"] == "data:image/png;base64,YWI="


def test_a_partner_writes_under_its_own_name_and_the_host_on_the_network_s_letterhead():
    logo = Network(
        name="MedNum 49", slug="x", brand="#5f4690", host_name="Département", logo=b"ab", logo_type="image/png"
    )
    carrier = Partner(name="Anjou Numérique", address="1 rue A\n49100 Angers", phone="02 41 00 00 00")
    head = pdf.letterhead(logo, carrier)
    assert (head["name"], head["who"], head["logo"]) == ("Anjou Numérique", ["MedNum 49"], None)
    assert head["where"] == ["1 rue A", "49100 Angers", "02 41 00 00 00"]
    assert (head["initial"], head["brand"], head["signatory"]) == ("A", "#5f4690", "Anjou Numérique")
    host = pdf.letterhead(logo, Partner(name="Département", is_host=True))
    assert (host, host["who"]) == (pdf.letterhead(logo), ["Département"])
    assert host["logo"]


@pytest.mark.slow  # a font is cut twice, in three seconds
def test_the_printed_weights_are_those_of_the_package_s_font(tmp_path):
    subprocess.run([sys.executable, settings.BASE_DIR / "tools/cut-fonts", tmp_path], check=True)
    shipped = settings.BASE_DIR / "static/fonts/bricolage-print"
    for name in ("400.ttf", "700.ttf"):
        assert (tmp_path / name).read_bytes() == (shipped / name).read_bytes()
