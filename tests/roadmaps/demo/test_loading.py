"""The roadmaps of the demonstration become rows that hold, as the three territories describe them."""

from decimal import Decimal

import pytest
from django.utils import timezone

from funding.agreements.enums import AgreementKind
from funding.models import Agreement
from inclusion.core.enums import PartnerKind
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from inclusion.demo import loading
from inclusion.guide.models import Place
from inclusion.meetings.models import Meeting
from inclusion.partners.models import Partner
from inclusion.territories.actions import load_territories
from inclusion.territories.models import Epci
from roadmaps.adoption.actions import seal_of
from roadmaps.coverage.queries import coverage_on
from roadmaps.coverage.rules.standing import Standing
from roadmaps.enums import ActionState, ActorRole, Origin, RoadmapState
from roadmaps.models import (
    Action,
    ActionActor,
    ActionLink,
    EpciSeat,
    Indicator,
    Proposal,
    Roadmap,
    RoadmapPaper,
    RoadmapVersion,
    StaffRequest,
    TrainingEnvelope,
)
from roadmaps.plans.models.versions import adoption_conditions
from tests.inclusion.demo.visiting import contradictions, documents_set_once, heading_after, wrong_pages  # noqa: F401


@pytest.mark.slow(45)
@pytest.mark.django_db
def test_vaucluse_loads_its_roadmaps(settings, documents_set_once):  # noqa: F811
    """Those of the other networks are looked at where these are loaded, in the tests of evaluation."""
    load_territories()
    assert loading.load(next(one for one in loading.declared() if one.slug == "vaucluse")) is True
    with scoped_to(Network.objects.get(slug="vaucluse")):
        _nests_as_vaucluse_does()
        seals_hold()
    settings.DEMO = True
    assert wrong_pages("vaucluse") == {}
    assert contradictions("vaucluse") == ()
    # From the log-in to the one page that answers.
    with scoped_to(Network.objects.get(slug="vaucluse")):
        gaps = [one for one in coverage_on(timezone.localdate()) if one.standing == Standing.GAP]
    heading = heading_after("vaucluse", "reader", "Feuilles de route", "Couverture")
    assert heading == f"{len(gaps)} intercommunalités sur 13 sont sans aucun relais"


def seals_hold() -> None:
    """Every version of a roadmap is what was sealed."""
    assert RoadmapVersion.objects.exists()
    for version in RoadmapVersion.objects.all():
        assert version.sha256 == seal_of(version.content)


def _nests_as_vaucluse_does() -> None:
    """Five objectives, nine actions with their leads word for word; three local roadmaps below it."""
    kinds = list(Partner.objects.values_list("kind", flat=True))
    collectivites = (PartnerKind.INTERCOMMUNALITY, PartnerKind.DEPARTMENT, PartnerKind.COMMUNE)
    assert sum(kind in collectivites for kind in kinds) == 23
    assert sum(kind not in collectivites for kind in kinds) == 18
    above = Roadmap.objects.departmental().get()
    assert above.state == RoadmapState.ADOPTED
    assert [str(row) for row in above.carrier_rows.all()] == ["Préfecture", "CD84"]
    assert [axis.name for axis in above.axes.select_related("roadmap")][1] == (
        "Objectif 2\u00a0: Élaborer un «\u00a0parcours numérique usager\u00a0»"
    )
    actions = Action.objects.of_roadmap(above).in_order()
    assert [one.axis.rank for one in actions] == [1, 1, 1, 2, 2, 2, 3, 4, 5]
    leads = actions[1].actor_rows.filter(role=ActorRole.LEAD)
    assert [str(row) for row in leads] == [
        "CD84 (DAS)",
        "Réseau départemental d’inclusion numérique",
        "Réseau EFS",
        "CAF",
        "Opérateurs",
    ]
    standing = {
        roadmap.title: (roadmap.state, [one.missing for one in adoption_conditions(roadmap) if not one.is_met])
        for roadmap in Roadmap.objects.local()
    }
    assert standing == {
        "Feuille de route Luberon Monts de Vaucluse": (RoadmapState.DRAFT, []),
        "Feuille de route du Pays d’Apt-Luberon": (
            RoadmapState.DRAFT,
            [
                "Un seul objectif départemental repris\u00a0: il en faut 2.",
                "Aucune instance de ce territoire n’est encore connue\u00a0: ajoutez celle qui adopte.",
            ],
        ),
        "Feuille de route de la CoVe": (RoadmapState.ADOPTED, []),
    }
    adoptions = RoadmapVersion.objects.filter(roadmap__level="local").order_by("adopted_on")
    assert list(adoptions.values_list("roadmap__title", "state")) == [
        ("Feuille de route de la CoVe", "withdrawn"),
        ("Feuille de route de la CoVe", "confirmed"),
        ("Feuille de route Luberon Monts de Vaucluse", "waiting"),
    ]
    assert EpciSeat.objects.count() == Epci.objects.touching("84").count() == 14
    fed = Indicator.objects.get(name="Personnes accompagnées dans leurs démarches en ligne")
    assert fed.fed_by.count() == 2


