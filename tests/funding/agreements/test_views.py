"""Pages of agreements: each works, hides from strangers and those who do not sign, keeps what was typed."""

import re
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone

from funding.agreements.actions.drafting import draft_agreement
from funding.agreements.enums import AgreementKind, PartyRole
from funding.enums import AgreementState
from funding.models import Agreement
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner
from tests.funding.agreement_builders import carrier, lead_to, make_agreement, party
from tests.funding.agreement_pages import COOPERATION, FRAMEWORK, SLUG, address, between, fresh, wrong
from tests.funding.builders import make_action, make_fund
from tests.pages import words

State = AgreementState


@pytest.mark.parametrize("role", ["operator", "epci_referent"])
def test_who_signs_sees_it_once_it_is_sent_for_review(cast, client_of, role):
    draft = between(cast, State.DRAFT, role, title="À eux, brouillon")
    sent = between(cast, State.REVIEW, role, title="À eux, en relecture")
    between(cast, State.REVIEW, "prescriber", title="À d’autres")
    client = client_of(role)
    listed = words(client.get(address("agreement_list")))
    assert "À eux, en relecture" in listed
    assert "brouillon" not in listed
    assert "À d’autres" not in listed
    assert "Commencer une convention" not in listed
    assert client.get(address("agreement_detail", draft.pk)).status_code == 404
    assert "vos remarques sont attendues" in words(client.get(address("agreement_detail", sent.pk)))


def test_a_reader_sees_all_that_were_sent_and_writes_none(cast, client_of):
    between(cast, State.DRAFT, "operator", title="Un brouillon")
    sent = between(cast, State.REVIEW, "operator", title="Une relecture")
    client = client_of("reader")
    listed = words(client.get(address("agreement_list")))
    assert "Une relecture" in listed
    assert "Un brouillon" not in listed
    page = words(client.get(address("agreement_detail", sent.pk)))
    assert "En lecture, vous voyez où elle en est" in page
    assert "vos remarques sont attendues" not in page
    assert "Autres actions" not in page


# -- The list ---------------------------------------------------------------------------------------------------------


def test_an_empty_list_says_how_to_begin(cast, client_of):
    assert "Ce réseau n’a pas encore de convention." in words(client_of("coordinator").get(address("agreement_list")))
    assert "Aucune convention ne vous attend." in words(client_of("operator").get(address("agreement_list")))


def test_the_list_filters_and_goes_out_as_a_file(cast, network, client_of):
    today = timezone.localdate()
    with scoped_to(network):
        make_fund("Fonds", start=date(today.year - 1, 1, 1), end=date(today.year + 4, 1, 1))
    near = between(
        cast, State.SIGNED, "operator", title="Bientôt finie", end=today + timedelta(days=60), start=date(2026, 1, 1)
    )
    between(cast, State.SIGNED, "reader", title="Finie plus tard", end=today + timedelta(days=600))
    between(cast, State.DRAFT, "operator", kind=COOPERATION, title="Une coopération")
    client = client_of("coordinator")
    page = words(client.get(address("agreement_list")))
    assert "2 conventions sont en vigueur" in page
    assert "1 se termine dans les 90 jours sans suite signée" in page
    operator = cast["operator"].partner.pk
    every = {"Bientôt finie", "Finie plus tard", "Une coopération"}
    for query, titles in {
        "within=90": {"Bientôt finie"},
        "within=30": set(),
        f"before={today + timedelta(days=60)}": {"Bientôt finie"},
        f"before={today + timedelta(days=59)}": set(),
        "state=draft": {"Une coopération"},
        f"kind={FRAMEWORK.value}": {"Bientôt finie", "Finie plus tard"},
        f"partner={operator}": {"Bientôt finie", "Une coopération"},
    }.items():
        page = words(client.get(f"{address('agreement_list')}?{query}"))
        assert {title for title in every if f">{title}<" in page} == titles, query
        if query.startswith(("within", "before")):
            end = "finit" if titles else "Aucune convention ne finit"
            assert re.search(rf"<h1.*{end}.*</h1>", page), query
    sheet = openpyxl.load_workbook(
        BytesIO(client.get(f"{address('agreement_list')}?within=90&export=xlsx").content)
    ).active
    assert [cell.value for cell in sheet[2]][:2] == [near.reference, "Bientôt finie"]
    assert [cell.value for cell in sheet[2]][7:] == [0, 0]
    csv = client.get(f"{address('agreement_list')}?export=csv").content.decode("utf-8-sig")
    assert "Conseil départemental, Organisme operator" in csv
    assert ";90000,00;" in csv


