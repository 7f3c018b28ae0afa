"""Pages of claims: a place asks, the coordinator validates and pays; each hides from strangers, says what is wrong."""

import csv
import io
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from funding.models import Booklet, Pass, Redemption, Reimbursement
from funding.passes.enums import PassState, ReimbursementState
from funding.passes.reimbursements.actions.claims import ask, validate
from funding.passes.reimbursements.actions.corrections import take_back
from funding.passes.reimbursements.actions.payments import pay
from funding.passes.reimbursements.lists import DuesTable, ReimbursementTable
from funding.passes.reimbursements.queries import dues_by_month
from inclusion.core.french.money import euros
from inclusion.core.scope import scoped_to
from tests.builders import make_partner, make_user
from tests.funding.builders import confirm_accounts
from tests.funding.pass_builders import make_place, make_programme
from tests.funding.reimbursement_builders import IBAN, claim, use_passes
from tests.pages import address
from tests.setup_data import setup_data

pytestmark = pytest.mark.usefixtures("quick_papers")
D = Decimal


def words(response):
    """The text of the page, spaces made plain."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


@setup_data
def by(network):
    return make_user()


@setup_data
def programme(network, by):
    with scoped_to(network):
        return make_programme(by=by)


@setup_data
def place(network, by, cast):
    """A place of the training place of the cast."""
    with scoped_to(network):
        cast["training_place"].partner.siret = "21470001500018"
        cast["training_place"].partner.save()
        return make_place(by=by, partner=cast["training_place"].partner)


@setup_data
def used(network, place, programme, by):
    """Three passes used today."""
    with scoped_to(network):
        return use_passes(3, place, programme, by=by, at=timezone.now())


def asked(place, programme, *, by):
    now = timezone.now()
    return claim(place, programme, by=by, at=now, month=timezone.localdate(now))


@setup_data
def made(network, used, place, programme, by):
    with scoped_to(network):
        return asked(place, programme, by=by)


@setup_data
def validated(network, made, by):
    with scoped_to(network):
        return validate(made, by=by, at=timezone.now())


@setup_data
def paid(network, validated, by):
    with scoped_to(network):
        return pay(validated, reference="M-1", on=timezone.localdate(), by=by, at=timezone.now())


# -- The place ------------------------------------------------------------------------------------


def test_a_place_sees_what_it_is_owed_and_asks_for_it(network, used, place, client_of):
    client = client_of("training_place")
    page = words(client.get(address("reimbursement_list")))
    assert "30,00 € vous sont dus" in page
    form = client.get(address("reimbursement_ask"))
    text = words(form)
    assert "Demander 30,00 € pour Cyber-base" in text
    assert used[0].one_pass.serial in text
    assert "Jeanne" not in text
    sent = {"iban": IBAN, "account_holder": "Cyber-base", "certified": "on", "seen": "30,00"}
    answer = client.post(address("reimbursement_ask"), sent, follow=True)
    assert "La demande R-" in words(answer)
    assert "30,00 € demandés, à valider" in words(answer)
    with scoped_to(network):
        one = Reimbursement.objects.get()
        assert one.place == place
    assert answer.redirect_chain[-1][0] == address("reimbursement", one.pk)
    assert "Rien à demander" in words(client.get(address("reimbursement_ask")))


def test_the_account_that_was_paid_last_is_there_already(network, made, place, programme, by, client_of):
    with scoped_to(network):
        use_passes(1, place, programme, by=by, at=timezone.now())
    form = client_of("training_place").get(address("reimbursement_ask")).context["form"]
    assert form["iban"].value() == "FR76 3000 6000 0112 3456 7890 189"
    assert form["account_holder"].value() == "Cyber-base"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"iban": "FR7630006000011234567890188"}, "clé de contrôle ne correspond pas"),
        ({"certified": ""}, "Certifiez que les séances ont eu lieu."),
        ({"account_holder": ""}, "Ce champ est obligatoire."),
        ({"seen": "20,00"}, "le total est devenu 30,00 €"),
        ({"seen": ""}, "n’est pas parvenu au portail"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_asked(network, used, client_of, changed, sentence):
    sent = {"iban": IBAN, "account_holder": "Cyber-base", "certified": "on", "seen": "30,00", **changed}
    answer = client_of("training_place").post(address("reimbursement_ask"), sent)
    assert sentence in words(answer)
    assert '<input type="hidden" name="seen" value="30,00"' in answer.content.decode(), "as it is shown now"
    with scoped_to(network):
        assert not Reimbursement.objects.exists()


@pytest.mark.parametrize(
    "query",
    ["?mois=2026-13&lieu=1&programme=1", "?mois=9999-12&lieu=1&programme=1", "?mois=2026-01&lieu=x&programme=y"],
)
def test_an_address_that_names_nothing_is_not_found(used, client_of, query):
    assert client_of("training_place").get(address("reimbursement_ask") + query).status_code == 404


def test_another_place_s_claim_and_uses_are_not_shown(network, made, by, programme, client_of):
    with scoped_to(network):
        other = make_place("Ailleurs", by=by)
        use_passes(1, other, programme, by=by, at=timezone.now())
        theirs = asked(other, programme, by=by)
    client = client_of("training_place")
    assert client.get(address("reimbursement", made.pk)).status_code == 200
    for name in ("reimbursement", "reimbursement_document", "reimbursement_order"):
        assert client.get(address(name, theirs.pk)).status_code == 404
    assert "Ailleurs" not in words(client.get(address("reimbursement_list")))
    month = f"{timezone.localdate():%Y-%m}"
    query = f"?lieu={other.pk}&programme={programme.pk}&mois={month}"
    assert client.get(address("reimbursement_ask") + query).status_code == 404


def test_a_place_follows_its_claim_to_its_payment(network, paid, client_of):
    client = client_of("training_place")
    page = words(client.get(address("reimbursement", paid.pk)))
    assert "30,00 € payés" in page
    assert "M-1" in page
    assert "Valider" not in page
    assert client.get(address("reimbursement_document", paid.pk)).content == b"%PDF"
    assert client.get(address("reimbursement_order", paid.pk))["Content-Disposition"].endswith(
        f'"remboursement-valide-{paid.reference}.pdf"'
    )
    assert "Déjà payés en" in words(client.get(address("reimbursement_list")))


def test_the_home_of_a_place_and_its_claims_say_the_same_sums(network, paid, place, programme, by, client_of):
    with scoped_to(network):
        take_back(paid.lines.first().redemption, reason="Erreur", by=by, at=timezone.now())
        use_passes(2, place, programme, by=by, at=timezone.now())
    client = client_of("training_place")
    assert "10,00 € vous sont dus" in words(client.get(address("reimbursement_list")))
    home = words(client.get(address("network_home")))
    assert "À vous verser 10 €" in home
    assert f"Déjà payés en {timezone.localdate().year} 30 €" in home


def test_the_home_of_a_place_says_what_to_ask_for_and_presses_near_the_last_day(network, used, client_of):
    client = client_of("training_place")
    assert "30,00 € à vous faire rembourser" in words(client.get(address("network_home")))
    today = timezone.localdate()
    with scoped_to(network):
        Booklet.objects.update(
            claim_until=today + timedelta(days=5), valid_until=today, accepted_until=today, issued_on=today
        )
    page = words(client.get(address("network_home")))
    assert "3 pass ne pourront plus être payés après la date limite, dans 5 jours" in page


# -- The coordinator ------------------------------------------------------------------------------


def test_a_claim_is_looked_at_then_validated_then_paid(network, made, client_of):
    client = client_of("coordinator")
    assert "1 demande à valider" in words(client.get(address("reimbursement_list")))
    assert "1 demande de remboursement à valider" in words(client.get(address("network_home")))
    page = client.get(address("reimbursement_validate", made.pk))
    assert "30,00 € demandés par Cyber-base" in words(page)
    assert "Jeanne" not in words(page)
    answer = client.post(address("reimbursement_validate", made.pk), {"seen": "30,00"}, follow=True)
    assert "30,00 € sont à payer" in words(answer)
    paid = client.post(
        address("reimbursement_pay", made.pk), {"on": timezone.localdate(), "reference": "M-7"}, follow=True
    )
    assert "est noté, et le lieu est prévenu" in words(paid)
    assert "30,00 € payés" in words(paid)
    undone = client.post(address("reimbursement_unpay", made.pk), {"reason": "Autre demande"}, follow=True)
    assert "est de nouveau à payer" in words(undone)
    with scoped_to(network):
        assert Reimbursement.objects.get().state == ReimbursementState.VALIDATED


def test_what_changed_since_the_page_is_shown_again_before_it_is_validated(network, made, client_of):
    answer = client_of("coordinator").post(address("reimbursement_validate", made.pk), {"seen": "20,00"}, follow=True)
    assert "n’a pas été validée" in words(answer)
    with scoped_to(network):
        assert Reimbursement.objects.get().state == ReimbursementState.SUBMITTED


@pytest.mark.parametrize("seen", [{}, {"seen": ""}, {"seen": "trente"}])
def test_a_click_that_does_not_say_what_it_saw_agrees_to_nothing(network, made, client_of, seen):
    client = client_of("coordinator")
    answer = client.post(address("reimbursement_validate", made.pk), seen, follow=True)
    assert "n’est pas parvenu au portail" in words(answer)
    assert "30,00 € demandés par Cyber-base" in words(answer)
    with scoped_to(network):
        assert Reimbursement.objects.get().state == ReimbursementState.SUBMITTED


def test_oddities_are_shown_before_validating(network, made, place, client_of):
    with scoped_to(network):
        day = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")[(timezone.localdate().weekday() + 1) % 7]
        place.opening_hours = f"{day} 09:00-12:00"
        place.save()
        Redemption.objects.filter(pk=made.lines.first().redemption_id).update(session="?")
    page = words(client_of("coordinator").get(address("reimbursement_validate", made.pk)))
    assert "3 pass du carnet n° 000001 ont servi le même jour" in page
    assert "le lieu était fermé" in page
    assert "1 pass a une séance sans nom" in page


def test_the_movements_of_a_claim_are_one_line_that_unfolds(network, made, programme, by, client_of):
    """Three passes of 10 €: one line that they were used, one that they were paid; asked for, six lines."""
    with scoped_to(network):
        pay(
            validate(made, by=by, at=timezone.now()),
            reference="MANDAT 12",
            on=timezone.localdate(),
            by=by,
            at=timezone.now(),
        )
    client, url = client_of("coordinator"), address("fund_movements", programme.funded_action.fund_id)
    page = words(client.get(url))
    assert f"3 pass payés, demande {made}" in page and f"3 pass utilisés, demande {made}" in page
    assert "− 30,00 €" in page and "− 10,00 €" not in page
    assert "1 mouvement " in words(client.get(url, {"q": "mandat 12"}))
    assert "6 mouvements " in words(client.get(url, {"claim": made.pk}))
    assert "3 mouvements " in words(client.get(url, {"q": "mandat 12", "passes": "each"}))
    lines = client.get(url, {"q": "mandat 12", "export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert [line.split(";")[2:6] for line in lines[1:]] == [
        [f"3 pass payés, demande {made}", "MANDAT 12", "Sortie", "-30,00"]
    ]


def test_an_account_that_nobody_has_confirmed_is_reported_and_refused(network, made, place, programme, by, client_of):
    with scoped_to(network):
        use_passes(1, place, programme, by=by, at=timezone.now())
        now = timezone.now()
        account = {"iban": "FR14 2004 1010 0505 0001 3M02 606", "account_holder": "Cyber-base"}
        second = ask(place, programme, timezone.localdate(now), **account, certified=True, by=by, at=now)
    client, url = client_of("coordinator"), address("reimbursement_validate", second.pk)
    sentence = f"Le compte de la demande {second} n’est pas celui de {place}"
    assert sentence in words(client.get(url))
    assert sentence in words(client.post(url, {"seen": "10,00"}, follow=True))
    with scoped_to(network):
        confirm_accounts()
    assert f"La demande {second} est validée" in words(client.post(url, {"seen": "10,00"}, follow=True))


def test_a_line_is_corrected_with_a_reason_that_the_place_reads(network, made, client_of):
    with scoped_to(network):
        line = made.lines.first()
    client = client_of("coordinator")
    assert "Retirer le pass n°" in words(client.get(address("reimbursement_correct", line.pk)))
    assert "Ce champ est obligatoire." in words(client.post(address("reimbursement_correct", line.pk), {"reason": ""}))
    answer = client.post(address("reimbursement_correct", line.pk), {"reason": "Personne absente"}, follow=True)
    assert "est retiré de la demande" in words(answer)
    assert "Personne absente" in words(client_of("training_place").get(address("reimbursement", made.pk)))
    with scoped_to(network):
        assert Pass.objects.get(pk=line.redemption.one_pass_id).state == PassState.ISSUED
    again = client.post(address("reimbursement_correct", line.pk), {"reason": "Encore"})
    assert "déjà annulée" in words(again)


@pytest.mark.parametrize(
    ("reference", "in_days", "sentence"),
    [("", 0, "Ce champ est obligatoire."), ("M-1", 1, "n’est pas encore venu"), ("--", 0, "Donnez la référence")],
)
def test_a_payment_that_cannot_be_is_refused(network, validated, client_of, reference, in_days, sentence):
    sent = {"reference": reference, "on": timezone.localdate() + timedelta(days=in_days)}
    page = client_of("coordinator").post(address("reimbursement_pay", validated.pk), sent)
    assert sentence in words(page)
    with scoped_to(network):
        assert Reimbursement.objects.get().state == ReimbursementState.VALIDATED


def test_a_claim_that_was_validated_meanwhile_leads_to_its_page(validated, client_of):
    client = client_of("coordinator")
    url = address("reimbursement", validated.pk)
    for answer in (
        client.get(address("reimbursement_validate", validated.pk)),
        client.post(address("reimbursement_validate", validated.pk), {"seen": "30,00"}),
    ):
        assert (answer.status_code, answer.url) == (302, url)


def test_the_accounting_office_gets_a_file_of_what_to_pay(network, validated, place, programme, by, client_of):
    with scoped_to(network):
        use_passes(1, place, programme, by=by, at=timezone.now())
        asked(place, programme, by=by)
    client = client_of("coordinator")
    file = client.post(address("reimbursement_export"), {"format": "csv"})
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
    lines = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    month = timezone.localdate()
    assert lines == [
        {
            "Référence": validated.reference,
            "Lieu": "Cyber-base",
            "Organisme": place.partner.name,
            "SIRET": "21470001500018",
            "IBAN": "FR7630006000011234567890189",
            "Titulaire du compte": "Cyber-base",
            "Montant": "30,00",
            "Fonds": "Fonds de Pass numérique",
            "Programme": "Pass numérique",
            "Mois": lines[0]["Mois"],
            "Libellé du virement": f"{validated.reference} {month:%m/%Y} Pass numerique Cyber-base",
            "Validée le": f"{month:%d/%m/%Y}",
        }
    ]
    with scoped_to(network):
        assert Reimbursement.objects.get(pk=validated.pk).exported_at is not None
    nothing = client.post(address("reimbursement_export") + "?exported=no", {"format": "xlsx"}, follow=True)
    assert "Aucune demande validée n’attend son paiement" in words(nothing)
    workbook = client.post(address("reimbursement_export"), {"format": "xlsx"})
    assert workbook["Content-Type"].startswith("application/vnd.openxmlformats")
    assert client.get(address("reimbursement_export")).status_code == 405


def test_what_is_owed_to_places_is_one_page_the_oldest_first(network, made, place, programme, by, client_of):
    with scoped_to(network):
        other = make_place("Ailleurs", by=by)
        use_passes(2, other, programme, by=by, at=timezone.now())
    client = client_of("coordinator")
    page = words(client.get(address("reimbursement_dues")))
    assert "50,00 € sont dus aux lieux" in page
    assert "Ailleurs" in page
    filtered = words(client.get(address("reimbursement_dues") + f"?place={place.pk}"))
    assert "Ailleurs" not in filtered[filtered.index("Dû depuis") :]
    file = client.get(address("reimbursement_dues") + "?export=csv").content.decode("utf-8-sig")
    assert "Ailleurs;Pass numérique" in file
    staged = words(client.get(address("reimbursement_dues") + "?stage=asked"))
    assert "Ailleurs" not in staged[staged.index("Dû depuis") :]


def test_the_foot_of_a_list_is_summed_in_the_database(
    network, made, place, programme, by, client_of, django_assert_num_queries
):
    """Over all that the filters leave, whatever page is shown; no row is read for it."""
    with scoped_to(network):
        other = make_place("Médiathèque", by=by)
        use_passes(3, other, programme, by=by)
        asked(other, programme, by=by)
        use_passes(1, other, programme, by=by)
        claims = Reimbursement.objects.with_total().order_by("pk")
        for rows, table, name in (
            (claims, ReimbursementTable, "total"),
            (claims.filter(place=other), ReimbursementTable, "total"),
            (claims.filter(reference=""), ReimbursementTable, "total"),
            (dues_by_month(today=timezone.localdate()), DuesTable, "amount"),
        ):
            values = [one[name] if isinstance(one, dict) else getattr(one, name) for one in rows.all()]
            shown = table(rows.all(), order_by=name)
            with django_assert_num_queries(1):
                footer = shown.columns[name].footer
            assert footer == euros(sum(values, D(0)))
            assert shown.data.data._result_cache is None


def test_what_is_paid_is_owed_no_more_and_a_mistake_shows_below_zero(network, paid, by, client_of):
    client = client_of("coordinator")
    assert "Tout est payé" in words(client.get(address("reimbursement_dues")))
    with scoped_to(network):
        take_back(paid.lines.first().redemption, reason="Erreur", by=by, at=timezone.now())
    page = words(client.get(address("reimbursement_dues")))
    assert "À déduire" in page
    assert "\u221210,00 €" in page


def late(network, *, days):
    """Let the last day of all booklets be so many days away."""
    last = timezone.localdate() + timedelta(days=days)
    with scoped_to(network):
        Booklet.objects.update(
            claim_until=last,
            valid_until=last - timedelta(days=60),
            accepted_until=last - timedelta(days=60),
            issued_on=last - timedelta(days=90),
        )
    return last


def test_what_lapses_soon_is_shown_with_whom_it_is_written_to(network, used, place, client_of):
    late(network, days=12)
    page = words(client_of("coordinator").get(address("lapse_list")))
    assert "30,00 € à demander dans les 30 jours" in page
    assert "Rendre au fonds" not in page


def test_what_is_over_is_confirmed_by_a_person(network, used, place, programme, client_of):
    last = late(network, days=-1)
    client = client_of("coordinator")
    assert "3 pass jamais réclamés" in words(client.get(address("network_home")))
    page = words(client.get(address("lapse_list")))
    assert "30,00 € n’ont pas été demandés à temps" in page
    query = f"?lieu={place.pk}&programme={programme.pk}&jour={last}"
    assert "Cela ne se reprend pas" in words(client.get(address("lapse_confirm") + query))
    stale = client.post(address("lapse_confirm") + query, {"seen": "20,00"}, follow=True)
    assert "le montant est devenu 30,00 €" in words(stale)
    for blind in ({}, {"seen": ""}, {"seen": "trente"}):
        answer = client.post(address("lapse_confirm") + query, blind)
        assert "n’est pas parvenu au portail" in words(answer)
    with scoped_to(network):
        assert not Pass.objects.filter(state=PassState.LAPSED).exists()
    done = client.post(address("lapse_confirm") + query, {"seen": "30,00"}, follow=True)
    assert "30,00 € reviennent au fonds" in words(done)
    with scoped_to(network):
        assert Pass.objects.filter(state=PassState.LAPSED).count() == 3
    assert client.get(address("lapse_confirm") + query).status_code == 404
    assert "Aucune date limite n’approche" in words(client.get(address("lapse_list")))


def test_the_page_of_a_place_shows_what_it_is_owed(made, place, client_of):
    for role in ("coordinator", "training_place"):
        page = words(client_of(role).get(address("training_place", place.pk)))
        assert "30,00 € lui sont dus" in page
        assert made.reference in page


def test_more_rows_ask_no_more_questions(network, by, programme, client_of):
    """Over 0.3 s: three places whose passes were used, asked for, and left."""
    client = client_of("coordinator")
    names = ["reimbursement_list", "reimbursement_dues", "lapse_list", "network_home"]

    def add(number):
        with scoped_to(network):
            place = make_place(f"Lieu {number}", by=by, partner=make_partner(f"Organisme {number}"))
            for _ in range(2):
                use_passes(1, place, programme, by=by, at=timezone.now())
                asked(place, programme, by=by)
            use_passes(1, place, programme, by=by, at=timezone.now())

    def queries(name):
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address(name)).status_code == 200
        return len(caught)

    add(1)
    first = {name: (queries(name), queries(name))[1] for name in names}
    add(2)
    add(3)
    assert {name: queries(name) for name in names} == first
