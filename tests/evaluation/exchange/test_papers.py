"""What is put up, is filled in by hand or cut out: its words are there, its codes lead where they should."""

import io
import subprocess
import zipfile

import pytest
from PIL import Image

from evaluation.enums import ItemKind, Moment
from evaluation.exchange.actions import try_xlsform
from evaluation.exchange.papers import guide_pdf, pack_of, shared_forms
from evaluation.questionnaires.actions import change_questionnaire
from evaluation.questionnaires.library import LIBRARY
from evaluation.surveys.actions import make_links
from evaluation.surveys.answers.actions import link_of, signed
from evaluation.surveys.answers.papers import (
    address_of,
    form_pdf,
    open_address,
    paper_pdf,
    poster_pdf,
    rows_of,
    slips_pdf,
)
from inclusion.core.papers.codes import in_letters, texts_of_picture
from tests.builders import AT, make_partner
from tests.evaluation.builders import form_questionnaire, make_survey, opened, published, taking_part
from tests.evaluation.written import EVERY_KIND
from tests.papers import papers

pytestmark = pytest.mark.papers


def words(data: bytes) -> str:
    """The text of a PDF, its spaces made one."""
    shown = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True)
    return " ".join(shown.stdout.decode().split())


def codes(data: bytes, *, resolution: int = 150) -> list[str]:
    """What a telephone reads on the first page, which is set at so many dots per inch."""
    command = ["pdftoppm", "-r", str(resolution), "-gray", "-singlefile", "-png", "-"]
    shown = subprocess.run(command, input=data, capture_output=True, check=True)
    out = io.BytesIO()
    Image.open(io.BytesIO(shown.stdout)).save(out, "PNG")
    return texts_of_picture(out.getvalue())


def test_the_poster_leads_to_the_open_link(scope):
    campaign = opened()
    campaign.network.phone = "05 53 69 40 00"
    data = poster_pdf(campaign)
    assert codes(data) == [open_address(campaign)]
    said = words(data)
    assert "Vos réponses nous aident à mieux vous accompagner." in said
    assert "05 53 69 40 00" in said
    assert "papier à l’accueil" in said
    assert campaign.token in said.replace(" ", "")


def test_the_poster_of_a_structure_counts_for_it(scope):
    campaign = opened()
    structure = taking_part(campaign, make_partner(name="Maison France services"))
    data = poster_pdf(campaign, structure)
    assert codes(data) == [f"{open_address(campaign)}?lieu={structure.pk}"]
    assert "l’accueil de Maison France services" in words(data)


def test_the_paper_asks_everything_and_shows_no_right_answer(scope):
    said = words(paper_pdf(opened(form=EVERY_KIND, title="Hiver")))
    for item in EVERY_KIND.items():
        assert item.label in said
        for choice in (*item.answers, *item.rows):
            assert choice.label in said
    assert "seulement si vous avez répondu «\u00a0Oui\u00a0» à la question\u00a01".replace("\u00a0", " ") in said
    assert "Hiver" in said
    assert "Page 1/3" in said
    assert "Votre code personnel" not in said


def test_the_paper_is_the_same_whatever_answer_is_right(network):
    item = EVERY_KIND.item("address")
    sections = tuple(
        one.model_copy(
            update={
                "items": tuple(
                    each.model_copy(update={"right": "b"}) if each.code == item.code else each for each in one.items
                )
            }
        )
        for one in EVERY_KIND.sections
    )
    other = EVERY_KIND.model_copy(update={"sections": sections})
    assert item.kind == ItemKind.TESTED
    assert form_pdf(EVERY_KIND, network) == form_pdf(other, network)


def test_the_paper_of_a_before_asks_for_the_code(scope):
    survey = make_survey(pairs=True)
    said = words(paper_pdf(opened(survey, moment=Moment.BEFORE, form=LIBRARY["person_before"].form)))
    assert "Les deux premières lettres du prénom de votre mère" in said
    assert "personne ne peut le retrouver" in said


def test_slips_lead_to_their_links_and_show_nothing_of_use(scope):
    campaign = opened()
    structure = taking_part(campaign, make_partner(name="=CMD|' /C calc'!A0"))
    links = make_links(campaign, 12, structure=structure, by=None, at=AT)
    data = slips_pdf(campaign, links)
    # Of ten codes of chance in one picture one is missed now and then; a telephone sees each from near.
    found = {one for resolution in (150, 200, 300) for one in codes(data, resolution=resolution)}
    assert found == {address_of(link) for link in links[:10]}
    assert [link_of(signed(one)) for one in links] == list(links)
    assert "sert une seule fois" in words(data)
    # `words` takes a hyphen at the end of a line for that of a word that goes on.
    address = in_letters(address_of(links[0])).replace("-", "")
    assert address in words(data).replace(" ", "").replace("-", "")
    rows = list(rows_of(links))
    assert rows[0] == ("Numéro", "Structure", "Adresse")
    assert len(rows) == 13


@pytest.mark.parametrize("key", LIBRARY)
def test_the_library_leaves_as_a_workbook_and_comes_in_again(key):
    from evaluation.exchange.papers import workbook_of

    form = LIBRARY[key].form
    read = try_xlsform(workbook_of(form, form_id=key, version="1"))
    assert read.problems == []
    assert read.form == form


def test_the_pack_holds_what_is_shared_and_the_library(scope, monkeypatch):
    own = published(title="Notre enquête").questionnaire
    kept = published(title="Pas partagé").questionnaire
    draft = form_questionnaire(title="Pas publié")
    for one in (own, draft):
        change_questionnaire(one, is_shared=True, by=None, at=AT)
    shared = shared_forms(scope)
    titles = [one.title for one in shared]
    assert titles[0] == "Notre enquête"
    assert len(titles) == 1 + len(LIBRARY)
    assert kept.title not in titles
    guide = words(guide_pdf(scope, shared))
    monkeypatch.setattr(papers, "are_read", False)
    data = pack_of(scope)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        assert len(names) == 1 + 2 * len(titles)
        assert "questionnaires-du-reseau/notre-enquete.xlsx" in names
        assert all(archive.read(one).startswith(b"%PDF") for one in names if one.endswith(".pdf"))
        assert archive.read("guide.pdf") == guide_pdf(scope, shared)
        for sentence in ("moins de 5 personnes", "moins de 10", "Pratt", "Licence Ouverte 2.0", "clé est détruite"):
            assert sentence in guide
        read = try_xlsform(archive.read("questionnaires-du-reseau/notre-enquete.xlsx"))
        assert read.form == EVERY_KIND
    assert pack_of(scope) == data
