"""Texts to edit: the type first and plain, every file well-formed whatever people write, the same bytes again."""

import io
import zipfile
from xml.etree import ElementTree

from inclusion.core.models.networks import Network
from inclusion.core.papers.opendocument import MEDIA_TYPE, render_odt
from inclusion.core.papers.pdf import letterhead
from inclusion.core.papers.wordprocessing import render_docx

NETWORK = Network(name="Déclic & <Cie>\x0b", slug="x", brand="#1f5fa8", host_name="Conseil départemental")


def test_a_text_says_its_type_first_and_is_well_formed_and_the_same_again():
    context = {"letterhead": letterhead(NETWORK), "title": 'Bilan "2026"', "foot": "Déclic & <Cie>"}
    made = render_odt("odt/base.xml", context)
    assert made == render_odt("odt/base.xml", context)
    # Without a field more, so that the type stands at byte 38, where programs look for it.
    assert made[30:].startswith(b"mimetype" + MEDIA_TYPE.encode())
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        first, *others = archive.infolist()
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        trees = {one.filename: ElementTree.fromstring(archive.read(one)) for one in others}
    listed = [one.attrib.values() for one in trees["META-INF/manifest.xml"]]
    assert {name for values in listed for name in values} >= trees.keys() - {"META-INF/manifest.xml"}
    assert "Déclic & <Cie>" in [one.text for one in trees["content.xml"].iter()]
    assert {'Bilan "2026"', "fr-FR"} <= {one.text for one in trees["meta.xml"].iter()}
    said = ElementTree.tostring(trees["styles.xml"], encoding="unicode")
    assert 'country="FR"' in said and 'page-width="21cm"' in said


def test_the_same_text_for_word_is_well_formed_and_the_same_again():
    context = {"letterhead": letterhead(NETWORK), "title": 'Bilan "2026"', "foot": "Déclic & <Cie>"}
    made = render_docx("odt/base.xml", context)
    assert made == render_docx("odt/base.xml", context)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        trees = {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist()}
    assert next(iter(trees)) == "[Content_Types].xml", "programs look there first"
    parts = {one.get("PartName", "").lstrip("/") for one in trees["[Content_Types].xml"]} - {""}
    assert parts <= trees.keys() and "word/document.xml" in parts
    assert "Déclic & <Cie>" in [one.text for one in trees["word/document.xml"].iter()]
    assert {"Déclic & <Cie>", "Page ", " sur "} <= {one.text for one in trees["word/footer1.xml"].iter()}
    assert {'Bilan "2026"', "fr-FR"} <= {one.text for one in trees["docProps/core.xml"].iter()}
    styles = ElementTree.tostring(trees["word/styles.xml"], encoding="unicode")
    assert 'styleId="Heading1"' in styles and 'val="heading 1"' in styles and 'line="312"' in styles
