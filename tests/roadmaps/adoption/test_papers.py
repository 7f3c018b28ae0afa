"""The roadmap on paper, read back: its words, its tags, its pages."""

import io
import subprocess
import zipfile
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pikepdf
import pytest

from roadmaps.adoption.papers import MAX_ROWS, TEXTS, draft_pdf, leaflet_pdf, pictures, text_of, version_pdf
from roadmaps.models import Roadmap, RoadmapVersion
from roadmaps.plans.actions.actions import step
from roadmaps.plans.actions.axes import add_objective
from roadmaps.plans.actions.budgets import plan_other
from roadmaps.plans.queries import content_of
from roadmaps.plans.rules.contents import content_as_rows
from tests.builders import AT, make_commune, make_epci, make_partner
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_indicator, make_local, make_roadmap
from tests.setup_data import setup_data

pytestmark = pytest.mark.papers

DAY = date(2026, 11, 24)


def said(data, *options):
    out = subprocess.run(["pdftotext", *options, "-", "-"], input=data, capture_output=True, check=True)
    return " ".join(out.stdout.decode().replace("\u202f", " ").replace("\u00a0", " ").split())


@setup_data
def does(camille):
    return {"by": camille, "at": AT}


@setup_data
def roadmap(network, does):
    roadmap = make_roadmap("Feuille départementale", summary="Pour que chacun puisse.")
    axis = make_axis(roadmap, "Accès aux droits", description="Les publics fragiles.")
    objective = add_objective(axis, title="Aller vers", **does)
    forum = make_action(
        axis,
        "Forum",
        objective=objective,
        description="Deux forums par an.",
        leads=[make_partner("CAF")],
        start=date(2026, 1, 1),
        end=date(2026, 7, 1),
        budget=Decimal("1000.00"),
        needs=["animer_la_gouvernance"],
    )
    plan_other(forum, label="Fondation", amount=Decimal("400.00"), **does)
    step(forum, "blocked", reason="Salle fermée", **does)
    make_action(axis, "Annuaire")
    return roadmap


@setup_data
def version(roadmap):
    make_adopted(roadmap)
    return RoadmapVersion.objects.select_related("roadmap__network", "body").get()


def test_a_project_says_so_on_its_cover_and_gives_every_action_its_sheet(roadmap):
    data = draft_pdf(roadmap, on=DAY)
    words = said(data) + said(data, "-layout")
    for part in (
        "Déclic 47",
        "Feuille de route départementale d’inclusion numérique",
        "Projet au 24 novembre 2026. Ce texte n’est pas adopté.",
        "Feuille départementale, projet",
        "Du 1er janvier 2024 au 31 décembre 2027",
        "Sommaire",
        "Pour que chacun puisse.",
        "Axe 1 : Accès aux droits",
        "1.2 Forum",
        "Deux forums par an.",
        "du 1er janvier au 30 juin 2026",
        "Bloquée, en retard : Salle fermée",
        "1 000,00 €, dont Fondation 400,00 €, reste à financer 600,00 €",
        "Animer la gouvernance",
        "Sans date : 1.1 Annuaire.",
    ):
        assert part in words, part


def test_an_adopted_version_carries_body_day_number_and_seal(version):
    words = said(version_pdf(version))
    assert f"Adoptée le 1er mars 2024 par {version.body}, version 1" in words
    assert version.sha256[:8] in words
    assert version.sha256[-8:] in words
    assert "projet" not in words
    assert "en retard" not in words  # what was frozen knows no today


def test_results_stand_beside_targets_each_said_as_such(roadmap):
    """On the PDF, on the two pages and in the text to be edited; a few people are not revealed by their number."""
    make_indicator(roadmap, "Personnes venues", values={2025: 2860, 2026: 3}, targets={2025: 3000, 2027: 4500})
    make_indicator(roadmap, "Feuilles adoptées", unit="feuilles de route", values={2025: 1}, targets={2025: 2})
    version = make_adopted(roadmap, on=date(2024, 3, 2))
    sheets = leaflet_pdf(Roadmap.objects.get(pk=roadmap.pk), version, on=DAY)
    assert len(pikepdf.open(io.BytesIO(sheets)).pages) == 2
    for words in (said(draft_pdf(Roadmap.objects.get(pk=roadmap.pk), on=DAY)), said(version_pdf(version))):
        assert "2025 : résultat 2 860 personnes, cible 3 000 personnes" in words
        assert "2026 : résultat moins de 5 personnes" in words
        assert "2027 : cible 4 500 personnes" in words
        assert "2025 : résultat 1 feuille de route, cible 2 feuilles de route" in words
    leaflet = said(sheets)
    for part in (
        "0 % est fait. Sur 2 actions, aucune n’est terminée, mais 1 est en retard.",
        "Axe 1 : Accès aux droits",
        "moins de 5 personnes",
        "4 500 personnes en 2027",
        "En retard, bloqué ou suspendu",
        "1.2 Forum",
    ):
        assert part in leaflet, part


