"""Families: proposed, followed, given a device; each page by who opens it, and what a wrong form keeps."""

from datetime import timedelta

import pytest
from django.utils import timezone

from equipment.family_aid.actions import sessions as training
from equipment.family_aid.enums import AidState, Attendance
from equipment.models import FamilyAid, SessionAttendance
from equipment.refurbishing.enums import DeviceKind, DeviceState
from inclusion.core.scope import scoped_to
from inclusion.people.models import Beneficiary
from tests.builders import make_person
from tests.equipment.aid_builders import make_accepted, make_aid, make_device, make_given, make_programme, make_session
from tests.pages import address, words
from tests.setup_data import setup_data

#: The clock of the portal is stopped: the day that a test reads is the one that the page reads.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

NEW = {
    "first_name": "Amina",
    "last_name": "Témoin",
    "phone": "05 53 00 00 00",
    "kind": "laptop",
    "children": "2",
    "situation": "Aucun ordinateur pour le collège.",
    "consent": "on",
}


@setup_data
def by(cast):
    return cast["coordinator"].user


@setup_data
def programme(scope, cast):
    return make_programme("Un ordinateur pour la famille")


@setup_data
def aid(programme, cast, by):
    """A family of the cast's school that was accepted."""
    return make_accepted(programme, proposed_for=cast["school"].partner, by=by, situation="Trois enfants.")


def soon(programme, days=4, **fields):
    return make_session(programme, starts_at=timezone.now() + timedelta(days=days), **fields)


# -- Proposals -----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["school", "prescriber"])
def test_a_new_family_is_proposed_in_one_form_by_a_school_or_a_social_worker(client_of, cast, programme, role):
    page = words(client_of(role).get(address("family_aid_propose")))
    assert "Prénom du parent" in page
    answer = client_of(role).post(address("family_aid_propose"), {**NEW, "programme": programme.pk}, follow=True)
    assert "La famille d’Amina Témoin est proposée" in words(answer)
    aid = FamilyAid.objects.get()
    assert (aid.proposed_for, aid.children, aid.kind) == (cast[role].partner, 2, DeviceKind.LAPTOP)
    assert aid.person.followed_by == cast[role].partner


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"phone": ""}, "Donnez un téléphone ou une adresse électronique"),
        ({"consent": ""}, "Sans l’accord de la personne"),
        ({"situation": ""}, "Ce champ est obligatoire"),
        ({"children": "200"}, "20"),
        ({"birth_year": "19"}, "sur quatre chiffres"),
        ({"kind": "screen"}, "screen"),
    ],
)
def test_a_wrong_proposal_opens_nothing_and_keeps_what_was_typed(client_of, programme, wrong, sentence):
    answer = client_of("school").post(address("family_aid_propose"), {**NEW, "programme": programme.pk, **wrong})
    page = words(answer)
    assert sentence in page
    assert "Ce que vous avez saisi est gardé" in page
    assert 'value="Amina"' in page
    assert not Beneficiary.objects.exists()


def test_somebody_known_is_shown_first_and_proposed_by_one_button_with_what_was_typed(client_of, cast, programme, by):
    school = cast["school"].partner
    known = make_person(school, by=by, first_name="Amina", last_name="Témoin", birth_year=None)
    client, typed = client_of("school"), {**NEW, "programme": programme.pk}
    page = words(client.post(address("family_aid_propose"), typed))
    assert "Est-ce la même personne ?" in page
    assert not FamilyAid.objects.exists()
    client.post(address("family_aid_propose"), {**typed, "person": known.pk})
    aid = FamilyAid.objects.get()
    assert (aid.person, aid.situation) == (known, NEW["situation"])
    assert Beneficiary.objects.count() == 1


def test_somebody_else_is_declared_distinct(client_of, cast, programme, by):
    known = make_person(cast["school"].partner, by=by, first_name="Amina", last_name="Témoin", birth_year=None)
    typed = {**NEW, "programme": programme.pk, "different_from": str(known.pk)}
    client_of("school").post(address("family_aid_propose"), typed)
    assert FamilyAid.objects.get().person != known


