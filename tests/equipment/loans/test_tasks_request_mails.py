"""E-mails about requests really leave, over SMTP, once each; pseudonyms that nothing needs are emptied at night."""

from datetime import date, timedelta

import pytest

from equipment.loans.actions import lifecycle, offers
from equipment.models import LoanRequestMail, Pupil
from equipment.requests import actions as request_actions
from equipment.schools.tasks import forget_pupils
from inclusion.core.mail.outbox import sweep_mails
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_membership, make_user
from tests.equipment.builders import make_bank, make_item, make_loan, make_model, make_pupil, make_request, make_school
from tests.mails import send_rows
from tests.pages import plain


@pytest.fixture
def network_of_the_bank(scope, mailbox, clock):
    """A bank with its manager; a request of a teacher, sent."""
    Network.objects.update(email="reseau@exemple.example")
    make_bank(email="banque@exemple.example", phone="02 51 00 00 00", address="12 rue du Prêt")
    manager = make_user("gestion@exemple.example")
    make_membership(roles=("bank_manager",), user=manager)
    school = make_school("Collège des Pins")
    teacher = make_user("enseignante@exemple.example")
    make_membership(school.partner, roles=("school",), user=teacher)
    model = make_model("Stylo lecteur")
    make_item(model, inventory_number="STY-004")
    return manager, make_request(school, model, by=teacher, later_is_fine=False)


def send_all():
    send_rows(LoanRequestMail)


def letters(mailbox):
    return [(one["To"], plain(one["Subject"]), plain(one.get_content())) for one in mailbox.taken]


def test_the_bank_reads_who_asks_and_until_when(network_of_the_bank, mailbox):
    _, asked = network_of_the_bank
    send_all()
    send_all()
    ((to, subject, text),) = letters(mailbox)
    assert (to, subject) == ("gestion@exemple.example", "Une demande de prêt attend votre réponse : Stylo lecteur")
    assert "Collège des Pins, La Roche-sur-Yon demande « Stylo lecteur » du 30 novembre au 4 décembre 2026" in text
    assert "jusqu’au mardi 1er décembre 2026 inclus" in text
    assert f"http://localhost:8000/lot-et-garonne/materiel/demandes/{asked.pk}/" in text
    # No word of the pupil leaves by e-mail to the bank.
    assert asked.pupil.pseudonym not in text


def test_whoever_asked_reads_when_and_where(network_of_the_bank, mailbox):
    manager, asked = network_of_the_bank
    request_actions.confirm_request(asked, by=manager, at=AT)
    send_all()
    to, subject, text = letters(mailbox)[-1]
    assert (to, subject) == ("enseignante@exemple.example", "Votre prêt est confirmé : Stylo lecteur")
    for words in ("lundi 30 novembre 2026", "vendredi 4 décembre 2026", "inventaire : STY-004.", "12 rue du Prêt"):
        assert words in text
    assert mailbox.taken[-1]["Reply-To"] == "banque@exemple.example"


def test_what_is_no_longer_so_does_not_leave(network_of_the_bank, mailbox):
    manager, asked = network_of_the_bank
    request_actions.confirm_request(asked, by=manager, at=AT)
    send_all()
    # The question to the bank was answered before it left: the answer alone leaves.
    assert [subject for _, subject, _ in letters(mailbox)] == ["Votre prêt est confirmé : Stylo lecteur"]
    row = LoanRequestMail.objects.get(kind="sent")
    assert "La demande a avancé entre-temps" in row.problem


@pytest.mark.parametrize("how", ["refused", "waits", "offered", "accepted", "lapsed"])
def test_each_answer_has_its_words(network_of_the_bank, mailbox, how):
    manager, asked = network_of_the_bank
    later = {"start": date(2027, 1, 11), "end": date(2027, 1, 16)}
    if how == "refused":
        offers.refuse_request(asked, reason="La banque ne prête plus ce matériel.", by=manager, at=AT)
    elif how == "waits":
        request_actions.let_wait(asked, by=manager, at=AT)
    else:
        offer = request_actions.offer_dates(asked, **later, by=manager, at=AT)
        if how == "accepted":
            lifecycle.accept(offer, by=asked.asked_by, at=AT)
        elif how == "lapsed":
            request_actions.lapse(at=AT + timedelta(days=20))
    send_all()
    to, _, text = letters(mailbox)[-1]
    expected = {
        "refused": "Pourquoi : La banque ne prête plus ce matériel.",
        "waits": "est sur la liste d’attente",
        "offered": "Vous l’aviez demandé du 30 novembre au 4 décembre 2026",
        "accepted": "À préparer : STY-004",
        "lapsed": "la proposition n’a pas eu de réponse à temps",
    }
    assert expected[how] in text
    assert to == ("gestion@exemple.example" if how == "accepted" else "enseignante@exemple.example")
    assert "⟦" not in text


