"""Aids are opened, commissions called and decided, sessions planned and noted: the pages of who decides."""

from datetime import timedelta

import pytest
from django.utils import timezone

from equipment.family_aid.actions import sessions as training
from equipment.family_aid.enums import AidState, Attendance
from equipment.models import AidCommission, AidProgramme, FamilyAid, SessionAttendance, TrainingSession
from equipment.refurbishing.enums import DeviceState
from funding.spending.actions.funded_actions import open_funded_action
from inclusion.core.french.periods import civil_year
from inclusion.core.registry.links import action_outcomes
from tests.builders import AT
from tests.equipment.aid_builders import (
    make_accepted,
    make_aid,
    make_commission,
    make_device,
    make_given,
    make_programme,
    make_session,
)
from tests.funding.builders import make_fund
from tests.pages import address, plain, words
from tests.setup_data import setup_data

#: The clock of the portal is stopped: the day that a test reads is the one that the page reads.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@setup_data
def by(cast):
    return cast["coordinator"].user


@pytest.fixture
def client(client_of):
    return client_of("coordinator")


@setup_data
def programme(scope, cast):
    return make_programme("Un ordinateur pour la famille")


# -- Aids ----------------------------------------------------------------------------------------


def test_the_page_of_the_action_that_pays_an_aid_shows_what_came_of_it(client, client_of, cast, scope, by):
    action = open_funded_action(make_fund(), name="Équiper les familles", on=AT.date(), by=by, at=AT)
    assert "Équiper les familles, " in words(client.get(address("aid_programme_add")))
    sent = {"name": "Un ordinateur", "sessions_promised": "3", "payer_key": f"funding.fundedaction:{action.pk}"}
    answer = words(client.post(address("aid_programme_add"), sent, follow=True))
    assert "est ouverte : des familles peuvent être proposées" in answer
    programme = AidProgramme.objects.get()
    assert programme.payer_label.startswith("Équiper les familles, ")
    make_given(programme, by=by)
    page = words(client.get(address("fund_action", action.pk)))
    assert "Familles aidées</dt><dd>1</dd>" in page
    hidden = words(client_of("operator").get(address("fund_action", action.pk)))
    assert "Familles aidées</dt><dd>masqué, trop peu de familles</dd>" in hidden
    year = civil_year(AT.year)
    assert plain(action_outcomes([action], *year)[action.pk][0].text) == "Non montré : moins de 5 familles."
    for _ in range(4):
        make_given(programme, by=by)
    text = words(client_of("operator").get(address("fund_action", action.pk)))
    assert "Familles aidées</dt><dd>5</dd>" in text
    assert plain(action_outcomes([action], *year)[action.pk][0].text) == "5 ordinateurs remis."
    assert action_outcomes([action], *civil_year(AT.year - 1)) == {}


def test_a_wrong_aid_keeps_what_was_typed(client, programme):
    page = words(client.post(address("aid_programme_add"), {"name": str(programme), "sessions_promised": "3"}))
    assert "Une aide porte déjà ce nom." in page
    page = words(client.post(address("aid_programme_add"), {"name": "Autre", "sessions_promised": "0"}))
    assert 'value="Autre"' in page
    gone = {"name": "Autre", "sessions_promised": "2", "payer_key": "funding.fundedaction:999"}
    assert AidProgramme.objects.count() == 1
    assert client.post(address("aid_programme_add"), gone).status_code == 200


def test_an_aid_is_changed_closed_and_opened_again(client, client_of, programme):
    sent = {"name": "Deux ordinateurs", "sessions_promised": "2", "commitment": "à donner des nouvelles"}
    client.post(address("aid_programme_edit", programme.pk), sent)
    assert "Deux ordinateurs" in words(client_of("school").get(address("aid_programme_detail", programme.pk)))
    url = address("aid_programme_close", programme.pk)
    assert "Plus aucune famille" in words(client.get(url))
    assert "ne prend plus de familles" in words(client.post(url, follow=True))
    assert "Rouvrir cette aide" in words(client.get(url))
    assert "de nouveau des familles" in words(client.post(url, follow=True))


