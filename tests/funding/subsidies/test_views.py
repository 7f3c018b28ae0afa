"""Pages of subsidy requests: prepared, completed without losing a word, submitted, decided by their operator."""

import io
from datetime import timedelta
from decimal import Decimal

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from funding.agreements.actions.instalments import pledge_instalments
from funding.agreements.actions.life import terminate
from funding.agreements.enums import AgreementKind, InstalmentFlow, SubsidyState
from funding.models import Instalment, SubsidyRequest
from funding.subsidies.actions import grant_request, prepare_requests
from funding.subsidies.queries import budget_of
from inclusion.core.scope import scoped_to
from tests.builders import make_partner
from tests.funding.agreement_builders import tiny_pdf
from tests.funding.builders import make_fund
from tests.funding.instalment_builders import bare_agreement, bare_instalment, bare_party
from tests.pages import address, words


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def agreement(network, cast, today):
    """The operator of the cast pays 14 000 € this year and the next, in two parts."""
    with scoped_to(network):
        by, now = cast["coordinator"].user, timezone.now()
        fund = make_fund(start=today.replace(month=1, day=1), end=today.replace(year=today.year + 3, month=1, day=1))
        agreement = bare_agreement(
            by, fund=fund, kind=AgreementKind.COOPERATION, start=fund.start, end=fund.end, signed_on=today
        )
        party = bare_party(agreement, cast["operator"].partner)
        for year in (today.year, today.year + 1):
            for amount in ("8000.00", "6000.00"):
                bare_instalment(party, amount, year=year, due_on=today + timedelta(days=5))
        pledge_instalments(agreement, by=by, at=now)
        return agreement


@pytest.fixture
def subsidy(network, agreement, cast, today):
    with scoped_to(network):
        (made,) = prepare_requests(agreement, year=today.year, by=cast["coordinator"].user, at=timezone.now())
        return made


def fresh(network, subsidy):
    with scoped_to(network):
        return SubsidyRequest.objects.select_related("party__partner", "report_document").get(pk=subsidy.pk)


def filled(**fields):
    return {
        "asked": "14 000", "project": "Deux coordinatrices", "expenses": "2", "resources": "2",
        "expenses_label_0": "Salaires", "expenses_amount_0": "20 000",
        "resources_label_0": "Subvention", "resources_amount_0": "14 000,00",
        "resources_label_1": "Autres", "resources_amount_1": "6000",
        **fields,
    }  # fmt: skip


def set_state(network, subsidy, today, state=SubsidyState.SUBMITTED):
    with scoped_to(network):
        SubsidyRequest.objects.filter(pk=subsidy.pk).update(state=state, submitted_on=today)


# -- Prepared, completed, submitted -------------------------------------------------------------


def test_the_requests_of_a_year_are_prepared_in_one_click(network, agreement, today, client_of):
    client = client_of("coordinator")
    page = words(client.get(address("subsidy_prepare", agreement.pk)))
    assert f"{today.year} : 1 opérateur, 14 000,00 €" in page
    response = client.post(address("subsidy_prepare", agreement.pk), {"year": today.year}, follow=True)
    assert f"La demande de {today.year} est commencée." in words(response)
    with scoped_to(network):
        made = SubsidyRequest.objects.get()
    assert response.redirect_chain[-1][0] == address("subsidy_detail", made.pk)
    again = client.post(address("subsidy_prepare", agreement.pk), {"year": today.year})
    assert "Sélectionnez un choix valide" in words(again)


def test_a_request_is_completed_and_submitted(network, subsidy, today, client_of):
    client = client_of("coordinator")
    page = words(client.get(address("subsidy_detail", subsidy.pk)))
    assert f"La demande de {today.year} à Organisme operator est à compléter" in page
    assert "Déposer la demande" not in page
    response = client.post(address("subsidy_edit", subsidy.pk), filled(), follow=True)
    assert "La demande est enregistrée." in words(response)
    assert "Déposer la demande" in words(response)
    with scoped_to(network):
        assert budget_of(fresh(network, subsidy)) == (
            [("Salaires", Decimal("20000.00"))],
            [("Subvention", Decimal("14000.00")), ("Autres", Decimal("6000.00"))],
        )
    response = client.post(address("subsidy_submit", subsidy.pk), follow=True)
    assert "La demande est déposée" in words(response)
    assert fresh(network, subsidy).state == SubsidyState.SUBMITTED
    assert "elle ne change plus" in words(client.get(address("subsidy_edit", subsidy.pk), follow=True))


