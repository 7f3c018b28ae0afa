"""Writing agreements: what is begun, changed, planned and discarded, and what is refused without a trace."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from funding.agreements.actions.drafting import (
    InstalmentTerms,
    change_agreement,
    discard_draft,
    draft_agreement,
    plan_every_year,
    plan_instalment,
    remove_instalment,
    remove_party,
    set_party,
)
from funding.agreements.actions.texts import comment_on
from funding.agreements.enums import AgreementKind, InstalmentFlow, PartyRole
from funding.enums import AgreementState, Verb
from funding.models import Agreement, AgreementParty, AgreementSection, Instalment, Post, SectionComment, SubsidyRequest
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner, own_details
from tests.funding.agreement_builders import carrier, make_agreement, make_financed_post, party, tiny_pdf
from tests.funding.builders import END, START, make_action, make_fund
from tests.setup_data import setup_data

D = Decimal
CALLED, DIRECT = InstalmentFlow.CALLED, InstalmentFlow.DIRECT


@pytest.fixture(autouse=True)
def quick_paper(monkeypatch):
    """The PDF to sign has tests of its own."""
    monkeypatch.setattr("funding.agreements.actions.life.agreement_pdf", lambda *_, **__: tiny_pdf("À signer"))


@setup_data
def agreement(by):
    """A cooperation of three years with the Conseil départemental and one CAF, nothing planned."""
    return make_agreement(by=by, instalments=False)


def draft(by, **fields):
    values = {"kind": AgreementKind.FRAMEWORK, "title": "Cadre", "start": START, "end": END, **fields}
    return draft_agreement(**values, by=by, at=fields.pop("at", AT))


def change(agreement, by, **fields):
    values = {
        name: getattr(agreement, name)
        for name in ("title", "start", "end", "purpose", "fund", "funded_action", "theme")
    }
    return change_agreement(agreement, **{**values, **fields}, by=by, at=AT)


def payer_of(agreement):
    return agreement.parties.get(role=PartyRole.FUNDER)


def terms(agreement, amount="1000.00", *, year=2026, due_on=None, **fields):
    values = {"party": payer_of(agreement), "flow": CALLED, "due_on": due_on or date(year, 3, 31), **fields}
    return InstalmentTerms(year=year, amount=D(amount), **values)


def refused(work, field=None, match=None):
    """What a refusal says; nothing of it stays."""
    before = _all()
    with pytest.raises(DomainError, match=match) as refusal, transaction.atomic():
        work()
    assert refusal.value.field == field
    assert _all() == before
    return str(refusal.value)


def _all():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Agreement, AgreementParty, Instalment, AgreementSection, JournalEntry)
    ]


# -- Beginning --------------------------------------------------------------------------------


def test_an_agreement_begins_with_its_number_its_parties_and_its_articles(by):
    fund = make_fund()
    made = draft(
        by, kind=AgreementKind.COOPERATION, title=" Coopération ", fund=fund, parties=[carrier(), party("CAF")]
    )
    assert (made.reference, made.state, made.title) == ("CONV-2026-0001", AgreementState.DRAFT, "Coopération")
    assert (made.start, made.end, made.fund, made.drafted_by) == (START, END, fund, by)
    assert [(str(one), one.role) for one in made.parties.all()] == [
        ("Conseil départemental", PartyRole.CARRIER),
        ("CAF", PartyRole.FUNDER),
    ]
    assert made.sections.count() > 2
    assert made.template_version is not None
    entry = JournalEntry.objects.get(verb=Verb.AGREEMENT_DRAFTED)
    assert entry.target_label == "CONV-2026-0001, Coopération"


def test_numbers_follow_one_another_in_each_year_and_network(by, other_network):
    assert [draft(by).reference for _ in range(2)] == ["CONV-2026-0001", "CONV-2026-0002"]
    refused(lambda: draft(by, title=""), "title")
    assert draft(by).reference == "CONV-2026-0003"
    # New Year's Eve in UTC is New Year in France.
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert (
        draft_agreement(kind=AgreementKind.FRAMEWORK, title="Cadre", start=START, end=END, by=by, at=late).reference
        == "CONV-2027-0001"
    )
    with scoped_to(other_network):
        assert draft(by).reference == "CONV-2026-0001"


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"title": "  "}, "title", "Donnez un titre"),
        ({"end": START}, "end", "ne précède pas le premier"),
        ({"start": date(2027, 1, 1), "end": date(2026, 6, 1)}, "end", "ne précède pas le premier"),
        ({"kind": AgreementKind.COOPERATION, "end": date(2029, 2, 1)}, "end", "36 mois au plus"),
    ],
)
def test_what_no_agreement_can_be_is_refused_at_once(by, fields, field, sentence):
    refused(lambda: draft(by, **fields), field, sentence)
    assert draft(by).reference == "CONV-2026-0001"


def test_other_kinds_may_last_longer(by):
    assert draft(by, kind=AgreementKind.CTG, end=date(2031, 1, 1)).pk


def test_an_action_is_one_of_the_fund(by):
    fund, other = make_fund(), make_fund("Autre")
    action = make_action(other, "Forum", by=by)
    refused(lambda: draft(by, fund=fund, funded_action=action), "funded_action", "choisissez-en une de ce fonds")
    refused(lambda: draft(by, funded_action=action), "funded_action", "choisissez aussi ce fonds")
    assert draft(by, fund=other, funded_action=action).funded_action == action


# -- Changing ---------------------------------------------------------------------------------


def test_a_change_says_what_changed_and_nothing_says_nothing(agreement, by):
    change(agreement, by)
    assert not JournalEntry.objects.filter(verb=Verb.AGREEMENT_CHANGED).exists()
    changed = change(agreement, by, title="Autre titre", end=date(2028, 1, 1))
    assert (changed.title, changed.end) == ("Autre titre", date(2028, 1, 1))
    entry = JournalEntry.objects.get(verb=Verb.AGREEMENT_CHANGED)
    assert own_details(entry) == {"changed": ["title", "end"]}
    refused(lambda: change(agreement, by, end=date(2029, 2, 1)), "end", "36 mois")


CLOSED = [state for state in AgreementState if state not in (AgreementState.DRAFT, AgreementState.CORRECTION)]


@pytest.mark.parametrize("state", CLOSED)
def test_nothing_changes_once_an_agreement_is_closed(by, state):
    agreement = make_agreement(state=state, by=by)
    payer, planned = payer_of(agreement), agreement.instalments.first()
    how = "par un avenant" if agreement.is_bound else "renvoyez-la d’abord en correction"
    msa = make_partner("MSA")
    for work in (
        lambda: change(agreement, by, title="Autre"),
        lambda: discard_draft(agreement, by=by, at=AT),
        lambda: set_party(
            agreement, partner=msa, role="partner", signatory_name="", signatory_function="", by=by, at=AT
        ),
        lambda: remove_party(payer, by=by, at=AT),
        lambda: plan_instalment(agreement, terms(agreement), by=by, at=AT),
        lambda: plan_instalment(agreement, terms(agreement), instalment=planned, by=by, at=AT),
        lambda: plan_every_year(agreement, party=payer, flow=CALLED, amount=D(5), month=6, day=1, by=by, at=AT),
        lambda: remove_instalment(planned, by=by, at=AT),
    ):
        refused(work, match=how)


def test_an_agreement_in_correction_is_changed_or_given_up_and_one_that_is_read_is_neither(by):
    agreement = make_agreement(state=AgreementState.CORRECTION, by=by)
    assert change(agreement, by, title="Autre").title == "Autre"
    discard_draft(agreement, by=by, at=AT)
    assert not Agreement.objects.exists()
    read = make_agreement(state=AgreementState.REVIEW, by=by)
    refused(lambda: discard_draft(read, by=by, at=AT), match="renvoyez-la d’abord en correction")


def test_a_draft_goes_with_all_that_it_contained_and_its_post_is_free(by):
    agreement = make_agreement(AgreementKind.COFINANCING_TWO, by=by)
    section = agreement.sections.first()
    comment_on(section, text="À revoir", partner=agreement.parties.first().partner, by=by, at=AT)
    assert Post.objects.get().agreement == agreement
    discard_draft(agreement, by=by, at=AT)
    for model in (Agreement, AgreementParty, Instalment, AgreementSection, SectionComment):
        assert not model.objects.exists()
    assert Post.objects.get().agreement is None
    assert JournalEntry.objects.get(verb=Verb.AGREEMENT_DISCARDED).target_id
    with pytest.raises(DomainError, match="vient d’être supprimé"):
        change(agreement, by, title="Autre")


# -- Parties ----------------------------------------------------------------------------------


def test_a_party_is_added_changed_and_removed(agreement, by):
    msa = make_partner("MSA")
    fields = {"role": PartyRole.PARTNER, "signatory_name": " Alix ", "signatory_function": "Directeur"}
    added = set_party(agreement, partner=msa, **fields, by=by, at=AT)
    assert (added.partner, added.signatory_name) == (msa, "Alix")
    same = set_party(agreement, partner=msa, **{**fields, "role": PartyRole.FUNDER}, party=added, by=by, at=AT)
    assert (same.pk, same.role) == (added.pk, PartyRole.FUNDER)
    remove_party(added, by=by, at=AT)
    assert agreement.parties.count() == 2
    refused(lambda: remove_party(added, by=by, at=AT), "party", "n’est plus dans la convention")
    refused(lambda: set_party(agreement, partner=msa, **fields, party=added, by=by, at=AT), "party", "rechargez")


def test_a_signatory_has_a_function_and_a_party_signs_once(agreement, by):
    caf = payer_of(agreement).partner
    values = {"role": PartyRole.FUNDER, "signatory_name": "Alix", "signatory_function": " "}
    work = lambda partner, **more: set_party(agreement, partner=partner, **{**values, **more}, by=by, at=AT)  # noqa: E731
    refused(lambda: work(make_partner("MSA")), "signatory_function", "la fonction d’Alix")
    refused(lambda: work(caf, signatory_function="Directrice"), "partner", "est déjà partie")
    merged = make_partner("Ancienne CAF", merged_into=caf)
    refused(lambda: work(merged, signatory_function="Directrice"), "partner", "choisissez celui-ci")
    msa = {"partner": make_partner("MSA"), "signatory_function": "Directrice"}
    refused(lambda: work(**msa, deliberation="2026-118"), "deliberated_on", "le jour de cette délibération")
    tomorrow = {"deliberation": "2027-1", "deliberated_on": AT.date() + timedelta(days=1)}
    refused(lambda: work(**msa, **tomorrow), "deliberated_on", "n’est pas encore venu")
    refused(lambda: work(**msa, deliberated_on=AT.date()), "deliberation", "le numéro de cette délibération")
    refused(lambda: work(**msa, iban="FR7630001007941234567890186"), "iban", "clé de contrôle")
    refused(lambda: work(**msa, bic="BDF"), "bic", "8 ou 11")


def test_who_signed_and_who_is_paid_are_kept_from_one_agreement_to_the_next(by):
    """The newest is proposed, the account to who is paid alone; the journal has its digest."""
    first = make_agreement(AgreementKind.COFINANCING_TWO, by=by)
    town = first.parties.get(role=PartyRole.COLLECTIVITE)
    account = {"iban": "FR76 3000 1007 9412 3456 7890 185", "bic": "bdfe frpp cct"}
    signs = {"signatory_name": "Nadine Exemple", "signatory_function": "Présidente"}
    known = {"partner": town.partner, "role": town.role, **signs}
    set_party(first, **known, **account, party=town, by=by, at=AT)
    row = JournalEntry.objects.filter(verb=Verb.AGREEMENT_CHANGED).latest("pk").details["row"]
    assert "FR76" not in str(row) and row["values"]["parties"][1]["iban_sha256"]
    nobody = party("", PartyRole.COLLECTIVITE, partner=town.partner, signatory_name="", signatory_function="")
    post = make_financed_post(by=by, collectivite=town.partner)
    second = make_agreement(
        AgreementKind.COFINANCING_TWO, by=by, parties=[carrier(), nobody], post=post, instalments=False
    )
    kept = second.parties.get(partner=town.partner)
    assert (kept.signatory_name, kept.signatory_function) == ("Nadine Exemple", "Présidente")
    assert (kept.iban, kept.bic) == ("FR7630001007941234567890185", "BDFEFRPPCCT")
    pays = make_agreement(by=by, instalments=False, parties=[carrier(), replace(nobody, role=PartyRole.FUNDER)])
    assert pays.parties.get(partner=town.partner).iban == ""


def test_under_review_a_party_is_completed_and_stays_who_it_is(by):
    agreement = make_agreement(state=AgreementState.REVIEW, by=by)
    payer = payer_of(agreement)
    known = {"signatory_name": "Nadine", "signatory_function": "Directrice", "party": payer, "by": by, "at": AT}
    assert set_party(agreement, partner=payer.partner, role=payer.role, **known).signatory_name == "Nadine"
    for other in ({"partner": make_partner("MSA"), "role": payer.role}, {"partner": payer.partner, "role": "partner"}):
        refused(lambda other=other: set_party(agreement, **other, **known), match="en correction")


def test_a_party_that_pays_or_was_asked_stays(agreement, by):
    payer = payer_of(agreement)
    planned = plan_instalment(agreement, terms(agreement), by=by, at=AT)
    refused(lambda: remove_party(payer, by=by, at=AT), match="retirez-les d’abord")
    remove_instalment(planned, by=by, at=AT)
    SubsidyRequest.objects.create(party=payer, year=2026, asked=D("5.00"))
    refused(lambda: remove_party(payer, by=by, at=AT), match="Une demande de subvention")


# -- Instalments ------------------------------------------------------------------------------


def test_an_instalment_is_planned_changed_and_removed(agreement, by):
    planned = plan_instalment(agreement, terms(agreement, label=" Socle "), by=by, at=AT)
    assert (planned.amount, planned.year, planned.due_on, planned.label) == (
        D("1000.00"), 2026, date(2026, 3, 31), "Socle",
    )  # fmt: skip
    changed = plan_instalment(agreement, terms(agreement, "1500.50", year=2027), instalment=planned, by=by, at=AT)
    assert (changed.pk, changed.amount, changed.due_on) == (planned.pk, D("1500.50"), date(2027, 3, 31))
    remove_instalment(planned, by=by, at=AT)
    assert not agreement.instalments.exists()
    refused(lambda: remove_instalment(planned, by=by, at=AT), match="n’est plus dans la convention")


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"amount": "0.00"}, "amount", "supérieure à zéro"),
        ({"amount": "-1.00"}, "amount", "supérieure à zéro"),
        ({"amount": "1.005"}, None, "deux décimales"),
        ({"year": 2029}, "year", "la convention porte sur 2026 à 2028"),
        ({"due_on": date(2025, 12, 31)}, "due_on", "précède le premier jour de la convention"),
        ({"due_on": date(2029, 1, 1)}, "due_on", "hors de la période du fonds"),
    ],
)
def test_what_cannot_be_due_is_refused(agreement, by, fields, field, sentence):
    refused(lambda: plan_instalment(agreement, terms(agreement, **fields), by=by, at=AT), field, sentence)


def test_what_does_not_go_through_the_fund_may_be_paid_after_it(agreement, by):
    late = terms(agreement, year=2028, due_on=date(2029, 2, 1), flow=DIRECT)
    assert plan_instalment(agreement, late, by=by, at=AT).pk


def test_only_its_own_parties_pay_and_a_framework_asks_for_nothing(agreement, by):
    other = make_agreement(by=by, instalments=False)
    refused(lambda: plan_instalment(agreement, terms(other), by=by, at=AT), "party", "n’est plus dans la convention")
    framework = make_agreement(AgreementKind.FRAMEWORK, by=by)
    refused(lambda: plan_instalment(framework, terms(framework), by=by, at=AT), match="n’engage aucun euro")


def test_a_year_of_another_post_is_refused(by):
    agreement = make_agreement(AgreementKind.COFINANCING_TWO, by=by)
    year = agreement.post.years.first()
    other = make_agreement(by=by, instalments=False)
    refused(lambda: plan_instalment(other, terms(other, post_year=year), by=by, at=AT), "post_year", "ne finance pas")


def test_the_same_amount_of_every_year_is_planned_in_one_go_and_once(agreement, by):
    payer = payer_of(agreement)
    plan = {"party": payer, "flow": CALLED, "amount": D("30000.00"), "month": 2, "day": 31}
    planned = plan_every_year(agreement, **plan, label="Socle", by=by, at=AT)
    assert [(one.year, one.due_on, one.amount) for one in planned] == [
        (2026, date(2026, 2, 28), D("30000.00")),
        (2027, date(2027, 2, 28), D("30000.00")),
        (2028, date(2028, 2, 29), D("30000.00")),
    ]
    refused(lambda: plan_every_year(agreement, **plan, by=by, at=AT), "day", "déjà prévue le 28 février 2026")
    for wrong in ({"month": 13}, {"month": 0}, {"day": 0}, {"day": 32}):
        refused(lambda wrong=wrong: plan_every_year(agreement, **{**plan, **wrong}, by=by, at=AT), "day")


def test_of_several_years_of_which_one_is_outside_the_fund_none_is_planned(by):
    fund = make_fund(end=date(2028, 1, 1))
    agreement = make_agreement(by=by, fund=fund, instalments=False)
    plan = {"party": payer_of(agreement), "flow": CALLED, "amount": D(5), "month": 3, "day": 1}
    refused(lambda: plan_every_year(agreement, **plan, by=by, at=AT), "year", "au titre de 2028")


# -- Writes past the actions ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"end": START}, "agreement_period"),
        ({"state": AgreementState.SIGNED}, "agreement_signed_with_its_copy"),
        ({"signed_on": START}, "agreement_signed_with_its_copy"),
        ({"state": AgreementState.TERMINATED}, "agreement_signed_with_its_copy"),
        ({"terminated_on": START}, "agreement_terminated_with_a_reason"),
        ({"termination_reason": "Un retrait"}, "agreement_terminated_with_a_reason"),
        ({"reference": "CONV-2026-0001"}, "agreement_reference_unique"),
    ],
)
def test_the_database_refuses_what_no_agreement_can_be(by, fields, name):
    agreement = [make_agreement(by=by, instalments=False) for _ in range(2)][-1]
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(**fields)


def test_the_database_refuses_a_second_successor_and_an_amendment_that_renews(by):
    first, second, third = (make_agreement(by=by, instalments=False) for _ in range(3))
    Agreement.objects.filter(pk=second.pk).update(renews=first)
    with pytest.raises(IntegrityError, match="agreement_renewed_once"), transaction.atomic():
        Agreement.objects.filter(pk=third.pk).update(renews=first)
    with pytest.raises(IntegrityError, match="agreement_amends_or_renews"), transaction.atomic():
        Agreement.objects.filter(pk=second.pk).update(parent=third)


def test_the_database_refuses_a_party_twice_and_instalments_that_go_two_ways(agreement, by):
    payer = payer_of(agreement)
    with pytest.raises(IntegrityError, match="agreement_party_once"), transaction.atomic():
        AgreementParty.objects.create(agreement=agreement, partner=payer.partner)
    planned = plan_instalment(agreement, terms(agreement), by=by, at=AT)
    rows = Instalment.objects.filter(pk=planned.pk)
    with pytest.raises(IntegrityError, match="instalment_positive"), transaction.atomic():
        rows.update(amount=D("0.00"))
    with pytest.raises(IntegrityError, match="instalment_goes_one_way"), transaction.atomic():
        rows.update(settled_on=START)


def test_the_database_refuses_rows_of_another_network(agreement, by, other_network):
    with scoped_to(other_network):
        stranger = make_partner("CAF d’ailleurs")
        fund = make_fund("Fonds d’ailleurs")
    with pytest.raises(IntegrityError, match="same_network"), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(fund=fund.pk)
    with pytest.raises(IntegrityError, match="same_network"), transaction.atomic():
        AgreementParty.objects.filter(pk=payer_of(agreement).pk).update(partner=stranger.pk)
