"""The steps of an agreement's life: each works, is refused to each wrong role, and says so in a wrong state."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from funding.agreements.enums import AgreementKind
from funding.enums import AgreementState
from funding.models import Agreement
from inclusion.core.access import ROLES
from inclusion.core.imports.uploads import MAX_PDF_BYTES
from inclusion.core.scope import scoped_to
from tests.access_table import is_refused, without_pages
from tests.builders import make_partner, make_user
from tests.funding.agreement_builders import make_agreement, tiny_pdf
from tests.funding.agreement_pages import COOPERATION, STEPS, address, between, fresh, wrong
from tests.pages import words
from tests.setup_data import setup_data

State = AgreementState
#: From which states each step may be taken.
FROM = {
    "agreement_review": {State.DRAFT, State.CORRECTION},
    "agreement_send_back": {State.REVIEW, State.TO_SIGN},
    "agreement_to_sign": {State.REVIEW},
    "agreement_sign": {State.TO_SIGN},
    "agreement_activate": {State.SIGNED},
    "agreement_end": {State.ACTIVE},
    "agreement_terminate": {State.SIGNED, State.ACTIVE},
}
SIGNED_ON = "2026-11-20"


def pdf(data=None, name="signee.pdf"):
    return SimpleUploadedFile(name, tiny_pdf() if data is None else data, content_type="application/pdf")


def sent(agreement, name):
    """What the form of a step sends, all of it right."""
    with scoped_to(agreement.network):
        keys = list(agreement.parties.values_list("pk", flat=True))
    return {
        "agreement_send_back": {"reason": "Le montant de 2027"},
        "agreement_terminate": {"on": "2027-02-01", "reason": "Un retrait"},
        "agreement_sign": {**{f"signed_on_{key}": SIGNED_ON for key in keys}, "file": pdf()},
        "agreement_amend": {"title": "Avenant", "on": "2027-01-01", "end": "2028-06-30"},
    }.get(name, {})


@setup_data
def to_sign(cast) -> Agreement:
    return between(cast, State.TO_SIGN, "operator")


@setup_data
def active(cast) -> Agreement:
    return between(cast, State.ACTIVE, "operator")


@setup_data
def cooperation(cast) -> Agreement:
    return between(cast, State.ACTIVE, "operator", kind=COOPERATION)


# -- Who may ----------------------------------------------------------------------------------------------------------


def test_every_step_is_refused_to_every_wrong_role(cast, client_of):
    """Even of an agreement that the own organisation signs. Their pages are lines of the table of access."""
    roles = sorted(set(ROLES) - {"coordinator"})
    agreement = between(cast, State.TO_SIGN, *roles)
    with without_pages():
        taken = [
            (role, name)
            for role in roles
            for name in STEPS
            if not is_refused(cast[role].user, address(name, agreement.pk), "post")
        ]
    assert not taken
    where = address("agreement_sign", agreement.pk)
    assert client_of(roles[0]).post(where, sent(agreement, "agreement_sign")).status_code == 403
    assert fresh(agreement).state == agreement.state


def test_whoever_is_not_logged_in_is_asked_to_before_any_step(cast, client_of):
    agreement = between(cast, State.DRAFT, "reader")
    for name in STEPS:
        where = address(name, agreement.pk)
        assert client_of("visitor").get(where).status_code == 302, name
        assert client_of("visitor").post(where, sent(agreement, name)).status_code == 302, name
    assert fresh(agreement).state == agreement.state


@pytest.mark.parametrize("state", [State.DRAFT, State.TERMINATED])
def test_a_step_in_a_wrong_state_is_refused_in_a_sentence(cast, client_of, state):
    """Each step in one state or two; what refuses it in the others is tried on the action."""
    agreement = between(cast, state, "operator")
    client = client_of("coordinator")
    for name in (name for name, froms in FROM.items() if state not in froms):
        asked = client.get(address(name, agreement.pk))
        assert asked.status_code == 200
        assert "Cette étape n’est pas possible depuis l’état" in words(asked), name
        answered = client.post(address(name, agreement.pk), sent(agreement, name), follow=True)
        assert answered.status_code == 200
        assert "Cette étape n’est pas possible depuis l’état" in words(answered), name
        assert fresh(agreement).state == state


# -- From a draft to the signatures -----------------------------------------------------------------------------------


def test_a_complete_draft_goes_for_review_to_signature_and_into_force(cast, network, client_of):
    agreement = between(cast, State.DRAFT, "operator", kind=COOPERATION)
    client = client_of("coordinator")
    assert "Toutes les parties la voient" in words(client.get(address("agreement_review", agreement.pk)))
    response = client.post(address("agreement_review", agreement.pk), follow=True)
    assert "les parties peuvent la lire et la commenter" in words(response)
    with scoped_to(network):
        paid = agreement.parties.filter(pk=agreement.parties.first().pk)
        paid.update(iban="FR7630001007941234567890185", account_by=cast["coordinator"].user)
    assert "une autre personne" in words(client.get(address("agreement_to_sign", agreement.pk)))
    with scoped_to(network):
        paid.update(account_by=make_user())
    assert "FR76 3000 1007 9412 3456 7890 185, indiqué par" in words(
        client.get(address("agreement_to_sign", agreement.pk))
    )
    response = client.post(address("agreement_to_sign", agreement.pk), follow=True)
    assert "est prêt : téléchargez-le et faites-le signer" in words(response)
    form = client.get(address("agreement_sign", agreement.pk)).context["form"]
    assert len(form.days) == 2
    response = client.post(address("agreement_sign", agreement.pk), sent(agreement, "agreement_sign"), follow=True)
    assert "est signée. L’exemplaire signé est gardé." in words(response)
    response = client.post(address("agreement_activate", agreement.pk), follow=True)
    assert "est en vigueur." in words(response)
    signed = fresh(agreement)
    assert (signed.state, signed.signed_on) == (State.ACTIVE, date(2026, 11, 20))
    with scoped_to(network):
        assert bytes(signed.signed_document.content.data) == tiny_pdf()


def test_what_is_missing_is_named_before_and_after(cast, network, client_of):
    with scoped_to(network):
        bare = make_agreement(by=cast["coordinator"].user, instalments=False)
    client = client_of("coordinator")
    page = words(client.get(address("agreement_review", bare.pk)))
    assert "Ce n’est pas encore possible" in page
    assert "Prévoyez au moins une échéance" in page
    response = client.post(address("agreement_review", bare.pk), follow=True)
    assert "Prévoyez au moins une échéance" in words(response)
    assert fresh(bare).state == State.DRAFT


def test_it_is_sent_back_with_a_reason_alone(to_sign, client_of):
    client = client_of("coordinator")
    for reason in ("", "   "):
        response = client.post(address("agreement_send_back", to_sign.pk), {"reason": reason})
        assert wrong(response, "reason")
        assert fresh(to_sign).state == State.TO_SIGN
    response = client.post(address("agreement_send_back", to_sign.pk), {"reason": "Le montant de 2027"}, follow=True)
    assert "Le montant de 2027" in words(response)
    assert fresh(to_sign).document_id is None


# -- The signed copy --------------------------------------------------------------------------------------------------


class Heavy(BytesIO):
    """So many bytes that are never read one by one."""

    def __init__(self, size):
        super().__init__(b"%PDF-1.7\n" + b"0" * (size - 9))


def test_24_mo_are_refused_with_a_sentence_and_the_days_stay(to_sign, client_of):
    heavy = Heavy(24 * 1024 * 1024)
    heavy.name = "tres-lourd.pdf"
    response = client_of("coordinator").post(
        address("agreement_sign", to_sign.pk), {**sent(to_sign, "agreement_sign"), "file": heavy}
    )
    errors = wrong(response, "file")
    assert "Ce fichier pèse 24 Mo : le portail en accepte 20 Mo au plus." in errors
    assert words(response).count(f'value="{SIGNED_ON}"') == 2
    assert fresh(to_sign).state == State.TO_SIGN


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (pdf(b"PK\x03\x04 un tableur", "renomme.pdf"), "n’est pas un PDF, quel que soit son nom"),
        (pdf(b"%PDF-1.7 tronque", "abime.pdf"), "est abîmé"),
        (pdf(b"", "vide.pdf"), "Ce fichier est vide."),
        (pdf(b"%PDF-" + b"0" * MAX_PDF_BYTES, "trop.pdf"), "au plus"),
        (pdf(name="x" * 200 + ".pdf"), "Le nom de ce fichier est trop long"),
        (None, "Choisissez le PDF signé."),
    ],
)
def test_a_file_that_is_no_signed_pdf_is_refused_and_the_days_stay(to_sign, client_of, file, sentence):
    if file is not None:
        file.seek(0)
    asked = {name: value for name, value in sent(to_sign, "agreement_sign").items() if name != "file"}
    response = client_of("coordinator").post(
        address("agreement_sign", to_sign.pk), {**asked, **({"file": file} if file is not None else {})}
    )
    assert sentence in wrong(response, "file")
    assert words(response).count(f'value="{SIGNED_ON}"') == 2
    assert fresh(to_sign).state == State.TO_SIGN


def test_every_party_signs_on_a_day_that_has_come(to_sign, client_of):
    asked = sent(to_sign, "agreement_sign")
    first, second, _ = asked
    tomorrow = timezone.localdate() + timedelta(days=1)
    client = client_of("coordinator")
    response = client.post(address("agreement_sign", to_sign.pk), {**asked, second: tomorrow})
    assert wrong(response, second)
    response = client.post(address("agreement_sign", to_sign.pk), {**asked, first: "", "file": pdf()})
    assert wrong(response, first)
    response = client.post(address("agreement_sign", to_sign.pk), {first: "bientôt", second: "0000-00-00"})
    assert set(response.context["form"].errors) == {first, second, "file"}
    assert fresh(to_sign).state == State.TO_SIGN


# -- Its end ----------------------------------------------------------------------------------------------------------


def test_it_is_terminated_with_a_day_and_a_reason(active, client_of):
    client = client_of("coordinator")
    where = address("agreement_terminate", active.pk)
    response = client.post(where, {"on": "pas une date", "reason": "Je garde ceci"})
    assert set(response.context["form"].errors) == {"on"}
    assert "Je garde ceci" in words(response)
    assert wrong(client.post(where, {"on": "2099-01-01", "reason": "Trop tard"}), "on")
    assert wrong(client.post(where, {"on": "2027-02-01", "reason": " "}), "reason")
    response = client.post(where, {"on": "2027-02-01", "reason": "Un retrait"}, follow=True)
    page = words(response)
    assert "est résiliée." in page
    assert "<h1>Résiliée à compter du 1er février 2027</h1>" in page
    assert "Un retrait" in page


def test_an_end_before_its_day_is_refused(active, client_of):
    client = client_of("coordinator")
    assert "Pour l’arrêter avant, résiliez-la." in words(client.get(address("agreement_end", active.pk)))
    response = client.post(address("agreement_end", active.pk), follow=True)
    assert "Pour l’arrêter avant, résiliez-la." in words(response)
    assert fresh(active).state == State.ACTIVE


# -- Renewals and amendments ------------------------------------------------------------------------------------------


def test_it_is_renewed_in_two_clicks_with_all_that_was_shown(cooperation, network, client_of):
    client = client_of("coordinator")
    page = words(client.get(address("agreement_renew", cooperation.pk)))
    assert "Du 1er janvier 2029 au 31 décembre 2031" in page
    for carried in ("Dominique operator", "31/03/2029", "31/03/2031", "90 000,00 €"):
        assert carried in page
    response = client.post(address("agreement_renew", cooperation.pk), follow=True)
    with scoped_to(network):
        successor = Agreement.objects.get(renews=cooperation)
        days = [one.due_on for one in successor.instalments.all()]
        assert (successor.start, successor.end) == (date(2029, 1, 1), date(2032, 1, 1))
        assert [f"{day:%d/%m/%Y}" for day in days] == ["31/03/2029", "31/03/2030", "31/03/2031"]
        assert sum(one.amount for one in successor.instalments.all()) == Decimal("90000.00")
    assert f"La suite de {cooperation.reference} est commencée" in words(response)
    assert f'Cette convention a déjà une suite : <a href="{address("agreement_detail", successor.pk)}">' in words(
        client.get(address("agreement_renew", cooperation.pk))
    )
    assert "Cette convention a déjà une suite" in words(
        client.post(address("agreement_renew", cooperation.pk), follow=True)
    )


@pytest.mark.parametrize("state", [State.DRAFT, State.REVIEW, State.TO_SIGN, State.TERMINATED])
def test_what_was_not_signed_or_was_terminated_is_not_renewed(cast, network, client_of, state):
    agreement = between(cast, state, "operator")
    client = client_of("coordinator")
    assert "Seule une convention signée, en vigueur ou terminée se reconduit." in words(
        client.get(address("agreement_renew", agreement.pk))
    )
    assert "ne se reconduit pas" in words(client.post(address("agreement_renew", agreement.pk), follow=True))
    with scoped_to(network):
        assert not Agreement.objects.filter(renews=agreement).exists()


def test_the_co_financing_of_a_post_is_not_renewed(cast, network, client_of):
    with scoped_to(network):
        agreement = make_agreement(AgreementKind.COFINANCING_TWO, State.SIGNED, by=cast["coordinator"].user)
    client = client_of("coordinator")
    assert "Déposez une nouvelle demande de poste" in words(client.get(address("agreement_renew", agreement.pk)))
    assert "Reconduire" not in words(client.get(address("agreement_detail", agreement.pk)))


def test_it_is_amended_and_the_amendment_has_the_same_pages(cooperation, network, client_of):
    client = client_of("coordinator")
    where = address("agreement_amend", cooperation.pk)
    form = client.get(where).context["form"]
    assert form["end"].value() == date(2028, 12, 31)
    response = client.post(where, {"title": " ", "on": "2020-01-01", "end": "rien"})
    assert set(response.context["form"].errors) == {"title", "end"}
    assert wrong(client.post(where, {"title": "Avenant", "on": "2020-01-01", "end": "2028-06-30"}), "on")
    response = client.post(where, sent(cooperation, "agreement_amend"), follow=True)
    with scoped_to(network):
        amendment = Agreement.objects.get(parent=cooperation)
    page = words(response)
    assert f"L’avenant {amendment.reference} est commencé." in page
    assert f"Avenant à {cooperation.reference}" in page
    assert amendment.reference in words(client.get(address("agreement_detail", cooperation.pk)))
    assert words(client.get(address("agreement_edit", amendment.pk)))
    for name in ("agreement_renew", "agreement_amend"):
        assert client.get(address(name, amendment.pk)).status_code == 200
        assert client.post(address(name, amendment.pk), sent(amendment, name), follow=True).status_code == 200


def test_a_form_that_is_open_twice_takes_its_step_once(cast, network, client_of):
    """The second tab shows a message, and nothing is lost."""
    agreement = between(cast, State.REVIEW, "operator")
    client = client_of("coordinator")
    client.post(address("agreement_send_back", agreement.pk), {"reason": "Une première fois"})
    response = client.post(address("agreement_send_back", agreement.pk), {"reason": "Une seconde fois"})
    assert "Une seconde fois" in words(response)
    assert "Cette étape n’est pas possible" in words(response)
    with scoped_to(network):
        make_partner("Témoin")
