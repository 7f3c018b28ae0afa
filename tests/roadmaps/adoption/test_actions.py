"""Adoption: refused with the sentence, frozen when it is done, told to the posts."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from funding.models import RoadmapStanding
from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from inclusion.core.states import TransitionRefused
from roadmaps.adoption.actions import adopt, confirm_adoption, seal_of
from roadmaps.coverage.queries import coverage_on
from roadmaps.enums import RoadmapState
from roadmaps.models import Roadmap, RoadmapVersion
from roadmaps.plans.actions.axes import adopt_departmental_axis
from roadmaps.plans.actions.roadmaps import change_roadmap, set_minimum_axes
from roadmaps.plans.models.versions import adoption_conditions
from tests.builders import AT, make_commune, make_epci, make_network, make_user
from tests.roadmaps.builders import (
    make_action,
    make_adopted,
    make_axis,
    make_body,
    make_local,
    make_minutes,
    make_roadmap,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def network():
    network = make_network()
    with scoped_to(network):
        yield network


@pytest.fixture
def departmental(network):
    roadmap = make_roadmap("Feuille départementale")
    for title in ("Accès aux droits", "Parcours", "Filière"):
        make_action(make_axis(roadmap, title))
    make_adopted(roadmap)
    return Roadmap.objects.get(pk=roadmap.pk)


def local(departmental, *, taking: int):
    roadmap = make_local(departmental, territories=[make_epci()])
    axes = list(departmental.axes.all())
    for rank in range(3):
        make_action(make_axis(roadmap, takes_up=axes[rank] if rank < taking else None))
    return roadmap


def adopted(roadmap, *, confirmed=True):
    return make_adopted(roadmap, on=date(2024, 6, 1), confirmed=confirmed)


def test_one_axis_taken_up_is_not_enough(departmental):
    with pytest.raises(TransitionRefused, match="Un seul axe départemental repris\u00a0: il en faut 2"):
        adopted(local(departmental, taking=1))
    assert not RoadmapVersion.objects.filter(roadmap__level="local").exists()


def test_the_same_axis_twice_counts_once(departmental):
    roadmap = local(departmental, taking=1)
    first, second = roadmap.axes.all()[:2]
    adopt_departmental_axis(second, first.taken_up, by=make_user(), at=AT)
    with pytest.raises(TransitionRefused, match="Un seul axe"):
        adopted(roadmap)


def test_two_axes_taken_up_are_adopted_and_told_to_the_posts(departmental):
    version = adopted(local(departmental, taking=2))
    assert (version.number, version.roadmap.state) == (1, RoadmapState.ADOPTED)
    assert version.sha256 == seal_of(version.content)
    assert [axis["taken_up"] is not None for axis in version.content["axes"]] == [True, True, False]
    standing = RoadmapStanding.objects.get(epci=make_epci())
    assert (standing.drafted_on, standing.adopted_on) == (date(2024, 6, 1), date(2024, 6, 1))


def test_the_network_sets_the_number(departmental, network):
    set_minimum_axes(network, minimum=3, by=make_user(), at=AT)
    roadmap = local(departmental, taking=2)
    with pytest.raises(
        TransitionRefused, match="2\u00a0axes départementaux distincts repris\u00a0: il en faut 3"
    ):
        adopted(roadmap)
    set_minimum_axes(network, minimum=1, by=make_user(), at=AT)
    assert adopted(roadmap).number == 1


def test_a_roadmap_alone_is_adopted_where_the_network_asks_for_no_axis(network):
    set_minimum_axes(network, minimum=0, by=make_user(), at=AT)
    roadmap = make_local(None, territories=[make_epci()])
    make_action(make_axis(roadmap))
    assert adopted(roadmap).number == 1


def test_nothing_of_an_unadopted_roadmap_is_taken_up(network):
    above = make_roadmap()
    axis = make_axis(above)
    roadmap = make_local(above, territories=[make_epci()])
    with pytest.raises(DomainError, match="n’est pas encore adoptée"):
        adopt_departmental_axis(make_axis(roadmap), axis, by=make_user(), at=AT)


def test_a_frozen_version_is_never_changed(departmental):
    version = departmental.versions.get()
    for change in (
        lambda: RoadmapVersion.objects.filter(pk=version.pk).update(content={}),
        lambda: RoadmapVersion.objects.filter(pk=version.pk).delete(),
    ):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
        ):
            change()


def test_a_later_adoption_is_the_next_version(departmental):
    make_axis(departmental, "Financements")
    version = adopt(
        departmental,
        body=make_body(),
        on=date(2025, 1, 10),
        minutes=make_minutes(),
        confirmed=True,
        by=make_user(),
        at=AT,
    )
    assert version.number == 2
    assert len(version.content["axes"]) == 4
    assert len(departmental.versions.get(number=1).content["axes"]) == 3


def test_an_adoption_to_come_is_refused(departmental):
    with pytest.raises(DomainError, match="est à venir"):
        adopt(
            departmental,
            body=make_body(),
            on=date(2030, 1, 1),
            minutes=make_minutes(),
            confirmed=True,
            by=make_user(),
            at=AT,
        )


def test_what_is_missing_agrees_with_the_word_of_the_roadmap(network):
    found = adoption_conditions(make_roadmap(axis_word="orientation"))
    said = {(one.label, one.missing) for one in found}
    assert ("Une orientation au moins est écrite.", "Écrivez une première orientation.") in said


def test_one_adoption_that_is_sent_twice_is_one_version(departmental):
    known = departmental.versions.get()
    again = {"body": known.body, "minutes": make_minutes(), "confirmed": True, "by": make_user(), "at": AT}
    with pytest.raises(DomainError, match=r"déjà enregistrée.*version 1"):
        adopt(departmental, on=known.adopted_on, **again)
    assert departmental.versions.count() == 1
    assert adopt(departmental, on=date(2025, 1, 10), **again).number == 2


def test_a_territory_that_joins_later_is_told_to_the_posts_too(departmental):
    roadmap = local(departmental, taking=2)
    adopted(roadmap)
    joining = make_epci("200000002", "Pays de Duras")
    change_roadmap(roadmap, territories=[make_epci(), joining], by=make_user(), at=AT)
    assert RoadmapStanding.objects.get(epci=joining).adopted_on == date(2024, 6, 1)


def test_the_body_of_another_territory_adopts_nothing(departmental):
    roadmap = local(departmental, taking=2)
    does = {"on": date(2024, 6, 1), "minutes": make_minutes(), "confirmed": True, "by": make_user(), "at": AT}
    with pytest.raises(DomainError, match="autre territoire") as refused:
        adopt(roadmap, body=make_body(epci=make_epci("200000002", "Pays de Duras")), **does)
    assert refused.value.field == "body"
    assert adopt(roadmap, body=make_body(epci=make_epci()), **does).number == 1


def test_an_adoption_that_is_not_confirmed_counts_neither_for_posts_nor_for_coverage(departmental):
    roadmap = local(departmental, taking=2)
    adopted(roadmap, confirmed=False)
    epci, day = make_epci(), date(2026, 11, 24)
    make_commune("47157", "Marmande", ("47200",), epci=epci)

    def state():
        coverage = next(one for one in coverage_on(day) if one.epci == epci)
        standing = RoadmapStanding.objects.get(epci=epci)
        return standing.drafted_on, standing.adopted_on, len(coverage.adopted), len(coverage.preparing)

    adoption = date(2024, 6, 1)
    assert state() == (adoption, None, 0, 1)
    joining = make_epci("200000002", "Pays de Duras")
    change_roadmap(Roadmap.objects.get(pk=roadmap.pk), territories=[epci, joining], by=make_user(), at=AT)
    assert RoadmapStanding.objects.get(epci=joining).adopted_on is None
    confirmed = confirm_adoption(roadmap, by=make_user(), at=AT)
    assert (confirmed.confirmed_version, confirmed.confirmed_at) == (1, AT)
    assert state() == (adoption, adoption, 1, 0)
    assert RoadmapStanding.objects.get(epci=joining).adopted_on == adoption
    with pytest.raises(DomainError, match="n’attend d’être confirmée"):
        confirm_adoption(roadmap, by=make_user(), at=AT)


def test_a_later_version_waits_again_and_what_counted_stays(departmental):
    roadmap = local(departmental, taking=2)
    adopted(roadmap)
    make_axis(Roadmap.objects.get(pk=roadmap.pk), "Émergent")
    later = make_adopted(
        Roadmap.objects.get(pk=roadmap.pk), on=date(2025, 1, 10), confirmed=False, by=make_user()
    )
    versions = RoadmapVersion.objects.filter(roadmap=roadmap).order_by("number")
    assert [one.is_confirmed for one in versions] == [True, False] and later in versions
    assert RoadmapStanding.objects.get().adopted_on == date(2024, 6, 1)
    assert list(Roadmap.objects.to_confirm()) == [roadmap]
    with pytest.raises(IntegrityError, match="roadmap_confirmed_when"), transaction.atomic():
        Roadmap.objects.filter(pk=roadmap.pk).update(confirmed_at=None)