def test_the_name_being_typed_shows_own_people_alone(client_of, cast, programme, by):
    make_person(cast["prescriber"].partner, by=by, first_name="Amina", last_name="Témoin")
    typed = {"first_name": "Amina", "last_name": "Témoin"}
    assert "Est-ce" in words(client_of("prescriber").get(address("family_aid_alike"), typed))
    assert "Est-ce" not in words(client_of("school").get(address("family_aid_alike"), typed))


def test_a_person_is_proposed_from_their_page_and_nobody_else_s(client_of, cast, programme, by):
    person = make_person(cast["prescriber"].partner, by=by)
    page = words(client_of("prescriber").get(address("person_detail", person.pk)))
    assert f"?personne={person.pk}" in page
    asked = f"{address('family_aid_propose')}?personne={person.pk}"
    assert "Proposer la famille de Jeanne Exemple" in words(client_of("prescriber").get(asked))
    assert client_of("school").get(asked).status_code == 404
    assert client_of("prescriber").get(f"{address('family_aid_propose')}?personne=x").status_code == 404
    sent = {name: NEW[name] for name in ("kind", "children", "situation")} | {"programme": programme.pk}
    assert client_of("prescriber").post(asked, sent).status_code == 302
    again = words(client_of("prescriber").post(asked, sent))
    assert "a déjà une aide de ce programme" in again


def test_no_family_is_proposed_where_no_aid_is_open(client_of, cast, scope):
    assert "Aucune aide n’est ouverte" in words(client_of("school").get(address("family_aid_propose")))


def test_a_proposal_is_changed_and_withdrawn_by_who_made_it(client_of, cast, programme, by):
    aid = make_aid(programme, proposed_for=cast["school"].partner, by=by)
    client = client_of("school")
    sent = {"kind": "tablet", "children": "1", "situation": "Une tablette suffit."}
    client.post(address("family_aid_edit", aid.pk), sent)
    aid.refresh_from_db()
    assert (aid.kind, aid.situation) == ("tablet", "Une tablette suffit.")
    assert "Ce champ est obligatoire" in words(client.post(address("family_aid_withdraw", aid.pk), {"reason": ""}))
    answer = client.post(address("family_aid_withdraw", aid.pk), {"reason": "Déménagement"}, follow=True)
    assert "La proposition est retirée" in words(answer)
    assert "elle ne change plus" in words(client.post(address("family_aid_edit", aid.pk), sent))


# -- Who sees whom -------------------------------------------------------------------------------


def test_a_school_never_sees_the_family_of_another(client_of, cast, programme, by, aid):
    other = make_aid(programme, by=by, person=make_person(aid.proposed_for, by=by, first_name="Zoé"))
    page = words(client_of("school").get(address("family_aid_list")))
    assert "Jeanne Exemple" in page
    assert "Zoé" not in page
    for name in ("family_aid_detail", "family_aid_edit", "family_aid_withdraw", "family_aid_outcome"):
        assert client_of("school").get(address(name, other.pk)).status_code == 404
    session = soon(programme)
    other = make_accepted(programme, by=by)
    training.register(session, other, by=by, at=timezone.now())
    empty = soon(programme, 5)
    assert "Aucune famille inscrite" in words(client_of("school").get(address("training_session_detail", empty.pk)))
    assert "Aucune des vôtres n’est inscrite" in words(
        client_of("school").get(address("training_session_detail", session.pk))
    )
    assert "Jeanne Exemple" in words(client_of("coordinator").get(address("training_session_detail", session.pk)))