def test_unequal_sides_are_reported_and_nothing_typed_is_lost(network, subsidy, client_of):
    response = client_of("coordinator").post(address("subsidy_edit", subsidy.pk), filled(resources_amount_1="5 999,99"))
    page = words(response)
    assert "Les dépenses font 20 000,00 € et les recettes 19 999,99 € : il manque 0,01 € de recettes." in page
    assert "Ce n’est pas encore possible. Ce que vous avez saisi est gardé." in page
    for typed in ("Salaires", "20 000", "5 999,99", "Deux coordinatrices"):
        assert typed in page
    with scoped_to(network):
        assert budget_of(fresh(network, subsidy))[0] == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"expenses_amount_1": "12"}, "Indiquez à quoi correspond ce montant."),
        ({"expenses_label_1": "Frais"}, "Écrivez le montant de cette ligne, ou effacez-la."),
        ({"expenses_label_1": "Frais", "expenses_amount_1": "1e5"}, "Écrivez un montant en chiffres"),
        ({"expenses_label_1": "Frais", "expenses_amount_1": "-5"}, "Une ligne du budget n’est pas négative."),
        ({"asked": "0"}, "supérieur à zéro"),
        ({"asked": "13 000"}, "Aucune recette n’est de 13 000,00 €"),
    ],
)
def test_what_no_budget_can_be_is_reported_at_its_line(subsidy, client_of, fields, sentence):
    page = words(client_of("coordinator").post(address("subsidy_edit", subsidy.pk), filled(**fields)))
    assert sentence in page
    assert "Salaires" in page


def test_lines_are_added_without_javascript_and_keep_what_was_typed(network, subsidy, client_of):
    sent = filled(add="expenses", expenses_amount_1="douze")
    page = client_of("coordinator").post(address("subsidy_edit", subsidy.pk), sent).content.decode()
    assert 'name="expenses_label_4"' in page
    assert 'name="expenses_label_5"' not in page
    assert 'name="resources_label_2"' not in page
    assert 'name="expenses" value="5"' in page
    for typed in ('value="Salaires"', 'value="douze"', "Deux coordinatrices"):
        assert typed in page
    assert "à corriger" not in page
    with scoped_to(network):
        assert budget_of(fresh(network, subsidy))[0] == []


def test_a_report_is_kept_though_the_budget_is_wrong(network, subsidy, client_of):
    with scoped_to(network):
        SubsidyRequest.objects.update(needs_report=True)
    client, url = client_of("coordinator"), address("subsidy_edit", subsidy.pk)

    def bring(data, **fields):
        upload = SimpleUploadedFile("bilan.pdf", data, content_type="application/pdf")
        return words(client.post(url, filled(report_file=upload, report="Mille personnes", **fields)))

    page = bring(b"bonjour")
    assert "n’est pas un PDF, quel que soit son nom" in page
    assert "Salaires" in page
    # With the button that adds a line, nothing is looked at but the file.
    assert "n’est pas un PDF, quel que soit son nom" in bring(b"bonjour", add="resources")
    page = bring(tiny_pdf(), resources_amount_1="1")
    assert "Le bilan « bilan.pdf » est joint à la demande." in page
    assert "il manque 5 999,00 € de recettes" in page
    assert "Mille personnes" in page
    kept = fresh(network, subsidy)
    assert kept.report_document is not None
    response = client.get(address("subsidy_report", subsidy.pk))
    assert response.content == tiny_pdf()
    client.post(url, filled(drop_report_file="on", report="Mille personnes"))
    assert fresh(network, subsidy).report_document is None
    assert client.get(address("subsidy_report", subsidy.pk)).status_code == 404


def test_what_is_missing_is_named_where_it_is_submitted_too_early(network, subsidy, client_of):
    response = client_of("coordinator").post(address("subsidy_submit", subsidy.pk), follow=True)
    assert "Écrivez le budget de l’année" in words(response)
    assert fresh(network, subsidy).state == SubsidyState.DRAFT


# -- Decided ------------------------------------------------------------------------------------