@pytest.mark.parametrize("query", ["kind=nope", "partner=999999", "within=-4", "state=%00", "page=zzz", "sort=nope"])
def test_nonsense_in_the_address_of_the_list_is_reported_or_ignored(cast, client_of, query):
    between(cast, State.DRAFT, "operator")
    assert client_of("coordinator").get(f"{address('agreement_list')}?{query}").status_code == 200


# -- Begin ------------------------------------------------------------------------------------------------------------


def test_a_kind_is_chosen_first_each_in_plain_words(cast, client_of):
    client = client_of("coordinator")
    page = words(client.get(address("agreement_add")))
    assert "Quelle convention commencez-vous ?" in page
    assert "Personne n’y doit d’argent." in page
    assert "Choisissez la nature de la convention." in words(client.get(f"{address('agreement_add')}?nature="))
    assert client.get(f"{address('agreement_add')}?nature=mariage").status_code == 200


@pytest.mark.parametrize("kind", AgreementKind.values)
def test_no_step_asks_more_than_seven_things(cast, client_of, kind):
    form = client_of("coordinator").get(f"{address('agreement_add')}?nature={kind}").context["form"]
    assert 5 <= len(form.fields) <= 7


def test_a_cooperation_is_begun_with_three_years_and_its_parties(cast, network, client_of):
    year = timezone.localdate().year + 1
    with scoped_to(network):
        fund = make_fund(start=date(2026, 1, 1), end=date(year + 3, 1, 1))
        host = carrier().partner
    client = client_of("coordinator")
    where = f"{address('agreement_add')}?nature=cooperation"
    form = client.get(where).context["form"]
    offered = {name: form[name].value() for name in ("start", "end", "fund", "party_1")}
    assert offered == {"start": date(year, 1, 1), "end": date(year + 2, 12, 31), "fund": fund.pk, "party_1": host.pk}
    sent = {**offered, "title": "Coordination", "purpose": "Animer", "party_2": cast["operator"].partner.pk}
    response = client.post(where, sent, follow=True)
    with scoped_to(network):
        made = Agreement.objects.get()
        assert (made.title, made.start, made.end) == ("Coordination", date(year, 1, 1), date(year + 3, 1, 1))
        assert [(one.partner, one.role) for one in made.parties.select_related("partner")] == [
            (host, PartyRole.CARRIER),
            (cast["operator"].partner, PartyRole.FUNDER),
        ]
        assert made.sections.exists()
    page = words(response)
    assert f"La convention {made.reference} est commencée." in page
    assert "avant de l’envoyer en relecture" in page, page[page.index("<h1") :][:3000]
    assert "Prévoir les échéances" in page


def test_what_is_wrong_with_a_beginning_is_reported_and_what_was_typed_stays(cast, network, client_of):
    client = client_of("coordinator")
    where = f"{address('agreement_add')}?nature=framework"
    partner = cast["operator"].partner.pk
    sent = {
        "title": "Un titre gardé",
        "start": "2027-05-05",
        "end": "2027-01-01",
        "party_1": partner,
        "party_2": partner,
    }
    response = client.post(where, sent)
    assert wrong(response, "end") == "La fin de la convention est avant son début."
    assert "déjà choisi" in wrong(response, "party_2")
    page = words(response)
    assert 'value="Un titre gardé"' in page
    assert 'value="2027-05-05"' in page
    response = client.post(where, {"title": "", "start": "demain", "end": "9999-99-99", "party_1": "x"})
    assert set(response.context["form"].errors) == {"title", "start", "end", "party_1", "party_2"}
    assert "1900" in str(client.post(where, {**sent, "start": "1900-01-01"}).context["form"]["start"].value())
    assert client.post(where, {**sent, "title": "x" * 161}).status_code == 200
    with scoped_to(network):
        assert not Agreement.objects.exists()