def test_a_trainer_reads_a_first_name_and_an_initial_and_its_own_sessions_alone(client_of, cast, programme, by, aid):
    own = soon(programme, trainer=cast["training_place"].partner)
    other = soon(programme, title="Ailleurs")
    client = client_of("training_place")
    training.register(own, aid, by=by, at=timezone.now())
    pages = [
        client.get(address("family_aid_list")),
        client.get(address("family_aid_detail", aid.pk)),
        client.get(address("training_session_detail", own.pk)),
        client.get(address("training_session_attendance", own.pk)),
    ]
    for page in map(words, pages):
        assert "Jeanne E." in page
        assert "Jeanne Exemple" not in page
        assert "Trois enfants" not in page
    assert "Ailleurs" not in words(client.get(address("training_session_list")))
    offered = client.get(address("aid_programme_detail", programme.pk)).content.decode()
    assert address("training_session_detail", own.pk) in offered
    assert "Ailleurs" not in offered and address("training_session_detail", other.pk) not in offered
    for name in ("training_session_detail", "training_session_attendance", "training_session_sheet"):
        assert client.get(address(name, other.pk)).status_code == 404
    exported = client.get(address("family_aid_list"), {"export": "csv"}).content.decode()
    assert "Jeanne E." in exported
    assert "Jeanne Exemple" not in exported


# -- The device and the path ---------------------------------------------------------------------


def test_a_device_is_given_with_its_receipt(client_of, cast, aid, by):
    url = address("family_aid_give", aid.pk)
    assert "Aucun appareil n’est prêt" in words(client_of("bank_manager").get(url))
    device = make_device(state=DeviceState.READY, by=by)
    make_device(state=DeviceState.GRADED, by=by, number="PAS-PRET")
    page = words(client_of("bank_manager").get(url))
    assert device.number in page
    assert "PAS-PRET" not in page
    wrong = words(client_of("bank_manager").post(url, {"device": device.pk, "left_on": "2099-01-01"}))
    assert "n’est pas encore passé" in wrong
    today = timezone.localdate().isoformat()
    answer = client_of("bank_manager").post(url, {"device": device.pk, "left_on": today}, follow=True)
    assert "Imprimez le reçu" in words(answer)
    receipt = client_of("school").get(address("family_aid_receipt", aid.pk))
    assert receipt.content.startswith(b"%PDF")
    assert client_of("school").get(address("family_aid_receipt", aid.pk)).content == receipt.content
    again = {"device": make_device(state=DeviceState.READY, by=by).pk, "left_on": today}
    assert "celle-ci est « appareil remis »" in words(client_of("bank_manager").post(url, again))


def test_a_family_is_put_on_sessions_and_a_full_one_is_refused(client_of, cast, aid, programme):
    session, full = soon(programme), soon(programme, 5, title="Complète", seats=1)
    client, url = client_of("school"), address("family_aid_register", aid.pk)
    page = words(client.get(address("family_aid_detail", aid.pk)))
    assert "Choisir 3 séances" in page
    answer = words(client.post(url, {"session": session.pk}, follow=True))
    assert "est inscrite à « Pronote et messagerie »" in answer
    assert "1 à venir, 2 à choisir" in answer
    assert "n’est plus attendue" in words(client.post(url, {"session": session.pk, "leave": "1"}, follow=True))
    with scoped_to(programme.network):
        other = make_accepted(programme, by=cast["coordinator"].user)
        training.register(full, other, by=cast["coordinator"].user, at=timezone.now())
    assert "est complète" in words(client.post(url, {"session": full.pk}, follow=True))
    assert "celle-ci n’existe plus" in words(client.post(url, {"session": "9999"}, follow=True))


def test_a_missed_session_proposes_the_next_of_the_same_title(client_of, cast, aid, programme, by):
    missed = soon(programme, 1)
    row = training.register(missed, aid, by=by, at=timezone.now())
    later = missed.starts_at + timedelta(hours=3)
    training.note_attendance(missed, {row.pk: Attendance.ABSENT}, by=by, at=later)
    soon(programme, 3, title="Autre chose")
    soon(programme, 9)
    page = words(client_of("school").get(address("family_aid_detail", aid.pk)))
    assert "a été manquée. La prochaine : <b>Pronote et messagerie</b>" in page