def test_an_operator_decides_of_its_own_request(network, subsidy, today, client_of, cast):
    set_state(network, subsidy, today)
    client = client_of("operator")
    assert "attend votre décision" in words(client.get(address("network_home")))
    assert "1 demande attend votre décision : 14 000 €" in words(client.get(address("subsidy_list")))
    page = words(client.get(address("subsidy_detail", subsidy.pk)))
    assert "14 000 € vous sont demandés" in page
    decision = {"decision": "grant", "granted": "12 999,99", "on": today, "reason": ""}
    refused = words(client.post(address("subsidy_decide", subsidy.pk), decision))
    assert "indiquez pourquoi un autre montant est accordé" in refused
    assert "12 999,99" in refused
    response = client.post(address("subsidy_decide", subsidy.pk), {**decision, "reason": "Budget réduit"}, follow=True)
    assert "12 999,99 € sont accordés" in words(response)
    decided = fresh(network, subsidy)
    assert (decided.state, decided.decided_by) == (SubsidyState.GRANTED, cast["operator"].user)
    with scoped_to(network):
        shares = Instalment.objects.filter(year=today.year).order_by("pk").values_list("amount", flat=True)
        assert list(shares) == [Decimal("7428.57"), Decimal("5571.42")]


def test_the_coordinator_notes_a_refusal_and_takes_it_up_again(network, subsidy, today, client_of):
    set_state(network, subsidy, today)
    client = client_of("coordinator")
    assert "Noter la décision" in words(client.get(address("subsidy_detail", subsidy.pk)))
    asked = {"decision": "refuse", "on": today}
    assert "Indiquez pourquoi la demande est refusée." in words(
        client.post(address("subsidy_decide", subsidy.pk), asked)
    )
    client.post(address("subsidy_decide", subsidy.pk), {**asked, "reason": "Plus de budget"})
    assert "refuse la demande" in words(client.get(address("subsidy_detail", subsidy.pk)))
    response = client.post(address("subsidy_reopen", subsidy.pk), {"reason": "Nouveau budget"}, follow=True)
    assert "est à compléter" in words(response)
    assert "Nouveau budget" in words(response)


def test_an_operator_sends_back_with_a_reason(network, subsidy, today, client_of):
    set_state(network, subsidy, today)
    client, url = client_of("operator"), address("subsidy_reopen", subsidy.pk)
    assert "obligatoire" in words(client.post(url, {"reason": ""}))
    client.post(url, {"reason": "Détaillez les salaires"})
    assert fresh(network, subsidy).decision_reason == "Détaillez les salaires"
    assert client.get(address("subsidy_detail", subsidy.pk)).status_code == 404  # a draft is its writer's


def test_another_operator_and_another_network_find_nothing(network, subsidy, today, client_of):
    set_state(network, subsidy, today)
    with scoped_to(network):
        SubsidyRequest.objects.get().party.agreement.parties.update(partner=make_partner("Autre"))
    for name in ("subsidy_detail", "subsidy_decide", "subsidy_document", "subsidy_reopen"):
        assert client_of("operator").get(address(name, subsidy.pk)).status_code == 404
    assert client_of("stranger").get(address("subsidy_detail", subsidy.pk)).status_code == 404
    assert client_of("reader").get(address("subsidy_decide", subsidy.pk)).status_code == 403
    other = reverse("subsidy_detail", args=["maine-et-loire", subsidy.pk])
    assert client_of("stranger").get(other).status_code == 404


# -- Papers and lists ---------------------------------------------------------------------------