# -- Commissions ---------------------------------------------------------------------------------


def test_a_commission_is_called_decided_in_one_grid_and_closed(client, programme, by):
    yes, no, later = (make_aid(programme, by=by) for _ in range(3))
    make_device(state=DeviceState.READY, by=by)
    assert "3 familles attendent une commission" in words(client.get(address("aid_commission_list")))
    today = timezone.localdate().isoformat()
    sent = {"programme": programme.pk, "held_on": today, "place": "Agen", "members": "Mme Témoin"}
    answer = words(client.post(address("aid_commission_add"), sent, follow=True))
    assert "3 familles y sont inscrites" in answer
    assert "Ordinateur portable</b> : 1 prêt à partir, 0 accordé et pas encore remis" in answer
    commission = AidCommission.objects.get()
    url = address("aid_commission_decide", commission.pk)
    assert "3 familles à décider" in words(client.get(url))
    said = {
        f"answer_{yes.pk}": "yes",
        f"reason_{yes.pk}": "Prioritaire",
        f"answer_{no.pk}": "no",
        f"answer_{later.pk}": "later",
    }
    page = words(client.post(url, said))
    assert "Indiquez pourquoi, pour que l’organisme" in page
    assert 'value="Prioritaire"' in page
    assert FamilyAid.objects.to_decide().count() == 3
    answer = words(client.post(url, {**said, f"reason_{no.pk}": "A déjà un ordinateur."}, follow=True))
    assert "1 aide accordée, 1 refusée, 1 reportée" in answer
    assert "Familles encore en attente" in answer
    put = address("aid_commission_put", commission.pk)
    assert "Cochez au moins une famille" in words(client.post(put, follow=True))
    assert "1 famille est inscrite" in words(client.post(put, {"aids": [later.pk]}, follow=True))
    close = address("aid_commission_close", commission.pk)
    assert "1 famille n’a pas de décision" in words(client.post(close, {"minutes": "Tout dit."}))
    client.post(url, {f"answer_{later.pk}": "yes"})
    assert "La commission est close" in words(client.post(close, {"minutes": "Tout dit."}, follow=True))
    for asked in ("", "?noms=1"):
        paper = client.get(address("aid_commission_minutes", commission.pk) + asked)
        assert paper.content.startswith(b"%PDF")
    assert "ne change plus" in words(client.post(address("aid_commission_edit", commission.pk), sent))


def test_what_was_decided_meanwhile_is_shown(client, programme, by):
    aid = make_aid(programme, by=by)
    commission = make_commission(programme, held_on=AT.date())
    FamilyAid.objects.filter(pk=aid.pk).update(commission=commission)
    url = address("aid_commission_decide", commission.pk)
    assert "Choisissez une réponse" in words(client.post(url, {}))
    client.post(url, {f"answer_{aid.pk}": "yes"})
    assert FamilyAid.objects.get().state == AidState.ACCEPTED
    assert "Toutes les familles sont décidées" in words(client.get(url))


# -- Sessions ------------------------------------------------------------------------------------


def planned(programme, **changed):
    day = timezone.localdate() + timedelta(days=6)
    return {
        "programme": programme.pk,
        "title": "Pronote",
        "day": day.isoformat(),
        "hour": "17:30",
        "minutes": "90",
        "place": "Médiathèque",
        "seats": "8",
        **changed,
    }


def test_a_session_is_planned_changed_and_cancelled(client, programme):
    assert "Prévoir une séance" in words(client.get(address("training_session_add")))
    past = planned(programme, day="2020-01-07")
    page = words(client.post(address("training_session_add"), past))
    assert "déjà passé" in page
    assert "17:30" in page
    client.post(address("training_session_add"), planned(programme))
    session = TrainingSession.objects.get()
    assert timezone.localtime(session.starts_at).strftime("%H:%M") == "17:30"
    assert "17:30" in words(client.get(address("training_session_edit", session.pk)))
    client.post(address("training_session_edit", session.pk), planned(programme, seats="4"))
    session.refresh_from_db()
    assert session.seats == 4
    assert "Annuler la séance" in words(client.get(address("training_session_cancel", session.pk)))
    assert "La séance est annulée" in words(client.post(address("training_session_cancel", session.pk), follow=True))


