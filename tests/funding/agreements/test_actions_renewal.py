"""What follows agreements: a successor that carries everything, amendments that change what is left to pay."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from funding.agreements.actions import life
from funding.agreements.actions.drafting import (
    InstalmentTerms,
    change_agreement,
    discard_draft,
    lock_agreement,
    plan_instalment,
    remove_instalment,
    set_party,
)
from funding.agreements.actions.instalments import call_instalment, settle_instalment
from funding.agreements.actions.life import amend, renew
from funding.agreements.actions.texts import write_section
from funding.agreements.enums import AgreementKind, InstalmentFlow, PartyRole, SubsidyState
from funding.agreements.papers import sections_shown
from funding.enums import AgreementState, Verb
from funding.models import Agreement, Contribution, Instalment, SubsidyRequest
from inclusion.core import states
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from tests.builders import AT, make_partner, own_details
from tests.funding.agreement_builders import lead_to, make_agreement, tiny_pdf
from tests.funding.builders import END, START, make_fund
from tests.setup_data import setup_data

D = Decimal
S = AgreementState
FIRST_OF_2027 = date(2027, 1, 1)


@pytest.fixture(autouse=True)
def quick_paper(monkeypatch):
    """The PDF to sign has tests of its own."""
    monkeypatch.setattr(life, "agreement_pdf", lambda *_, **__: tiny_pdf("À signer"))


@setup_data
def fund(scope):
    return make_fund(end=date(2033, 1, 1))


@setup_data
def signed(fund, by):
    """A cooperation from 2026 to 2028; 30 000 € a year on 31 March, and 500 € paid directly in December 2026."""
    agreement = make_agreement(by=by, fund=fund)
    payer = agreement.parties.get(role=PartyRole.FUNDER)
    direct = InstalmentTerms(payer, InstalmentFlow.DIRECT, 2026, D("500.00"), date(2026, 12, 1), "Ateliers")
    plan_instalment(agreement, direct, by=by, at=AT)
    section = agreement.sections.order_by("rank").first()
    write_section(section, title="Premier article", body="Réécrit pour nous.", by=by, at=AT)
    SubsidyRequest.objects.create(
        party=payer, year=2026, state=SubsidyState.GRANTED, asked=D("30000.00"), granted=D("30000.00"),
        submitted_on=START, decided_on=START,
    )  # fmt: skip
    return lead_to(agreement, S.ACTIVE, by=by)


def plan(agreement):
    rows = agreement.instalments.order_by("due_on", "pk").select_related("party__partner")
    return [(str(one.party), one.flow, one.year, one.due_on, one.amount, one.label) for one in rows]


def signatories(agreement):
    fields = ("partner", "role", "signatory_name", "signatory_function")
    return list(agreement.parties.order_by("pk").values_list(*fields))


def texts(agreement):
    return list(agreement.sections.order_by("rank").values_list("rank", "title", "body"))


def amended(signed, by, *, on=FIRST_OF_2027, end=END, title="Montants"):
    return amend(signed, on=on, end=end, title=title, by=by, at=AT)


# -- Renewal ----------------------------------------------------------------------------------


def test_a_successor_carries_everything_three_years_later(signed, by):
    follows = renew(signed, by=by, at=AT)
    assert (follows.reference, follows.state, follows.renews) == ("CONV-2026-0002", S.DRAFT, signed)
    assert (follows.start, follows.end) == (date(2029, 1, 1), date(2032, 1, 1))
    same = ("kind", "title", "purpose", "fund", "funded_action", "theme", "template_version")
    assert [getattr(follows, name) for name in same] == [getattr(signed, name) for name in same]
    assert signatories(follows) == signatories(signed)
    assert texts(follows) == texts(signed)
    assert (1, "Premier article", "Réécrit pour nous.") in texts(follows)
    assert plan(follows) == [
        (who, flow, year + 3, due_on.replace(year=due_on.year + 3), amount, label)
        for who, flow, year, due_on, amount, label in plan(signed)
    ]
    for name in ("document", "signed_document", "signed_on", "terminated_on", "end_before", "parent"):
        assert getattr(follows, name) is None
    assert not follows.parties.exclude(signed_on=None).exists()
    assert not follows.instalments.exclude(contribution=None).exists()
    assert own_details(JournalEntry.objects.get(verb=Verb.AGREEMENT_RENEWED)) == {"renews": "CONV-2026-0001"}
    assert lead_to(follows, S.SIGNED, by=by).state == S.SIGNED


def test_an_agreement_has_one_successor(signed, by):
    follows = renew(signed, by=by, at=AT)
    with pytest.raises(DomainError, match="a déjà une suite\u00a0: CONV-2026-0002"):
        renew(signed, by=by, at=AT)
    discard_draft(follows, by=by, at=AT)
    assert renew(signed, by=by, at=AT).reference == "CONV-2026-0003"


@pytest.mark.parametrize("state", [S.DRAFT, S.REVIEW, S.CORRECTION, S.TO_SIGN, S.TERMINATED])
def test_what_was_not_signed_or_was_stopped_is_not_renewed(by, state):
    agreement = make_agreement(state=state, by=by)
    with pytest.raises(DomainError, match="ne se reconduit pas"):
        renew(agreement, by=by, at=AT)
    assert Agreement.objects.count() == 1


def test_neither_an_amendment_nor_the_co_financing_of_a_post_is_renewed(signed, by):
    with pytest.raises(DomainError, match="Un avenant ne se reconduit pas"):
        renew(lead_to(amended(signed, by), S.SIGNED, by=by), by=by, at=AT)
    post = make_agreement(AgreementKind.COFINANCING_TWO, S.SIGNED, by=by)
    with pytest.raises(DomainError, match="déposez une nouvelle demande de poste"):
        renew(post, by=by, at=AT)


def test_an_extended_agreement_is_renewed_from_its_new_end_as_long_as_at_first(signed, by):
    amendment = amended(signed, by, end=date(2029, 7, 1))
    msa = make_partner("MSA")
    set_party(
        amendment, partner=msa, role="partner", signatory_name="Alix", signatory_function="Directeur",
        by=by, at=AT,
    )  # fmt: skip
    lead_to(amendment, S.SIGNED, by=by)
    follows = renew(signed, by=by, at=AT)
    assert (follows.start, follows.end) == (date(2029, 7, 1), date(2032, 7, 1))
    assert msa in [one.partner for one in follows.parties.all()]
    # What was due in March falls on the first day of what follows.
    assert sorted(one[2:4] for one in plan(follows)) == [
        (2029, date(2029, 7, 1)),
        (2029, date(2029, 12, 1)),
        (2030, date(2030, 3, 31)),
        (2031, date(2031, 3, 31)),
    ]


# -- Amendments -------------------------------------------------------------------------------


def test_an_amendment_carries_the_parties_and_what_is_left_to_pay(signed, by):
    first = signed.instalments.order_by("due_on").first()
    call_instalment(first, due_on=date(2026, 12, 31), by=by, at=AT)
    direct = signed.instalments.get(flow=InstalmentFlow.DIRECT)
    settle_instalment(direct, on=date(2026, 11, 20), by=by, at=AT)
    amendment = amended(signed, by)
    assert (amendment.reference, amendment.kind, amendment.parent) == (
        "CONV-2026-0001-A1", signed.kind, signed,
    )  # fmt: skip
    assert (amendment.start, amendment.end, amendment.state) == (FIRST_OF_2027, END, S.DRAFT)
    assert signatories(amendment) == signatories(signed)
    assert [one[2] for one in plan(amendment)] == [2027, 2028]
    assert texts(amendment)
    assert texts(amendment) != texts(signed)


def test_what_was_agreed_reads_the_same_whatever_comes_after(signed, by):
    as_agreed = [one.html for one in sections_shown(signed)]
    assert "90\u202f500,00\u00a0€" in "".join(as_agreed)  # 3 × 30 000 + 500
    amendment = lead_to(amended(signed, by, end=date(2028, 1, 1), title="Un an de moins"), S.SIGNED, by=by)
    assert Instalment.objects.filter(agreement=signed, superseded_by=amendment).exists()
    assert [one.html for one in sections_shown(Agreement.objects.get(pk=signed.pk))] == as_agreed


def test_what_is_sent_back_is_filled_in_anew(by):
    agreement = lead_to(make_agreement(by=by), S.TO_SIGN, by=by)
    assert not agreement.sections.filter(agreed="").exists()
    back = life.send_back(agreement, reason="Une faute", by=by, at=AT)
    assert not back.sections.exclude(agreed="").exists()


def test_a_signed_amendment_moves_the_end_and_replaces_what_was_not_called(signed, by):
    first, second, third = signed.instalments.filter(flow=InstalmentFlow.CALLED).order_by("due_on")
    call_instalment(first, due_on=date(2026, 12, 31), by=by, at=AT)
    amendment = amended(signed, by, end=date(2028, 1, 1), title="Un an de moins")
    assert [one[2] for one in plan(amendment)] == [2026, 2027]  # 2028 is left out: nothing takes its place
    changed = amendment.instalments.get(year=2027)
    terms = InstalmentTerms(changed.party, changed.flow, 2027, D("12000.00"), changed.due_on)
    plan_instalment(amendment, terms, instalment=changed, by=by, at=AT)
    made = lead_to(amendment, S.SIGNED, by=by)
    signed.refresh_from_db()
    assert (signed.end, made.end_before, made.end) == (date(2028, 1, 1), END, date(2028, 1, 1))
    replaced = signed.instalments.filter(superseded_by=made).order_by("due_on", "pk")
    assert [one.pk for one in replaced.filter(flow=InstalmentFlow.CALLED)] == [second.pk, third.pk]
    standing = Instalment.objects.binding().values_list("year", "amount")
    assert sorted(standing) == [(2026, D("500.00")), (2026, D("30000.00")), (2027, D("12000.00"))]
    promised = Contribution.objects.order_by("year").values_list("year", "pledged")
    assert [pair for pair in promised if pair[1]] == [(2026, D("30000.00")), (2027, D("12000.00"))]


def test_a_second_amendment_replaces_what_the_first_one_planned(signed, by):
    first = lead_to(amended(signed, by), S.SIGNED, by=by)
    second = lead_to(amended(signed, by, end=date(2029, 7, 1), title="Plus long"), S.SIGNED, by=by)
    assert second.reference == "CONV-2026-0001-A2"
    assert set(first.instalments.values_list("superseded_by", flat=True)) == {second.pk}
    assert Instalment.objects.binding().count() == second.instalments.count() == 4
    signed.refresh_from_db()
    assert signed.end == date(2029, 7, 1)


def test_what_was_called_meanwhile_is_not_asked_for_twice(signed, by):
    """An amendment is to be signed; an instalment that it carries is called in the agreement."""
    amendment = lead_to(amended(signed, by), S.TO_SIGN, by=by)
    called = signed.instalments.filter(flow=InstalmentFlow.CALLED).order_by("due_on").first()
    call_instalment(called, due_on=date(2026, 12, 31), by=by, at=AT)
    with pytest.raises(states.TransitionRefused, match=r"du 31 mars 2026 a été appelée.*retirez-la"):
        lead_signature(amendment, by)
    back = life.send_back(amendment, reason="Échéance appelée", by=by, at=AT)
    remove_instalment(back.instalments.get(due_on=called.due_on), by=by, at=AT)
    assert lead_to(back, S.SIGNED, by=by).state == S.SIGNED


def lead_signature(agreement, by):
    days = dict.fromkeys(agreement.parties.values_list("pk", flat=True), date(2026, 11, 20))
    with transaction.atomic():
        life.sign(agreement, signed_on=days, data=tiny_pdf(), filename="f.pdf", by=by, at=AT)


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"title": " "}, "title", "ce que l’avenant change"),
        ({"on": date(2025, 12, 31)}, "on", "prend effet pendant la convention"),
        ({"on": date(2029, 1, 2), "end": date(2030, 1, 1)}, "on", "prend effet pendant la convention"),
        ({"end": FIRST_OF_2027}, "end", "ne précède pas le jour"),
    ],
)
def test_an_amendment_has_days_within_what_it_amends(signed, by, fields, field, sentence):
    with pytest.raises(DomainError, match=sentence) as refusal:
        amended(signed, by, **fields)
    assert refusal.value.field == field
    assert Agreement.objects.count() == 1


def test_the_days_of_an_amendment_are_changed_within_what_it_amends(signed, by):
    amendment = amended(signed, by)
    values = {name: getattr(amendment, name) for name in ("title", "end", "purpose", "fund", "funded_action", "theme")}
    with pytest.raises(DomainError, match="prend effet pendant la convention") as refusal:
        change_agreement(amendment, **values, start=date(2025, 1, 1), by=by, at=AT)
    assert refusal.value.field == "start"
    longer = change_agreement(amendment, **{**values, "end": date(2030, 1, 1)}, start=START, by=by, at=AT)
    assert longer.end == date(2030, 1, 1)  # amendments are not limited to 36 months


def test_one_amendment_at_a_time(signed, by):
    first = amended(signed, by)
    with pytest.raises(DomainError, match="déjà en préparation, CONV-2026-0001-A1"):
        amended(signed, by)
    with pytest.raises(DomainError, match="Un avenant ne se modifie pas par un autre"):
        amended(first, by)
    discard_draft(first, by=by, at=AT)
    assert amended(signed, by).reference == "CONV-2026-0001-A2"


@pytest.mark.parametrize("state", [S.DRAFT, S.REVIEW, S.TO_SIGN, S.ENDED, S.TERMINATED])
def test_only_what_holds_is_amended(by, state):
    agreement = make_agreement(state=state, by=by)
    with pytest.raises(DomainError, match="un avenant modifie une convention signée"):
        amended(agreement, by)


def test_an_amendment_of_what_is_over_by_then_is_not_signed(signed, by):
    amendment = lead_to(amended(signed, by), S.TO_SIGN, by=by)
    life.terminate(locked(signed), on=date(2027, 1, 1), reason="Retrait", by=by, at=AT)
    with pytest.raises(states.TransitionRefused, match="est à l’état «\u00a0Résiliée\u00a0»"):
        lead_signature(amendment, by)


def locked(agreement):
    with transaction.atomic():
        return lock_agreement(agreement)


def test_an_amendment_keeps_the_fund(signed, by):
    amendment = amended(signed, by)
    other = make_fund("Autre fonds")
    values = {name: getattr(amendment, name) for name in ("title", "start", "end", "purpose", "theme")}
    change_agreement(amendment, **values, fund=other, funded_action=None, by=by, at=AT)
    with pytest.raises(states.TransitionRefused, match="Un avenant garde le fonds"):
        lead_to(amendment, S.REVIEW, by=by)