def test_a_task_that_was_lost_is_asked_for_again(network_of_the_bank, mailbox, monkeypatch):
    asked_for = []
    monkeypatch.setattr(
        "inclusion.core.mail.outbox.jobs.enqueue_best_effort", lambda task, **what: asked_for.append(what)
    )
    sweep_mails()
    assert [one["mail_id"] for one in asked_for] == [LoanRequestMail.objects.get().pk]
    send_all()
    asked_for.clear()
    sweep_mails()
    assert not asked_for


def test_the_bank_reads_of_what_is_left_of_a_request_of_several(network_of_the_bank, mailbox):
    _, alone = network_of_the_bank
    offers.withdraw_request(alone, by=alone.asked_by, at=AT)
    desk, lamp = make_item(make_model("Pupitre")).model, make_item(make_model("Lampe")).model
    first = make_request(alone.school, alone.model, by=alone.asked_by, also=[desk, lamp])
    second = first.siblings[0]
    offers.withdraw_request(first, by=first.asked_by, at=AT)
    send_all()
    ((_, subject, text),) = letters(mailbox)
    assert subject.endswith("Pupitre") and "pour le même élève : Lampe." in text
    assert f"/materiel/demandes/{second.pk}/" in text


# -- Pseudonyms --------------------------------------------------------------------------------------------------------


def test_pseudonyms_are_emptied_when_their_time_is_over_and_nothing_stands(network_of_the_bank):
    _, asked = network_of_the_bank
    school = asked.school
    over, busy, young = (make_pupil(school, f"IRIS-{n}") for n in (11, 12, 13))
    Pupil.objects.filter(pk__in=[over.pk, busy.pk]).update(keep_until=date(2020, 8, 31))
    make_loan(asked.model, school=school, pupil=busy, start=date(2027, 1, 11), end=date(2027, 1, 16))
    network = Network.objects.get(pk=school.network_id)
    forget_pupils()
    forget_pupils()
    with scoped_to(network):
        assert dict(Pupil.objects.filter(pk__in=[over.pk, busy.pk, young.pk]).values_list("pk", "pseudonym")) == {
            over.pk: "",
            busy.pk: "IRIS-12",
            young.pk: "IRIS-13",
        }


def test_whoever_asked_reads_that_a_loan_was_moved_each_time_and_that_it_is_cancelled(network_of_the_bank, mailbox):
    manager, asked = network_of_the_bank
    loan = request_actions.confirm_request(asked, by=manager, at=AT)
    send_all()
    for day in (1, 2):
        loan = lifecycle.reschedule(loan, start=date(2026, 12, day), end=date(2026, 12, 5), by=manager, at=AT)
        send_all()
        send_all()
    loan = lifecycle.cancel(loan, reason="L’appareil est en panne.", by=manager, at=AT)
    send_all()
    send_all()
    first, second, last = letters(mailbox)[-3:]
    assert {to for to, _, _ in (first, second, last)} == {"enseignante@exemple.example"}
    assert "À retirer le mardi 1er décembre 2026." in first[2]
    assert "À retirer le mercredi 2 décembre 2026." in second[2]
    assert last[1] == "Votre prêt est annulé : Stylo lecteur"
    assert "La raison : L’appareil est en panne." in last[2]


def test_who_cancels_the_own_loan_or_never_asked_here_reads_nothing(network_of_the_bank, mailbox):
    manager, asked = network_of_the_bank
    loan = request_actions.confirm_request(asked, by=manager, at=AT)
    send_all()
    before = len(letters(mailbox))
    lifecycle.cancel(loan, reason="Plus besoin.", by=asked.asked_by, at=AT)
    lifecycle.cancel(make_loan(by=manager), reason="Erreur.", by=manager, at=AT)
    send_all()
    assert len(letters(mailbox)) == before
