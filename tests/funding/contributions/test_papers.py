"""The words of e-mails to contributors: plain, formal, with the way to their own space."""

from datetime import date, timedelta
from decimal import Decimal

from funding.contributions.actions.calls import call_for_funds
from funding.contributions.actions.outbox import mail_call, remind
from funding.contributions.actions.requests import ask_contributors
from funding.contributions.enums import ContributionMailKind
from funding.contributions.mails import TEMPLATES, compose_mail, skip_reason
from funding.models import ContributionMail
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner, make_user
from tests.funding.builders import make_contribution, make_fund, make_rule, receive
from tests.setup_data import setup_data

D = Decimal
TODAY, LATER = date(2026, 11, 24), AT + timedelta(days=10)


@setup_data
def by(scope):
    Network.objects.update(email="declic47@exemple.example", phone="05 53 69 40 00")
    return make_user()


@setup_data
def fund(by):
    return make_fund()


@setup_data
def caf(scope):
    return make_partner("Caisse d’allocations familiales", short_name="CAF", email="contact@caf.example")


@setup_data
def asked(fund, caf, by):
    (one,) = ask_contributors(fund, year=2027, partners=[caf], answer_by=date(2026, 12, 24), on=TODAY, by=by, at=AT)
    return one


@setup_data
def call(fund, caf, by):
    promised = make_contribution(fund, caf, "1500.00", by=by)
    return call_for_funds(promised, amount=D("1000.00"), due_on=date(2026, 12, 31), on=TODAY, by=by, at=AT)


def subject_and_text(row):
    """The subject and the text, spaces made plain."""
    with scoped_to(Network.objects.get(pk=row.network_id)):  # as the task does
        message = compose_mail(row)
    assert message.to == ["contact@caf.example"]
    assert message.reply_to == ["declic47@exemple.example"]
    plain = [part.replace("\u00a0", " ").replace("\u202f", " ") for part in (message.subject, message.body)]
    assert "⟦" not in plain[1]
    assert "&" not in plain[1]
    return plain


def test_every_kind_has_its_words():
    assert set(TEMPLATES) == set(ContributionMailKind)


def test_a_question_without_a_rule_speaks_of_none(asked):
    subject, text = subject_and_text(ContributionMail.objects.get())
    assert subject == "Contribuez-vous au fonds commun en 2027 ?"
    assert "Que souhaite verser Caisse d’allocations familiales pour 2027 ?" in text
    assert "Merci de répondre avant le jeudi 24 décembre 2026, dans votre espace :" in text
    assert f"/vos-contributions/reponses/{asked.pk}/" in text
    assert "La règle du fonds" not in text
    assert text.endswith("Déclic 47\n05 53 69 40 00\n")


def test_a_question_states_the_rule_of_the_year_asked_about(fund, asked, by):
    make_rule(fund, by=by, end=date(2027, 1, 1))
    assert "La règle du fonds" not in subject_and_text(ContributionMail.objects.get())[1]
    make_rule(fund, by=by, start=date(2027, 6, 1))
    assert "La règle du fonds : Vous donnez 1 €" in subject_and_text(ContributionMail.objects.get())[1]


def test_a_reminder_says_when_it_was_asked(fund, asked, by):
    (row,) = remind(fund, requests=[asked], by=by, at=LATER)
    subject, text = subject_and_text(row)
    assert subject == "Votre réponse pour le fonds commun en 2027"
    assert "Le mardi 24 novembre 2026, nous vous avons demandé" in text
    assert "attendue avant le jeudi 24 décembre 2026" in text


def test_a_call_says_how_much_until_when_and_by_which_reference(call, by):
    (row,) = mail_call(call, by=by, at=AT)
    subject, text = subject_and_text(row)
    assert subject == "Appel de fonds AF-2026-0001 : 1 000,00 € pour 2026"
    assert "a promis 1 500,00 €" in text
    assert "Montant à verser : 1 000,00 €\nAu plus tard le : jeudi 31 décembre 2026" in text
    assert "Référence à rappeler sur le virement : AF-2026-0001" in text
    assert "http://localhost:8000/lot-et-garonne/vos-contributions/\n" in text
    assert [(one.filename, one.mimetype) for one in compose_mail(row).attachments] == [
        ("appel-de-fonds-AF-2026-0001.pdf", "application/pdf")
    ]


def test_a_payment_reminder_asks_for_what_is_left_of_the_call(fund, call, by):
    receive(call.contribution, "400.00", by=by, on=TODAY)
    (row,) = remind(fund, contributions=[call.contribution], by=by, at=LATER)
    subject, text = subject_and_text(row)
    assert subject == "Appel de fonds AF-2026-0001 : 600,00 € restent à verser"
    assert "600,00 € ne nous sont pas encore parvenus" in text
    assert "demandait ce versement pour le jeudi 31 décembre 2026" in text
    assert len(compose_mail(row).attachments) == 1


def test_a_payment_reminder_of_a_promise_has_no_letter(fund, caf, by):
    promised = make_contribution(fund, caf, "1500.00", by=by)
    receive(promised, "500.00", by=by)
    (row,) = remind(fund, contributions=[promised], by=by, at=LATER)
    subject, text = subject_and_text(row)
    assert subject == "Votre contribution 2026 : 1 000,00 € restent à verser"
    assert "Appel de fonds" not in text
    assert compose_mail(row).attachments == []


def test_what_still_waits_is_worth_an_e_mail(fund, asked, call, by):
    mail_call(call, by=by, at=AT)
    assert {skip_reason(row) for row in ContributionMail.objects.all()} == {""}
