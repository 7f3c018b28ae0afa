"""The papers of an aid, read back: who is named where, what the family signs, and that they are tagged."""

import subprocess
from datetime import timedelta

import pytest

from equipment.family_aid.actions import paths
from equipment.family_aid.actions import sessions as training
from equipment.family_aid.actions.commissions import Decision, decide, put_on
from equipment.family_aid.papers import minutes_pdf, receipt_pdf, sheet_pdf
from equipment.family_aid.rules import shown_minutes
from equipment.models import FamilyAid
from equipment.refurbishing.enums import DeviceState
from inclusion.core.enums import PartnerKind
from tests.builders import AT, make_partner, make_person
from tests.equipment.aid_builders import (
    make_accepted,
    make_aid,
    make_commission,
    make_device,
    make_programme,
    make_session,
)
from tests.setup_data import setup_data

pytestmark = [pytest.mark.django_db, pytest.mark.papers]


def words_of(data):
    out = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True)
    return " ".join(out.stdout.decode().split())


@setup_data
def decided(by):
    """A sitting of three families: yes, no, and one that waits."""
    programme = make_programme(
        "Un ordinateur pour la famille", commitment="à garder l’appareil pour l’école ;\nà donner des nouvelles."
    )
    school = make_partner("Collège Exemple", kind=PartnerKind.SCHOOL)
    people = [make_person(school, by=by, first_name=name) for name in ("Jeanne", "Karim", "Lou")]
    aids = [make_aid(programme, proposed_for=school, person=person, by=by) for person in people]
    commission = make_commission(
        programme, held_on=AT.date(), place="l’hôtel du Département", members="Mme Témoin, Conseil départemental"
    )
    put_on(commission, [one.pk for one in aids], by=by, at=AT)
    said = [Decision(aids[0].pk, "yes"), Decision(aids[1].pk, "no", "A déjà un ordinateur récent.")]
    decide(commission, said, by=by, at=AT)
    commission.minutes = "Il a été question de Karim."
    commission.save()
    return commission


def test_the_minutes_for_everybody_name_nobody(decided):
    said = words_of(minutes_pdf(decided, named=False))
    first, second, third = decided.aids.order_by("pk").values_list("pk", flat=True)
    assert "1 aide accordée, 1 refusée, 1 pas encore décidée" in said
    assert f"n° {first} J. E. Collège Exemple" in said
    assert f"n° {second} K. E." in said
    assert f"n° {third} L. E." in said
    for private in ("Jeanne", "Karim", "Exemple Exemple", "récent", "question de"):
        assert private not in said
    assert "Lieu : l’hôtel du Département." in said


def test_the_minutes_list_a_family_that_was_postponed_wherever_it_went_then(decided, by):
    third = decided.aids.get(state="proposed")
    decide(decided, [Decision(third.pk, "later")], by=by, at=AT)
    put_on(make_commission(decided.programme), [third.pk], by=by, at=AT)
    said = words_of(minutes_pdf(decided, named=False))
    assert "1 aide accordée, 1 refusée, 1 reportée" in said
    assert f"n° {third.pk} L. E." in said


def test_the_minutes_of_the_coordination_name_families_and_reasons(decided):
    data = minutes_pdf(decided, named=True)
    said = words_of(data)
    for word in ("Jeanne Exemple", "Karim Exemple", "A déjà un ordinateur récent.", "Il a été question de Karim."):
        assert word in said
    assert data == minutes_pdf(decided, named=True)


def test_a_receipt_says_what_is_given_what_was_wiped_and_what_is_promised(decided, by):
    aid = FamilyAid.objects.filter(state="accepted").get()
    trainer = make_partner("Cyber-base")
    session = make_session(aid.programme, trainer=trainer, minutes=90)
    training.register(session, aid, by=by, at=AT)
    device = make_device(
        state=DeviceState.READY, brand="Marque", model_name="Modèle", serial="SN12345", by=by, work_done="SSD neuf"
    )
    aid = paths.give(aid, device, left_on=AT.date(), render=receipt_pdf, by=by, at=AT)
    data = aid.receipt.data
    said = words_of(data)
    for word in (
        "Reçu d’un appareil",
        "Jeanne Exemple",
        "12 rue des Exemples",
        "Ordinateur portable, Marque Modèle",
        "SN12345",
        "B, bon état",
        "SSD neuf",
        "ont été effacées le 24 novembre 2026 par Technicien",
        "Pronote et messagerie",
        "mardi 15 décembre 2026, 18:00, 1 h 30",
        "Médiathèque",
        "avec Cyber-base",
        "effacées le 24 novembre 2026 par Technicien, et l’effacement vérifié :",
        "Proposée par : Collège Exemple.",
        "Il reste 2 séances à choisir avec l’organisme qui a proposé la famille.",
        "à suivre les 3 séances promises",
        "à donner des nouvelles.",
        "Pour la famille",
    ):
        assert word in said, word
    assert b"/MarkInfo" in data or b"pdfuaid" in data
    assert data == receipt_pdf(FamilyAid.objects.get(pk=aid.pk))


def test_a_receipt_is_one_page_with_three_sessions_and_an_agreement(by):
    programme = make_programme(
        "Un ordinateur pour la famille",
        commitment="à garder l’appareil pour l’école et les démarches ;\nà donner des nouvelles à la fin ;\n"
        "à rapporter l’appareil s’il ne sert plus.",
    )
    school = make_partner("Collège des Quatre-Vents", kind=PartnerKind.SCHOOL)
    where = {"address": "12 rue du Port\nBâtiment B, escalier 3", "postal_code": "47000", "town": "Agen"}
    aid = make_accepted(programme, by=by, proposed_for=school, person=make_person(school, by=by, **where))
    for number, title in enumerate(("Prise en main de l’ordinateur", "Pronote et messagerie", "Démarches en ligne")):
        session = make_session(
            programme,
            title=title,
            trainer=school,
            place="Médiathèque, 3 place de la Mairie, 47520 Le Passage",
            starts_at=AT + timedelta(days=7 + number),
        )
        training.register(session, aid, by=by, at=AT)
    device = make_device(
        state=DeviceState.READY,
        brand="Lenovo",
        model_name="ThinkPad T480",
        serial="PF1X2Y3Z",
        specification="Core i5, 8 Go, SSD 256 Go, écran 14 pouces",
        work_done="Batterie remplacée, clavier nettoyé, système installé, suite bureautique",
    )
    aid = paths.give(aid, device, left_on=AT.date(), render=receipt_pdf, by=by, at=AT)
    assert "Page 1 sur 1" in words_of(aid.receipt.data)


def test_an_attendance_sheet_holds_first_names_alone(decided, by):
    aid = FamilyAid.objects.filter(state="accepted").get()
    session = make_session(aid.programme)
    training.register(session, aid, by=by, at=AT)
    said = words_of(sheet_pdf(session))
    assert "1 famille attendue" in said
    assert f"Jeanne E. n° {aid.pk}" in said
    for private in ("Exemple ", "rue des", "47200"):
        assert private not in said.replace("Collège Exemple", "")
    assert "Personne n’est encore inscrit" in words_of(sheet_pdf(make_session(starts_at=AT + timedelta(days=3))))


@pytest.mark.parametrize(("minutes", "shown"), [(45, "45\u00a0min"), (120, "2\u00a0h"), (90, "1\u00a0h\u00a030")])
def test_how_long_a_session_lasts(minutes, shown):
    assert shown_minutes(minutes) == shown
