"""Adoption: refused with the sentence, frozen when it is done, confirmed or withdrawn."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from funding.posts.rules.local_roadmaps import local_roadmaps
from inclusion.core import states
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.states import TransitionRefused
from roadmaps.adoption.actions import adopt, confirm_adoption, seal_of, withdraw_adoption
from roadmaps.adoption.queries import public_roadmaps
from roadmaps.coverage.queries import coverage_on
from roadmaps.enums import AdoptionState, RoadmapState
from roadmaps.models import Roadmap, RoadmapVersion
from roadmaps.plans.actions.axes import adopt_departmental_axis
from roadmaps.plans.actions.roadmaps import change_roadmap, close_roadmap, note_drafted, set_minimum_axes
from roadmaps.plans.models.versions import adoption_conditions
from roadmaps.progress.queries import board_of, matrix_of
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
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db


@setup_data(in_scope=True)
def network():
    return make_network()


@setup_data
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


def registered(epci=None):
    """What the posts read of the roadmaps of an intercommunalité: title, drafted on, adopted on, waits."""
    known = local_roadmaps([(epci or make_epci()).pk])
    return [(one.title, one.drafted_on, one.adopted_on, one.waits) for one in known.get((epci or make_epci()).pk, [])]


def test_two_axes_taken_up_are_adopted_and_read_by_the_posts(departmental):
    version = adopted(local(departmental, taking=2))
    assert (version.number, version.state) == (1, AdoptionState.CONFIRMED)
    assert Roadmap.objects.get(pk=version.roadmap_id).state == RoadmapState.ADOPTED
    assert version.sha256 == seal_of(version.content)
    assert [axis["taken_up"] is not None for axis in version.content["axes"]] == [True, True, False]
    day = date(2024, 6, 1)
    assert registered() == [(version.roadmap.title, day, day, False)]


def test_the_network_sets_the_number(departmental, network):
    set_minimum_axes(network, minimum=3, by=make_user(), at=AT)
    roadmap = local(departmental, taking=2)
    with pytest.raises(TransitionRefused, match="2\u00a0axes départementaux distincts repris\u00a0: il en faut 3"):
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
        with pytest.raises(DatabaseError), transaction.atomic():
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


def test_each_of_two_roadmaps_of_one_intercommunalite_has_its_own_days(departmental):
    """And who joins the territory later reads the same."""
    first = local(departmental, taking=2)
    adopted(first)
    second = make_local(departmental, "Seconde", territories=[make_epci()], has_content=False)
    note_drafted(second, on=date(2026, 6, 22), confirmed=True, by=make_user(), at=AT)
    assert registered() == [
        (first.title, date(2024, 6, 1), date(2024, 6, 1), False),
        ("Seconde", date(2026, 6, 22), None, False),
    ]
    joining = make_epci("200000002", "Pays de Duras")
    change_roadmap(second, territories=[make_epci(), joining], by_coordination=True, by=make_user(), at=AT)
    assert registered(joining) == [("Seconde", date(2026, 6, 22), None, False)]


def counts(epci=None):
    """Whether the posts of an intercommunalité count a roadmap as drafted, and as adopted."""
    known = local_roadmaps([(epci or make_epci()).pk]).get((epci or make_epci()).pk, [])
    return any(one.counts_as_drafted for one in known), any(one.counts_as_adopted for one in known)


def test_the_territory_alone_meets_no_condition_by_a_day_of_drafting(departmental):
    """Refused without an action, before its beginning, after its adoption; noted, it waits for the coordination."""
    by = make_user()
    noted = {"confirmed": False, "by": by, "at": AT}
    today = timezone.localdate(AT)
    empty = make_local(departmental, territories=[make_epci()])
    with pytest.raises(DomainError, match="pas encore d’axe avec une action"):
        note_drafted(empty, on=today, **noted)
    make_axis(empty)
    with pytest.raises(DomainError, match="pas encore d’axe avec une action"):
        note_drafted(empty, on=today, **noted | {"confirmed": True})
    roadmap = local(departmental, taking=2)
    for day, said in ((today - timedelta(1), "Elle a été commencée"), (today + timedelta(1), "est à venir")):
        with pytest.raises(DomainError, match=said) as refused:
            note_drafted(roadmap, on=day, **noted)
        assert refused.value.field == "on"
    note_drafted(roadmap, on=today, **noted)
    days = {title: drafted_on for title, drafted_on, *_ in registered()}
    assert (counts(), days[roadmap.title]) == ((False, False), today)
    assert list(Roadmap.objects.drafted_to_confirm()) == [roadmap]
    done = note_drafted(roadmap, on=today, confirmed=True, by=by, at=AT)
    assert (done.drafted_confirmed_at, done.drafted_confirmed_by) == (AT, by)
    assert (counts(), Roadmap.objects.drafted_to_confirm().count()) == ((True, False), 0)
    with pytest.raises(DomainError, match="La coordination a confirmé ce jour"):
        note_drafted(roadmap, on=None, **noted)
    note_drafted(roadmap, on=None, confirmed=True, by=by, at=AT)
    assert counts() == (False, False)
    adopted(roadmap)
    with pytest.raises(DomainError, match="Elle est adoptée depuis le 1er juin 2024"):
        note_drafted(roadmap, on=date(2024, 6, 2), confirmed=True, by=by, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Roadmap.objects.filter(pk=empty.pk).update(drafted_confirmed_at=AT, drafted_confirmed_by=by)


def test_a_withdrawn_adoption_leaves_no_day_of_drafting_behind(departmental):
    roadmap, by = local(departmental, taking=2), make_user()
    waiting = adopted(roadmap, confirmed=False)
    assert counts() == (False, False)
    withdraw_adoption(waiting, reason="Rien n’a été voté", by=by, at=AT)
    assert (counts(), registered()) == ((False, False), [(roadmap.title, None, None, False)])
    wrong = adopted(roadmap)
    assert counts() == (True, True)
    withdraw_adoption(wrong, reason="Rien n’a été voté", by=by, at=AT)
    assert (counts(), registered()) == ((False, False), [(roadmap.title, None, None, False)])


def test_a_local_adoption_counts_under_an_adopted_departmental_one(departmental):
    """Withdrawn, what is below is drafted for posts and adopted for coverage; adopted anew, it counts again."""
    roadmap, by = local(departmental, taking=2), make_user()
    adopted(roadmap)
    assert counts() == (True, True)
    withdraw_adoption(departmental.versions.get(), reason="Débattue seulement", by=by, at=AT)
    assert counts() == (True, False)
    make_commune("47157", "Marmande", ("47200",), epci=make_epci())
    assert [one.adopted for one in coverage_on(DAY)] == [[roadmap]]
    make_adopted(Roadmap.objects.get(pk=departmental.pk), by=by)
    assert counts() == (True, True)


@pytest.mark.parametrize("how", ["closed", "past"])
def test_one_that_is_over_opens_nothing_new_and_its_adoption_stays(departmental, how):
    """Posts and coverage read the same: no agreement is signed on it, nobody is covered by it, later years are paid."""
    make_commune("47157", "Marmande", ("47200",), epci=make_epci())
    roadmap, by = local(departmental, taking=2), make_user()
    adopted(roadmap)
    assert ((True, True), [[roadmap]]) == (counts(), [one.adopted for one in coverage_on(DAY)])
    if how == "closed":
        close_roadmap(roadmap, by=by, at=AT)
    else:
        Roadmap.objects.filter(pk=roadmap.pk).update(end=date(2026, 11, 1))
    assert (counts(), [one.adopted for one in coverage_on(DAY)]) == ((False, True), [[]])
    later = make_local(departmental, "La suivante", territories=[make_epci()], has_content=False)
    note_drafted(later, on=date(2026, 11, 2), confirmed=True, by=by, at=AT)
    assert counts() == (True, True)
    assert [title for title, *_ in registered()] == ["La suivante", roadmap.title]


@pytest.mark.parametrize("noted", ["drafted", "waiting", "confirmed"])
def test_the_territory_widens_nothing_that_counts(departmental, noted):
    """Its territory and what it is under are fixed once it is noted; the coordination changes them, not the past."""
    roadmap, by = local(departmental, taking=2), make_user()
    joining = make_epci("200000002", "Pays de Duras")
    does = {"by": by, "at": AT}
    change_roadmap(roadmap, territories=[joining], by_coordination=False, **does)
    change_roadmap(roadmap, territories=[make_epci()], by_coordination=False, **does)
    if noted == "drafted":
        note_drafted(roadmap, on=timezone.localdate(AT), confirmed=False, **does)
    else:
        adopted(roadmap, confirmed=noted == "confirmed")
    for change in ({"territories": [make_epci(), joining]}, {"territories": []}, {"parent": None}):
        with pytest.raises(DomainError, match="seule la coordination change son territoire"):
            change_roadmap(roadmap, by_coordination=False, **change, **does)
    change_roadmap(
        roadmap, title="Mieux dite", territories=[make_epci()], parent=departmental, by_coordination=False, **does
    )
    change_roadmap(roadmap, territories=[make_epci(), joining], by_coordination=True, **does)
    assert counts(joining) == (False, False)
    assert counts() == ((True, True) if noted == "confirmed" else (False, False))
    if noted == "confirmed":  # the council of the one that joined adopts it as well: the next version
        make_adopted(roadmap, on=date(2024, 7, 1), by=by)
        assert (counts(joining), registered(joining)[0][2]) == ((True, True), date(2024, 7, 1))
        assert registered()[0][2] == date(2024, 6, 1)


@pytest.mark.parametrize("whose", ["other", "department"])
def test_only_a_body_of_the_territory_adopts_a_local_roadmap(departmental, whose):
    roadmap = local(departmental, taking=2)
    does = {"on": date(2024, 6, 1), "minutes": make_minutes(), "confirmed": True, "by": make_user(), "at": AT}
    strange = {"epci": make_epci("200000002", "Pays de Duras")} if whose == "other" else {}
    with pytest.raises(DomainError, match="n’est pas une instance de ce territoire") as refused:
        adopt(roadmap, body=make_body(**strange), **does)
    assert refused.value.field == "body"
    with pytest.raises(DomainError, match="n’est pas une instance de ce territoire"):
        adopt(departmental, body=make_body(epci=make_epci()), **does | {"on": date(2025, 6, 1)})
    assert adopt(roadmap, body=make_body(epci=make_epci()), **does).number == 1


DAY = date(2026, 11, 24)


def counted(roadmap):
    """Where a local roadmap counts: its state, the posts, coverage, roll-up, territories by axis, what is public."""
    above = Roadmap.objects.get(pk=roadmap.parent_id)
    everything = Roadmap.objects.all()
    coverage = next(one for one in coverage_on(DAY) if one.epci == make_epci())
    return {
        "state": str(Roadmap.objects.get(pk=roadmap.pk).state),
        "posts": any(one.counts_as_adopted for one in local_roadmaps([make_epci().pk])[make_epci().pk]),
        "coverage": bool(coverage.adopted),
        "roll-up": bool(board_of(above, seen=everything, today=DAY).adopted),
        "matrix": sum(matrix_of(above, seen=everything, today=DAY).reached) > 0,
        "public": public_roadmaps().filter(pk=roadmap.pk).exists(),
    }


def nowhere(state="draft"):
    return {"state": state, **dict.fromkeys(("posts", "coverage", "roll-up", "matrix", "public"), False)}


EVERYWHERE = {"state": "adopted", **dict.fromkeys(("posts", "coverage", "roll-up", "matrix", "public"), True)}


def test_an_adoption_counts_nowhere_before_it_is_confirmed_nor_once_it_is_withdrawn(departmental):
    roadmap, by = local(departmental, taking=2), make_user()
    make_commune("47157", "Marmande", ("47200",), epci=make_epci())
    version = adopted(roadmap, confirmed=False)
    assert counted(roadmap) == nowhere()
    assert list(Roadmap.objects.to_confirm()) == [roadmap]
    confirmed = confirm_adoption(version, by=by, at=AT)
    assert (confirmed.state, confirmed.confirmed_at, confirmed.confirmed_by) == ("confirmed", AT, by)
    assert counted(roadmap) == EVERYWHERE
    with pytest.raises(DomainError, match="n’attend pas d’être confirmée"):
        confirm_adoption(version, by=by, at=AT)
    with pytest.raises(DomainError, match="Indiquez pourquoi"):
        withdraw_adoption(version, reason="  ", by=by, at=AT)
    gone = withdraw_adoption(version, reason="Le conseil a  seulement débattu", by=by, at=AT)
    assert (gone.state, gone.withdrawn_reason) == ("withdrawn", "Le conseil a seulement débattu")
    assert [one.to_state for one in states.history(gone)] == ["withdrawn", "confirmed"]
    assert counted(roadmap) == nowhere()
    line = JournalEntry.objects.get(verb="roadmap.withdrawn")
    assert line.details["reason"] == "Le conseil a seulement débattu"
    with pytest.raises(DomainError, match="déjà retirée"):
        withdraw_adoption(version, reason="Encore", by=by, at=AT)
    assert adopted(roadmap).number == 2


def test_one_that_waits_is_withdrawn_and_the_next_one_is_noted(departmental):
    roadmap, by = local(departmental, taking=2), make_user()
    version = adopted(roadmap, confirmed=False)
    with pytest.raises(DomainError, match="La version 1 attend déjà"):
        adopted(roadmap)
    withdraw_adoption(version, reason="Mauvaise date", by=by, at=AT)
    assert Roadmap.objects.to_confirm().count() == 0
    assert make_adopted(roadmap, on=date(2024, 5, 1), by=by).number == 2  # an earlier day than what is withdrawn
    assert registered()[0][2] == date(2024, 5, 1)


def test_a_later_version_waits_and_what_counted_stays(departmental):
    roadmap = local(departmental, taking=2)
    first = adopted(roadmap)
    make_axis(Roadmap.objects.get(pk=roadmap.pk), "Émergent")
    later = make_adopted(Roadmap.objects.get(pk=roadmap.pk), on=date(2025, 1, 10), confirmed=False, by=make_user())
    assert Roadmap.objects.get(pk=roadmap.pk).state == RoadmapState.ADOPTED
    assert registered()[0][2:] == (date(2024, 6, 1), True)
    assert list(Roadmap.objects.to_confirm()) == [roadmap]
    confirm_adoption(later, by=make_user(), at=AT)
    with pytest.raises(DomainError, match="elle seule peut la retirer"):
        withdraw_adoption(later, reason="Trop tard", confirmed_too=False, by=make_user(), at=AT)
    withdraw_adoption(first, reason="Notée deux fois", by=make_user(), at=AT)
    assert Roadmap.objects.get(pk=roadmap.pk).state == RoadmapState.ADOPTED
    assert registered()[0][2:] == (date(2025, 1, 10), False)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE roadmaps_roadmap SET state = 'adopted' WHERE level = 'local'",
        "UPDATE roadmaps_roadmapversion SET state = 'confirmed' WHERE state = 'waiting'",
        "UPDATE roadmaps_roadmapversion SET state = 'confirmed', confirmed_at = at, confirmed_by_id = by_id"
        " WHERE state = 'waiting'",
        "UPDATE roadmaps_roadmapversion SET adopted_on = '2024-01-01'",
        "UPDATE roadmaps_roadmapversion SET state = 'waiting', confirmed_at = NULL, confirmed_by_id = NULL",
        "DELETE FROM roadmaps_roadmapversion",
    ],
)
def test_the_database_lets_nobody_write_an_adoption_by_hand(departmental, change):
    """A roadmap is adopted and its version confirmed together, or not at all; nothing else of a version changes."""
    adopted(local(departmental, taking=2), confirmed=False)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_roadmap_without_content_is_noted_and_adopted_by_the_same_actions(departmental):
    by = make_user()
    roadmap = make_local(departmental, "Des Mauges", territories=[make_epci()], has_content=False, by=by)
    with pytest.raises(DomainError, match="notée sans son contenu"):
        make_axis(roadmap)
    note_drafted(roadmap, on=date(2024, 5, 2), confirmed=True, by=by, at=AT)
    version = make_adopted(roadmap, on=date(2024, 6, 1), by=by)
    assert registered() == [("Des Mauges", date(2024, 5, 2), date(2024, 6, 1), False)]
    assert version.minutes.kind == "roadmap_minutes"
    assert not public_roadmaps().filter(pk=roadmap.pk).exists()
    alone = make_local(None, "Seule", territories=[make_epci()], has_content=False, by=by)
    with pytest.raises(TransitionRefused, match="Rattachez-la à la feuille de route départementale"):
        make_adopted(alone, on=date(2024, 6, 1), by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Roadmap.objects.filter(pk=departmental.pk).update(has_content=False)