def test_a_path_is_stopped_resumed_and_described(client_of, cast, programme, by):
    aid = make_given(programme, proposed_for=cast["school"].partner, by=by)
    client = client_of("coordinator")
    assert "obligatoire" in words(client.post(address("family_aid_stop", aid.pk), {"on": "2026-11-24"}))
    client.post(address("family_aid_stop", aid.pk), {"on": "2026-11-24", "reason": "Déménagement"})
    page = words(client_of("school").get(address("family_aid_detail", aid.pk)))
    assert "a arrêté son parcours" in page
    assert "Déménagement" in page
    assert "Le parcours reprend" in words(client.post(address("family_aid_resume", aid.pk), follow=True))
    client_of("school").post(address("family_aid_outcome", aid.pk), {"outcome": "Les notes sont suivies."})
    assert "Les notes sont suivies." in words(client.get(address("family_aid_detail", aid.pk)))


@pytest.mark.parametrize("state", list(AidState))
def test_the_page_says_where_a_family_stands(client_of, cast, programme, by, state):
    aid = make_given(programme, proposed_for=cast["school"].partner, by=by)
    SessionAttendance.objects.all().delete()
    gone = {"device": None, "given_at": None} if state not in ("given", "completed", "stopped") else {}
    FamilyAid.objects.filter(pk=aid.pk).update(reason="Parce que", **gone, state=state)
    page = words(client_of("coordinator").get(address("family_aid_detail", aid.pk)))
    assert "Jeanne Exemple" in page


# -- Lists ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("phone", ["0612", "demain", "1234567890123456"])
def test_a_family_is_proposed_with_a_number_that_can_be_called(client_of, cast, programme, phone):
    sent = {**NEW, "programme": programme.pk, "phone": phone}
    page = words(client_of("school").post(address("family_aid_propose"), sent))
    assert "Écrivez un numéro que l’on peut appeler, par exemple 05 53 00 00 00." in page
    assert NEW["situation"] in page and not FamilyAid.objects.exists()


def test_sessions_to_note_come_first_then_the_nearest(client_of, cast, programme, by, aid):
    now = timezone.now()
    trainer = cast["training_place"].partner
    days = {"Tenue": -9, "À noter": -2, "Dans un mois": 30, "Demain": 1, "Annulée": 2, "Tenue hier": -1}
    made = {
        title: make_session(programme, title=title, starts_at=now + timedelta(days=days[title]), trainer=trainer)
        for title in days
    }
    training.cancel_session(made["Annulée"], by=by, at=now)
    training.register(made["À noter"], aid, by=by, at=now - timedelta(days=5))
    page = client_of("training_place").get(address("training_session_list"))
    assert [row.record.title for row in page.context["table"].rows] == [
        "À noter",
        "Demain",
        "Dans un mois",
        "Annulée",
        "Tenue hier",
        "Tenue",
    ]
    page = client_of("training_place").get(address("training_session_list"), {"sort": "-starts_at"})
    assert page.context["table"].rows[0].record.title == "Dans un mois"


def test_the_programme_is_named_where_there_are_several(client_of, cast, programme, aid):
    client, url = client_of("coordinator"), address("family_aid_list")
    label = f"n° {aid.pk}, {programme}"
    assert label not in words(client.get(url))
    make_programme(name="Une tablette pour l’aidant")
    assert label in words(client.get(url))
    assert str(programme) in client.get(url, {"export": "csv"}).content.decode()


def test_the_list_is_searched_by_name_number_and_state(client_of, cast, aid, programme, by):
    person = make_person(cast["school"].partner, by=by, first_name="Zoé", last_name="Témoin")
    other = make_aid(programme, by=by, person=person)
    client, url = client_of("coordinator"), address("family_aid_list")
    for asked, found in (({"q": "zoe"}, other), ({"q": str(other.pk)}, other), ({"state": "proposed"}, other)):
        page = words(client.get(url, asked))
        assert str(found.person) in page
        assert "Jeanne Exemple</a>" not in page
    assert "1 famille attend une décision" in words(client.get(url))
