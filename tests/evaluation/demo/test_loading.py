"""The surveys of two demonstration networks become rows that hold, and their roadmaps, which are loaded with them."""

import pytest
from django.core.management import call_command

from evaluation.demo.drawing import DATA, Declared
from evaluation.enums import PublishedPart
from evaluation.models import Campaign, HelpRecord, Publication, Response, Survey
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from inclusion.demo import loading
from inclusion.demo.reading import read
from inclusion.territories.actions import load_territories
from tests.inclusion.demo.visiting import contradictions, documents_set_once, heading_after, wrong_pages  # noqa: F401
from tests.roadmaps.demo.test_loading import covers_as_the_landes_do, plans_as_annecy_does, seals_hold
from tests.setup_data import setup_data


@setup_data
def loaded():
    load_territories()

    def load(slug: str) -> Network:
        assert loading.load(next(one for one in loading.declared() if one.slug == slug)) is True
        return Network.objects.get(slug=slug)

    return load


@pytest.mark.slow(90)
def test_landes_before_and_after_over_three_years(loaded, settings, documents_set_once):  # noqa: F811
    with scoped_to(loaded("landes")):
        survey = Survey.objects.get(title__contains="2024-2026")
        rows = Response.objects.finished().filter(campaign__survey=survey)
        assert rows.count() == 1200
        assert {day.year for day in rows.values_list("answered_on", flat=True)} == {2024, 2025, 2026}
        assert set(survey.publications.values_list("part", flat=True)) == {
            PublishedPart.BEFORE,
            PublishedPart.AFTER,
            PublishedPart.PAIRED,
        }
        paired = survey.publications.get(part=PublishedPart.PAIRED).findings
        assert 350 < paired.pairs < 430
        assert paired.is_synthetic
        # Few went far back, which is hidden: effects are said roughly.
        effects = {
            change.code: change.effect_about if change.effect is None else change.effect for change in paired.changes
        }
        assert all(effects[code] > 0 for code in ("mail", "search", "spot"))
        assert effects["calm"] < 0 < effects["mail"] and abs(effects["personal_data"]) < effects["mail"]
        assert survey.key is None
        assert not rows.exclude(code=None).exists()
        assert not Campaign.objects.filter(is_synthetic=False).exists()
        assert HelpRecord.objects.count() == sum(read(DATA / "landes", Declared).help.given.values())
        covers_as_the_landes_do()
        seals_hold()
    call_command("check_invariants", network="landes")
    settings.DEMO = True
    assert wrong_pages("landes") == {}
    assert contradictions("landes") == ()
    # From the log-in to the one page that answers.
    survey = "Ce que l’accompagnement change, 2024-2026"
    assert heading_after("landes", "reader", "Évaluation", survey, "ésultats") == (
        "Après l’accompagnement, plus d’une personne sur deux se sent capable"
    )


@pytest.mark.slow(50)
def test_annecy_and_its_two_diagnostics(loaded, settings, documents_set_once):  # noqa: F811
    with scoped_to(loaded("haute-savoie")):
        published = {one.survey.title: one.findings for one in Publication.objects.select_related("survey")}
        assert {title: found.people for title, found in published.items()} == {
            "Diagnostic de la population, 2019": 318,
            "Diagnostic des acteurs locaux, 2019": 74,
            "Retours des visiteurs de NuméricA 2025": 96,
            "Permanence numérique de Seynod, votre avis": 13,
        }
        assert all(found.is_synthetic for found in published.values())
        plans_as_annecy_does()
        seals_hold()
    call_command("check_invariants", network="haute-savoie")
    settings.DEMO = True
    assert wrong_pages("haute-savoie") == {}
    assert contradictions("haute-savoie") == ()
    asked = "Retours des visiteurs de NuméricA 2025"
    assert heading_after("haute-savoie", "reader", "Évaluation", asked, "ésultats") == "96 personnes ont répondu"