def plans_as_annecy_does() -> None:
    """Six axes, thirty actions in two strands, four posts asked for; what emerged since, a workshop's idea among it."""
    plan = Roadmap.objects.get()
    assert plan.state == RoadmapState.ADOPTED
    assert plan.axes.count() == 6
    actions = Action.objects.of_roadmap(plan)
    assert actions.filter(origin=Origin.INITIAL).count() == 30
    assert actions.filter(origin=Origin.EMERGING).count() == 4
    assert {"social", "cultural"} <= set(actions.values_list("strand", flat=True))
    assert actions.filter(state=ActionState.DROPPED).count() == 3
    assert sorted(StaffRequest.objects.values_list("outcome", flat=True)) == [*["declined"] * 2, *["granted"] * 2]
    papers = RoadmapPaper.objects.filter(roadmap=plan)
    assert [one.document.media_type for one in papers] == ["application/pdf"] * 2
    leads = ActionActor.objects.leads().filter(action__in=actions)
    assert {"Direction Seniors", "Direction Jeunesse", "Direction Lecture publique", "Direction Urbanisme"} <= set(
        leads.exclude(service=None).values_list("service__name", flat=True)
    )
    assert leads.exclude(membership=None).exists() and leads.exclude(contact=None).exists()
    late = list(actions.late(timezone.localdate()))
    assert all(one.notes.exclude(text="").exists() for one in late)  # each says why
    assert ActionLink.objects.exclude(task=None).count() >= 2
    assert actions.exclude(campaigns=None).exists()
    visitors = Indicator.objects.get(name="Visiteurs du festival NumericA")
    assert visitors.year_rows.get(year=2024).value == Decimal(1420)
    version = plan.versions.get()
    assert sum(len(axis["actions"]) for axis in version.content["axes"]) == 30
    first = Proposal.objects.with_votes().exclude(action=None).get()
    assert first.action.title == first.text
    assert first.votes >= 11


def covers_as_the_landes_do() -> None:
    """Four axes, fifteen actions; two local roadmaps among eighteen intercommunalités."""
    above = Roadmap.objects.departmental().get()
    assert [axis.title for axis in above.axes.all()] == ["Coordonner", "Piloter", "Développer", "Outiller"]
    titles = list(Action.objects.of_roadmap(above).order_by("pk").values_list("title", flat=True))
    assert len(titles) == 15
    assert {"Évaluer", "Territorialiser"} <= set(titles)
    assert {roadmap.state for roadmap in Roadmap.objects.local()} == {RoadmapState.ADOPTED, RoadmapState.DRAFT}
    assert EpciSeat.objects.count() == Epci.objects.touching("40").count() == 18
    assert Meeting.objects.filter(state="minuted").values("body").distinct().count() == 6
    assert Place.objects.open().count() == 8
    ctgs = Agreement.objects.main().filter(kind=AgreementKind.CTG)
    assert ctgs.in_force(timezone.localdate()).count() == 3 < ctgs.count() == 6
    envelope = TrainingEnvelope.objects.get()
    assert (envelope.amount, envelope.minimum_places) == (Decimal("20000.00"), 60)
    assert sum(one.places for one in envelope.allotments.all()) == 48
