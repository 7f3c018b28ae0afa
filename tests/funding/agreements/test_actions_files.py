"""The PDF of an agreement, read back: its words, its tags, its bytes; its articles on a page."""

import io
import subprocess
from datetime import date
from decimal import Decimal

import pikepdf
import pytest

from funding.agreements.actions.drafting import InstalmentTerms, plan_instalment
from funding.agreements.actions.life import amend, renew
from funding.agreements.actions.texts import comment_on, resolve_comment, shipped_sections
from funding.agreements.enums import TEXT_CHOICES, AgreementKind, InstalmentFlow, PartyRole
from funding.agreements.papers import agreement_pdf, paper_pdf, sample_paper, sections_shown
from funding.agreements.queries.fields import FIELDS, body_faults, field_problems, values_of
from funding.enums import AgreementState
from funding.models import AgreementSection
from inclusion.core.errors import DomainError
from tests.builders import AT, make_partner
from tests.funding.agreement_builders import carrier, make_agreement, party
from tests.funding.builders import make_fund

pytestmark = pytest.mark.papers


def said(data, *options):
    out = subprocess.run(["pdftotext", *options, "-", "-"], input=data, capture_output=True, check=True)
    return " ".join(out.stdout.decode().replace("\u202f", " ").replace("\u00a0", " ").split())


def pages_of(data):
    """The words of each page."""
    out = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True)
    return [" ".join(page.split()) for page in out.stdout.decode().split("\f")[:-1]]


def one_article(agreement, body, title="Objet"):
    agreement.sections.all().delete()
    return AgreementSection.objects.create(agreement=agreement, rank=1, title=title, body=body)


@pytest.mark.parametrize("kind", [kind for kind, _ in TEXT_CHOICES])
def test_the_shipped_texts_have_no_fault(kind):
    sections = shipped_sections(kind)
    assert len(sections) > 3
    assert not [fault for _, body in sections for fault in body_faults(body, kind)]
    assert not [title for title, body in sections if not title or not body]


def test_a_cooperation_says_who_pays_what_when_in_figures_and_words(by):
    one = make_agreement(by=by)
    data = agreement_pdf(one, draft=False)
    words = said(data) + said(data, "-layout")
    for part in (
        "Convention de coopération CONV-2026-0001 · du 1er janvier 2026 au 31 décembre 2028",
        "ayant pour signataire Alix Exemple, Présidente, ci-après « le Porteur »",
        "90 000,00 € (quatre-vingt-dix mille euros)",
        "31 mars 2026",
        "Article 12. Différends",
        "deux exemplaires originaux",
        "Signature et cachet",
    ):
        assert part in words
    assert "{{" not in words
    assert "PROJET" not in words.upper().replace("PROJETS", "")
    pages = pages_of(data)
    assert all(f"Page {rank} sur {len(pages)}" in page for rank, page in enumerate(pages, start=1))


def test_the_paper_is_tagged_titled_with_its_fonts_and_always_the_same(by):
    one = make_agreement(by=by)
    data = agreement_pdf(one, draft=False)
    assert data == agreement_pdf(type(one).objects.get(pk=one.pk), draft=False)
    assert b"pdfuaid:part" in data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "fr"
        assert pdf.Root.get("/StructTreeRoot") is not None
        assert str(pdf.docinfo["/Title"]).startswith("Convention de coopération CONV-2026-0001")
        for page in pdf.pages:
            for font in page.Resources.Font.values():
                assert "/FontFile" in str(font.DescendantFonts[0].FontDescriptor.keys())


def test_a_draft_says_so_on_every_page_and_marks_what_is_missing(by):
    one = make_agreement(by=by, purpose="")
    words = said(agreement_pdf(one, draft=True))
    assert "Projet · Convention de coopération" in words
    assert "[objet : à compléter]" in words
    assert words.count("(projet)") == len(pages_of(agreement_pdf(one, draft=True)))
    with pytest.raises(DomainError, match="saisissez l’objet"):
        agreement_pdf(one, draft=False)
    assert list(field_problems(one).values()) == ["agreement_edit"]


def test_a_value_is_what_was_typed_on_paper_too(by):
    one = make_agreement(by=by, purpose="**Animer** <b>tout</b> {{ fonds }}\n# et le reste")
    words = said(agreement_pdf(one, draft=False))
    assert "**Animer** <b>tout</b> {{ fonds }} # et le reste" in words


def test_an_unknown_field_is_an_error_that_names_the_nearest(by):
    one = make_agreement(by=by)
    one_article(one, "Pour {{ objett }}.")
    (problem,) = field_problems(one)
    assert problem.replace("\u00a0", " ") == (
        "Article « Objet » : le champ « objett » n’existe pas : vouliez-vous dire « objet » ?"
    )
    one_article(one, "Le poste {{ poste }}.")
    assert "n’a pas de sens dans ce texte" in next(iter(field_problems(one)))


def test_a_table_without_rows_is_missing(by):
    one = make_agreement(by=by, instalments=False)
    one_article(one, "{{ echeancier }}")
    (problem,) = field_problems(one)
    assert "ajoutez les échéances" in problem