@pytest.mark.parametrize("kind", list(TEXTS))
def test_the_text_of_a_deliberation_can_be_edited(roadmap, kind):
    make_indicator(roadmap, "Personnes venues", values={2025: 2860}, targets={2025: 3000})
    with zipfile.ZipFile(io.BytesIO(text_of(roadmap, kind=kind, on=DAY))) as archive:
        assert archive.testzip() is None
        name = "content.xml" if kind == "odt" else "word/document.xml"
        root = ElementTree.fromstring(archive.read(name))
    words = " ".join("".join(root.itertext()).replace("\u00a0", " ").replace("\u202f", " ").split())
    for part in (
        "Projet au 24 novembre 2026",
        "Axe 1 : Accès aux droits",
        "Aller vers",
        "1.2 Forum",
        "Deux forums par an.",
        "CAF",
        "1 000,00 €",
        "à chiffrer",
        "2025 : résultat 2 860 personnes, cible 3 000 personnes",
    ):
        assert part in words, part


def test_what_changes_after_the_adoption_is_not_in_its_pdf(version, roadmap):
    make_axis(roadmap, "Ajouté plus tard")
    assert "Ajouté plus tard" not in said(version_pdf(version))
    assert "Ajouté plus tard" in said(draft_pdf(Roadmap.objects.get(pk=roadmap.pk), on=DAY))


def test_it_is_tagged_for_readers(version):
    data = version_pdf(version)
    with pikepdf.open(io.BytesIO(data)) as made:
        assert made.Root.MarkInfo.Marked
        assert str(made.Root.Lang).startswith("fr")
        kinds = structure(made.Root.StructTreeRoot)
        pictured = alternatives(made.Root.StructTreeRoot)
    assert b'pdfuaid:part="1"' in data
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/Caption", "/Figure", "/Link"} <= kinds
    assert any("Le calendrier de" in text for text in pictured)


def walk(node):
    yield node
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            yield from walk(kid)


def structure(root):
    return {str(node.get("/S")) for node in walk(root)}


def alternatives(root):
    return [str(node.get("/Alt")) for node in walk(root) if "/Alt" in node]


def test_a_local_roadmap_says_what_it_takes_up(version, network):
    above = Roadmap.objects.get(pk=version.roadmap_id)
    local = make_local(above, "Agen agit", territories=[make_epci()])
    make_action(make_axis(local, "Aller vers", takes_up=above.axes.get()))
    words = said(draft_pdf(local, on=DAY))
    assert "Reprend « 1. Accès aux droits » de la feuille de route départementale." in words
    assert "Rattachée à : Feuille départementale" in words
    assert "Ce qu’elle reprend" in words


def test_the_matrix_shows_adopted_local_roadmaps_alone(version, network):
    above = Roadmap.objects.get(pk=version.roadmap_id)
    make_axis(above, "Parcours")
    make_commune("47101", "Ville", ("47101",), epci=make_epci())
    assert "Axes et territoires" not in said(draft_pdf(above, on=DAY))
    local = make_local(above, "Agen agit", territories=[make_epci()])
    for rank, axis in enumerate(above.axes.all()):
        make_action(make_axis(local, f"Repris {rank}", takes_up=axis))
    make_adopted(local)
    draft = make_local(above, "Brouillon", territories=[make_epci()])
    make_axis(draft, "Caché", takes_up=above.axes.first())
    words = said(draft_pdf(Roadmap.objects.get(pk=above.pk), on=DAY))
    assert "Axes et territoires" in words
    assert "Repris 0" in words
    assert "Caché" not in words


def test_a_long_axis_is_drawn_on_several_sheets(network):
    axis = make_axis(make_roadmap())
    for _ in range(MAX_ROWS + 1):
        make_action(axis, start=date(2025, 1, 1))
    found = pictures(content_as_rows(content_of(axis.roadmap)), brand="#1f5fa8", today=DAY)
    assert [one["name"].endswith("(suite)") for one in found] == [False, True]
    assert found[1]["words"].startswith("Le calendrier de 1\u00a0action")