@pytest.mark.papers
def test_the_request_is_a_tagged_pdf_with_its_budget_and_the_amount_in_words(network, subsidy, client_of):
    client = client_of("coordinator")
    client.post(address("subsidy_edit", subsidy.pk), filled())
    response = client.get(address("subsidy_document", subsidy.pk))
    assert response["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
    assert client.get(address("subsidy_document", subsidy.pk)).content == response.content
    from funding.subsidies.papers import subsidy_pdf_context

    with scoped_to(network):
        shown = subsidy_pdf_context(fresh(network, subsidy))
    assert shown["asked_words"] == "quatorze mille euros"
    assert [(title, total) for title, _, total in shown["sides"]] == [
        ("Dépenses", Decimal("20000.00")),
        ("Recettes", Decimal("20000.00")),
    ]


def test_the_list_is_filtered_and_exported(network, subsidy, today, client_of):
    client, url = client_of("coordinator"), address("subsidy_list")
    assert "1 demande est à compléter" in words(client.get(url))
    assert "Aucune demande ne correspond" in words(client.get(url, {"state": "granted"}))
    lines = client.get(url, {"export": "csv", "year": today.year}).content.decode("utf-8-sig").splitlines()
    assert lines[0].split(";")[:2] == ["Année", "Opérateur"]
    assert "14000,00" in lines[1]


@pytest.mark.parametrize("name", ["subsidy_list", "network_home"])
def test_the_same_number_of_queries_at_one_and_three_rows(network, subsidy, agreement, today, client_of, name, cast):
    client = client_of("coordinator")
    client.get(address(name))
    with CaptureQueriesContext(connection) as one:
        client.get(address(name))
    with scoped_to(network):
        for partner in ("MSA", "CPAM"):
            bare_instalment(bare_party(agreement, make_partner(partner)), "10.00", year=today.year)
        prepare_requests(agreement, year=today.year, by=cast["coordinator"].user, at=timezone.now())
    with CaptureQueriesContext(connection) as three:
        page = words(client.get(address(name)))
    assert "MSA" in page
    assert len(three) == len(one)


# -- Instalments --------------------------------------------------------------------------------


def test_an_instalment_is_called_from_its_form_once(network, subsidy, agreement, today, client_of, cast):
    client = client_of("coordinator")
    with scoped_to(network):
        first = Instalment.objects.order_by("pk").first()
    url = address("instalment_call", first.pk)
    assert "n’est pas encore déposée" in words(client.post(url, {"due_on": today + timedelta(days=9)}))
    set_state(network, subsidy, today)
    with scoped_to(network):
        grant_request(
            SubsidyRequest.objects.get(),
            granted=Decimal("14000"),
            on=today,
            by=cast["operator"].user,
            at=timezone.now(),
        )
    assert "8 000,00 €" in words(client.get(url))
    assert "Instalments" not in words(client.get(address("network_home")))
    response = client.post(url, {"due_on": today + timedelta(days=9)}, follow=True)
    assert f"L’appel de fonds AF-{today.year}-0001 est émis : 8 000,00 €." in words(response)
    late = words(client.post(url, {"due_on": today + timedelta(days=9)}))
    assert "Cette échéance est déjà appelée" in late
    assert "Appelée" in words(client.get(address("subsidy_detail", subsidy.pk)))
    with scoped_to(network):
        by, now = cast["coordinator"].user, timezone.now()
        terminate(agreement, on=today + timedelta(days=1), reason="L’opérateur se retire.", by=by, at=now)
    stopped = words(client.get(address("subsidy_detail", subsidy.pk)))
    assert "Aucune échéance n’est prévue" not in stopped
    assert "Appelée" in stopped
    assert "Sans suite" in stopped


def test_an_instalment_paid_beside_the_fund_is_noted_and_taken_back(network, agreement, today, client_of):
    with scoped_to(network):
        direct = bare_instalment(agreement.parties.get(), "50.00", year=today.year, flow=InstalmentFlow.DIRECT)
    client, url = client_of("coordinator"), address("instalment_settle", direct.pk)
    page = words(client.post(url, {"on": today + timedelta(days=1)}))
    assert "n’est pas encore venu" in page
    assert "50,00 € sont notés comme versés." in words(client.post(url, {"on": today}, follow=True))
    assert "Elle n’est pas encore versée" in words(client.get(url))
    assert "de nouveau à verser" in words(client.post(url, {"undo": "1"}, follow=True))


def test_what_the_fund_cannot_commit_is_refused(network, agreement, today, client_of):
    with scoped_to(network):
        paid = bare_instalment(agreement.parties.get(), "50.00", year=today.year, flow=InstalmentFlow.PAID_BY_FUND)
        later = bare_instalment(agreement.parties.get(), "60.00", year=today.year + 1, flow=InstalmentFlow.PAID_BY_FUND)
    url = address("instalment_engage", paid.pk)
    client = client_of("coordinator")
    assert "n’est pas encore due" in words(client.get(address("instalment_engage", later.pk)))
    assert "n’est pas encore due" not in words(client.get(url))
    assert "quelle action du fonds" in words(client.get(url))
    assert "sans elle, rien ne s’engage" in words(client.post(url, {"on": today}))