@pytest.mark.parametrize("count", [3, 30])
def test_a_plan_that_no_article_places_is_an_annex(by, count):
    one = make_agreement(by=by, instalments=False)
    one_article(one, "Pour {{ objet }}.")
    payer = one.parties.get(role=PartyRole.FUNDER)
    for rank in range(count):
        day = date(2026 + rank % 3, 1 + rank % 12, 15)
        terms = InstalmentTerms(payer, InstalmentFlow.CALLED, day.year, Decimal("1000.10"), day)
        plan_instalment(one, terms, by=by, at=AT)
    words = said(agreement_pdf(one, draft=False), "-layout")
    assert "Annexe" in words
    assert words.count("1 000,10 €") >= count
    assert words.count("Échéancier") == 1
    assert ("Total par partie et par année" in words) is (count == 30)  # 3: one a year, by one party


def test_boxes_of_many_parties_with_long_names_stay_whole(by):
    long = "Caisse d’assurance retraite et de la santé au travail des Pays de la Loire et de Bretagne"
    parties = [carrier()] + [
        party(f"{long} {rank}", PartyRole.PARTNER, signatory_function="directrice générale adjointe " * 3)
        for rank in range(13)
    ]
    one = make_agreement(AgreementKind.FRAMEWORK, by=by, parties=parties)
    pages = pages_of(agreement_pdf(one, draft=False))
    signed = [page for page in pages if "Signature et cachet" in page]
    assert sum(page.count("Signature et cachet") for page in signed) == 14
    # A box begins with who signs and ends with its stamp: as many of both on each page.
    assert all(page.count("Fait à") == page.count("Signature et cachet") for page in signed)


def test_a_post_shows_its_financing_plan(by):
    fund = make_fund(host=make_partner("Anjou Numérique", address="1 rue A\n49100 Angers"))
    one = make_agreement(AgreementKind.COFINANCING_THREE, by=by, fund=fund)
    assert "[IBAN : à compléter]" in said(agreement_pdf(one, draft=True))
    decided = {"deliberation": "2026-118", "deliberated_on": date(2026, 6, 3)}
    account = {"iban": "FR7630001007941234567890185", "bic": "BDFEFRPPCCT"}
    one.parties.filter(role=PartyRole.EMPLOYER).update(**decided, **account)
    data = agreement_pdf(one, draft=False)
    words = said(data) + said(data, "-layout")
    assert words.startswith("A Anjou Numérique Déclic 47 1 rue A 49100 Angers Convention")  # who carries the fund
    for part in (
        "Plan de financement du poste « Conseillère numérique »",
        "Aide de l’État",
        "Coût du poste",
        "l’Employeur",
        "Directrice, en vertu de la délibération n° 2026-118 du 3 juin 2026, ci-après",
        "Ce qui est dû à Les Ateliers est versé sur le compte IBAN FR76 3000 1007 9412 3456 7890 185, BIC BDFEFRPPCCT.",
        "33 750,00 € (trente-trois mille sept cent cinquante euros)",
        "vacant plus de six mois",
        "Feuille de route, rédigée le 1er septembre 2026",
    ):
        assert part in words


def test_an_amendment_names_what_it_changes_with_both_ends_and_plans(by):
    main = make_agreement(state=AgreementState.SIGNED, by=by)
    change = amend(main, on=date(2028, 1, 1), end=date(2028, 7, 1), title="Fin avancée", by=by, at=AT)
    values = values_of(change)
    assert (values["ancienne_fin"], values["nouvelle_fin"]) == ("31 décembre 2028", "30 juin 2028")
    assert values["changement_de_fin"].endswith("est désormais le 30 juin 2028.")
    assert values["objet"] == "Fin avancée."
    words = said(agreement_pdf(change, draft=True), "-layout")
    for part in (
        f"Cet avenant modifie la convention {main.reference}",
        "Fin avant l’avenant : 31 décembre 2028. Fin après l’avenant : 30 juin 2028.",
        "Échéancier avant l’avenant",
        "Échéancier après l’avenant",
    ):
        assert part in words


def test_a_renewed_agreement_says_its_own_days(by):
    main = make_agreement(state=AgreementState.SIGNED, by=by)
    words = said(agreement_pdf(renew(main, by=by, at=AT), draft=True))
    assert "du 1er janvier 2029 au 31 décembre 2031" in words
    assert "31 mars 2026" not in words


@pytest.mark.parametrize("kind", [kind for kind, _ in TEXT_CHOICES])
def test_an_example_of_each_template_is_made(scope, kind):
    every = "\n\n".join(f"{{{{ {name} }}}}" for name in FIELDS if not body_faults(f"{{{{ {name} }}}}", kind))
    articles = [*shipped_sections(kind), ("Tous les champs", every)]
    paper = sample_paper(kind, articles=articles, network=scope)
    words = said(paper_pdf(paper, network=scope, draft=True))
    assert "Article 1." in words
    missing = {"plan_de_financement"} if kind in ("amendment", "ctg") else set()
    assert {name for name in FIELDS if f"[{name} : à compléter]" in words} <= missing | (
        set(FIELDS) if kind == "amendment" else set()
    )


def test_the_page_shows_articles_with_their_problems_and_remarks(by):
    one = make_agreement(by=by, purpose="")
    section = one.sections.first()
    partner = make_partner("MSA")
    first = comment_on(section, text="À revoir", partner=partner, by=by, at=AT)
    comment_on(section, text="Bien", partner=partner, by=by, at=AT)
    resolve_comment(first, by=by, at=AT)
    shown = sections_shown(one)
    assert len(shown) == 12
    assert [row.text for row in shown[0].open_comments] == ["Bien"]
    assert [row.text for row in shown[0].resolved_comments] == ["À revoir"]
    assert "objet" in shown[0].problems[0]
    assert "<mark>" in shown[0].html
    assert shown[0].is_first and shown[-1].is_last
    assert not shown[3].problems and "<table" in shown[3].html