# -- Change, discard --------------------------------------------------------------------------------------------------


def test_an_open_agreement_is_changed_and_keeps_what_its_kind_is_not_asked(cast, network, client_of):
    draft = between(cast, State.DRAFT, "operator")
    client = client_of("coordinator")
    sent = {"title": "Autre titre", "purpose": "", "start": "2026-02-01", "end": "2026-12-31"}
    response = client.post(address("agreement_edit", draft.pk), sent, follow=True)
    assert "Les changements sont enregistrés." in words(response)
    changed = fresh(draft)
    assert (changed.title, changed.purpose, changed.end) == ("Autre titre", "", date(2027, 1, 1))
    assert changed.theme == draft.theme != ""


def test_an_action_of_another_fund_is_refused_at_its_field(cast, network, client_of):
    by = cast["coordinator"].user
    with scoped_to(network):
        fund, other = make_fund("Le bon"), make_fund("L’autre")
        action = make_action(other, "Postes", by=by)
        kind = AgreementKind.COFINANCING_TWO
        draft = draft_agreement(kind=kind, title="Poste", start=fund.start, end=fund.end, fund=fund, by=by, at=AT)
    sent = {"title": "Poste", "start": "2026-01-01", "end": "2028-12-31", "fund": fund.pk, "funded_action": action.pk}
    response = client_of("coordinator").post(address("agreement_edit", draft.pk), sent)
    assert wrong(response, "funded_action") == "Cette action est celle d’un autre fonds."


@pytest.mark.parametrize("state", [State.REVIEW, State.TO_SIGN, State.ACTIVE, State.ENDED, State.TERMINATED])
def test_a_closed_agreement_is_not_changed(cast, client_of, state):
    agreement = between(cast, state, "operator")
    client = client_of("coordinator")
    how = "un avenant" if agreement.is_bound else "Pour la modifier, renvoyez-la d’abord en correction."
    for name in ("agreement_edit", "agreement_party_add", "agreement_instalment_add"):
        page = words(client.get(address(name, agreement.pk)))
        assert how in page
        assert (address("agreement_send_back", agreement.pk) in page) is not agreement.is_bound
    sent = {"title": "Autre titre", "start": "2026-02-01", "end": "2026-12-31"}
    response = client.post(address("agreement_edit", agreement.pk), sent)
    assert how in wrong(response, "__all__")
    assert fresh(agreement).title == agreement.title


def test_who_signs_is_said_during_the_review_from_where_it_is_missing(cast, network, client_of):
    with scoped_to(network):
        nobody = party("MSA", signatory_name="", signatory_function="")
        agreement = make_agreement(state=State.REVIEW, parties=[carrier(), nobody])
        msa = agreement.parties.get(partner=nobody.partner)
    client, where = client_of("coordinator"), address("agreement_party_edit", msa.pk)
    page = words(client.get(agreement.get_absolute_url()))
    assert "Il manque une chose avant de la préparer à la signature" in page
    assert f'<a href="{where}">Indiquez qui signe pour MSA, et sa fonction.</a>' in page
    assert set(client.get(where).context["form"].fields) == {
        "signatory_name",
        "signatory_function",
        "deliberation",
        "deliberated_on",
    }
    response = client.post(where, {"signatory_name": "Alix", "signatory_function": "Directrice"}, follow=True)
    assert "Alix, Directrice, signe pour MSA." in words(response)
    assert "Préparer l’exemplaire à signer" in words(response)


def test_a_draft_is_discarded_after_a_question_and_nothing_else_is(cast, network, client_of):
    draft, sent = between(cast, State.DRAFT, "operator"), between(cast, State.REVIEW, "operator")
    client = client_of("coordinator")
    assert f"Supprimer {draft.reference} ?" in words(client.get(address("agreement_discard", draft.pk)))
    response = client.post(address("agreement_discard", draft.pk), follow=True)
    assert f"{draft.reference} est supprimé." in words(response)
    response = client.post(address("agreement_discard", sent.pk), follow=True)
    assert "renvoyez-la d’abord en correction" in words(response)
    with scoped_to(network):
        assert list(Agreement.objects.all()) == [sent]
    assert client.get(address("agreement_detail", draft.pk)).status_code == 404