def test_presences_are_noted_by_the_trainer_and_end_a_path(client_of, cast, scope, by):
    programme = make_programme(sessions_promised=1)
    aid = make_given(programme, by=by)
    session = make_session(
        programme, starts_at=timezone.now() + timedelta(hours=2), trainer=cast["training_place"].partner
    )
    row = training.register(session, aid, by=by, at=timezone.now())
    client, url = client_of("training_place"), address("training_session_attendance", session.pk)
    assert "à partir du début" in words(client.get(url))
    assert "se notent à partir de ce moment" in words(client.post(url, {f"a{row.pk}": "present"}))
    TrainingSession.objects.update(starts_at=timezone.now() - timedelta(hours=1))
    assert "Notez les présences" in words(client.get(address("network_home")))
    assert "Ce que vous avez saisi est gardé" in words(client.post(url, {f"a{row.pk}": "ailleurs"}))
    answer = words(client.post(url, {f"a{row.pk}": "expected"}, follow=True))
    assert "Aucune présence n’est notée pour l’instant." in answer
    answer = words(client.post(url, {f"a{row.pk}": "present"}, follow=True))
    assert "Les présences sont notées. 1 parcours est terminé." in answer
    assert FamilyAid.objects.get().state == AidState.COMPLETED
    assert client.get(address("training_session_sheet", session.pk)).content.startswith(b"%PDF")


def test_who_cannot_be_written_to_is_called_and_that_is_noted(client_of, cast, programme, by):
    aid = make_accepted(programme, proposed_for=cast["school"].partner, by=by)
    session = make_session(programme, starts_at=timezone.now() + timedelta(hours=20))
    row = training.register(session, aid, by=by, at=timezone.now())
    client = client_of("school")
    assert "Rappelez sa séance à Jeanne E." in words(client.get(address("network_home")))
    url = address("training_session_detail", session.pk)
    assert "À appeler avant la séance" in words(client.get(url))
    called = address("training_session_called", row.pk)
    assert client_of("prescriber").post(called).status_code == 404
    assert "cette famille est prévenue" in words(client.post(called, follow=True))
    assert "À appeler" not in words(client.get(url))
    SessionAttendance.objects.update(mailed_at=None)
    training.note_attendance(session, {row.pk: Attendance.PRESENT}, by=by, at=session.starts_at)
    assert "déjà notée" in words(client.post(called, follow=True))


# -- What waits ----------------------------------------------------------------------------------


def test_each_home_page_says_what_waits(client_of, cast, programme, by):
    make_aid(programme, by=by)
    make_accepted(programme, proposed_for=cast["school"].partner, by=by)
    make_device(state=DeviceState.READY, by=by)
    page = words(client_of("coordinator").get(address("network_home")))
    assert "1 famille attend une décision" in page
    assert "1 famille attend un appareil" in page
    assert "L’appareil de Jeanne est prêt" in words(client_of("school").get(address("network_home")))
    assert "L’appareil de Jeanne" not in words(client_of("prescriber").get(address("network_home")))


def test_the_entry_is_shown_where_an_aid_is_open_and_to_who_decides(client_of, cast, scope):
    for role, shown in (("coordinator", True), ("school", False)):
        assert ("Aide aux familles" in words(client_of(role).get(address("network_home")))) == shown
    make_programme()
    assert "Aide aux familles" in words(client_of("school").get(address("network_home")))
    page = words(client_of("coordinator").get(address("training_session_list")))
    assert page.count('aria-current="page"') == 2  # the entry and the tab, none of another part