# -- One agreement ----------------------------------------------------------------------------------------------------


def test_the_page_says_what_is_missing_and_leads_to_the_first(cast, network, client_of):
    with scoped_to(network):
        fund, by = make_fund(), cast["coordinator"].user
        caf = party("CAF", signatory_name="", signatory_function="")
        alone = make_agreement(by=by, instalments=False, fund=fund, parties=[caf])
        unplanned = make_agreement(by=by, instalments=False, fund=fund, parties=[carrier(), caf])
    client = client_of("coordinator")
    page = words(client.get(address("agreement_detail", alone.pk)))
    assert "Il manque 2 choses avant de l’envoyer en relecture" in page
    assert "Prévoyez au moins une échéance" in page
    assert f'<a class="btn" href="{address("agreement_party_add", alone.pk)}">Ajouter une partie</a>' in page
    assert "Dire qui signe" in page
    page = words(client.get(address("agreement_detail", unplanned.pk)))
    assert "Il manque une chose avant de l’envoyer en relecture" in page
    assert ">Prévoir les échéances</a>" in page


#: What the coordination reads in each state, in which one agreement is after the other.
STANDS = {
    State.DRAFT: ("Complète, elle peut partir en relecture", "Envoyer en relecture"),
    State.REVIEW: ("En relecture, aucune remarque n’attend de réponse", "Préparer l’exemplaire à signer"),
    State.CORRECTION: ("À corriger, puis à renvoyer en relecture", "Renvoyer en relecture"),
    State.TO_SIGN: ("Prête à signer", "Enregistrer les signatures"),
    State.SIGNED: ("Signée, elle peut être mise en vigueur", "Mettre en vigueur"),
    State.ACTIVE: ("En vigueur jusqu’au 31 décembre 2028", "Faire un avenant"),
    State.TERMINATED: ("Résiliée à compter du 1er janvier 2027", ""),
}


def test_the_title_says_where_it_stands_and_the_button_what_happens(cast, network, client_of):
    agreement = between(cast, State.DRAFT, "operator", kind=COOPERATION)
    where = address("agreement_detail", agreement.pk)
    coordinator, operator, reader = map(client_of, ("coordinator", "operator", "reader"))
    for state, (title, action) in STANDS.items():
        if state != State.DRAFT:
            with scoped_to(network):
                agreement = lead_to(agreement, state, by=cast["coordinator"].user)
            assert [one.get(where).status_code for one in (operator, reader)] == [200, 200], state
        page = words(coordinator.get(where))
        assert f"<h1>{title}</h1>" in page and action in page, state


def test_the_page_adds_up_the_plan_and_lists_its_papers(cast, client_of):
    agreement = between(cast, State.ACTIVE, "operator", kind=COOPERATION)
    page = words(client_of("operator").get(address("agreement_detail", agreement.pk)))
    assert page.count("90 000,00 €") >= 2
    assert "Dominique operator" in page
    assert "En tant qu’opérateur, vous pouvez suivre ses échéances" in page
    assert "Télécharger l’exemplaire signé" in page
    assert fresh(agreement).signed_document_id
    with scoped_to(agreement.network):
        for paper in (agreement.document, agreement.signed_document):
            assert paper.sha256 in page
    assert "Convention signée" in page
    assert cast["coordinator"].user.last_name not in page


def test_the_reason_of_a_correction_is_shown_to_all_parties(cast, client_of):
    agreement = between(cast, State.CORRECTION, "operator")
    for role in ("coordinator", "operator"):
        assert "Une erreur" in words(client_of(role).get(address("agreement_detail", agreement.pk)))


def test_slug_is_of_the_network():
    assert address("agreement_list") == f"/{SLUG}/conventions/"


def test_make_partner_is_not_party(cast, network, client_of):
    """A member of an organisation that signs nothing finds no agreement, though one is in force."""
    agreement = between(cast, State.ACTIVE, "reader")
    with scoped_to(network):
        make_partner("Une autre")
    assert client_of("operator").get(address("agreement_detail", agreement.pk)).status_code == 404
