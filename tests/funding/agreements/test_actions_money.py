"""Whatever comes around an agreement, what its payers promise stays what its instalments ask for."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from funding.agreements.actions.drafting import InstalmentTerms, discard_draft, plan_instalment
from funding.agreements.actions.instalments import call_instalment
from funding.agreements.actions.life import amend, prepare_to_sign, renew, send_for_review, terminate
from funding.agreements.enums import AgreementKind, InstalmentFlow, PartyRole, SubsidyState
from funding.contributions.actions.calls import cancel_call
from funding.contributions.actions.receipts import record_receipt, record_refund
from funding.enums import AgreementState
from funding.funds.queries import posts_fte
from funding.models import Agreement, Contribution, Fund, Post, PostYear, SubsidyRequest
from funding.posts.actions.requests import envelope_left, refuse_post
from funding.posts.queries import counted, ending_soon, overview_of, to_find
from funding.subsidies.actions import grant_request, prepare_requests
from inclusion.core.enums import PartnerKind
from inclusion.core.errors import DomainError
from tests.builders import AT, make_partner
from tests.funding.agreement_builders import (
    carrier,
    lead_to,
    make_agreement,
    make_financed_post,
    make_signed,
    party,
    plan_years,
)
from tests.funding.builders import make_fund

D = Decimal
TODAY = date(2026, 11, 24)


def signed(by, *, payer=None):
    """An agreement by which one payer brings 30 000 € to the fund each year from 2026 to 2028, without requests."""
    fund = Fund.objects.first() or make_fund()
    parties = (carrier(), party("CAF", partner=payer or make_partner("CAF")))
    agreement = make_agreement(AgreementKind.CTG, fund=fund, by=by, parties=parties)
    plan_years(agreement, by=by)
    return lead_to(agreement, AgreementState.SIGNED, by=by)


def amended(agreement, by, *, end=None):
    day = date(2027, 1, 1)
    return amend(agreement, on=day, end=end or agreement.end, title="Montants", by=by, at=AT)


def change(instalment, amount, by):
    terms = InstalmentTerms(
        instalment.party, instalment.flow, instalment.year, D(amount), instalment.due_on, instalment.label
    )
    plan_instalment(instalment.agreement, terms, instalment=instalment, by=by, at=AT)


def promised():
    return [one.pledged for one in Contribution.objects.order_by("year")]


def of_2026(agreement):
    return agreement.instalments.get(year=2026)


def call(instalment, by):
    return call_instalment(instalment, by=by, at=AT)


def test_what_was_terminated_before_holds_no_promise_up(by):
    before = signed(by)
    terminate(before, on=TODAY, reason="Un autre texte", by=by, at=AT)
    after = signed(by, payer=before.parties.get(role=PartyRole.FUNDER).partner)
    assert promised() == [30000, 30000, 30000]
    amendment = amended(after, by)
    for one in amendment.instalments.all():
        change(one, "20000.00", by)
    lead_to(amendment, AgreementState.SIGNED, by=by)
    assert promised() == [20000, 20000, 20000]
    terminate(after, on=TODAY, reason="La fin", by=by, at=AT)
    assert promised() == [0, 0, 0]


def test_an_amendment_is_not_terminated_alone(by):
    """What it replaced would not come back: the promise would stay with nothing to call."""
    amendment = lead_to(amended(signed(by), by, end=date(2028, 1, 1)), AgreementState.SIGNED, by=by)
    with pytest.raises(DomainError, match="Un avenant ne se résilie pas seul"):
        terminate(amendment, on=TODAY, reason="Une erreur", by=by, at=AT)
    terminate(amendment.parent, on=TODAY, reason="La fin", by=by, at=AT)
    assert promised() == [0, 0, 0]


def test_what_was_given_back_keeps_no_agreement_from_ending(by):
    agreement = make_agreement(AgreementKind.CTG, fund=make_fund(), by=by)
    who = agreement.parties.get(role=PartyRole.FUNDER)
    for due_on in (date(2026, 3, 31), date(2026, 9, 30)):
        terms = InstalmentTerms(who, InstalmentFlow.CALLED, 2026, D("10000.00"), due_on)
        plan_instalment(agreement, terms, by=by, at=AT)
    agreement = lead_to(agreement, AgreementState.SIGNED, by=by)
    call(agreement.instalments.earliest("due_on"), by)
    given = Contribution.objects.get()
    record_receipt(given, amount=D("10000"), bank_reference="R1", on=TODAY, by=by, at=AT)
    record_refund(given, amount=D("10000"), bank_reference="R2", on=TODAY, by=by, at=AT)
    stopped = terminate(agreement, on=TODAY, reason="Un retrait", by=by, at=AT)
    assert stopped.state == AgreementState.TERMINATED


def test_an_agreement_pays_the_years_of_its_own_post_alone(by):
    agreement = make_agreement(AgreementKind.COFINANCING_TWO, by=by)
    town = make_partner("Ville voisine", kind=PartnerKind.COMMUNE)
    other = make_financed_post(agreement.fund, by=by, title="Autre poste", collectivite=town)
    terms = InstalmentTerms(
        agreement.parties.get(role=PartyRole.FUNDER),
        InstalmentFlow.PAID_BY_FUND,
        2026,
        D("11250.00"),
        date(2026, 12, 1),
        post_year=other.years.first(),
    )
    with pytest.raises(DomainError, match="que cette convention ne finance pas"):
        plan_instalment(agreement, terms, by=by, at=AT)


def test_a_year_that_an_amendment_added_is_not_paid_twice_in_the_last_of_a_successor(by):
    agreement = lead_to(
        make_agreement(AgreementKind.COOPERATION, by=by, fund=make_fund(end=date(2034, 1, 1))),
        AgreementState.SIGNED,
        by=by,
    )
    amendment = amended(agreement, by, end=date(2030, 1, 1))
    who = amendment.parties.get(role=PartyRole.FUNDER)
    terms = InstalmentTerms(who, InstalmentFlow.CALLED, 2029, D("30000.00"), date(2029, 3, 31))
    plan_instalment(amendment, terms, by=by, at=AT)
    lead_to(amendment, AgreementState.SIGNED, by=by)
    agreement.refresh_from_db()
    follows = renew(agreement, by=by, at=AT)
    assert [(one.year, one.amount) for one in follows.instalments.order_by("due_on")] == [
        (2030, 30000),
        (2031, 30000),
        (2032, 30000),
    ]


# -- Amendments in preparation ----------------------------------------------------------------


def test_what_an_amendment_changes_is_not_called_as_it_was(by):
    """The call would be added to what the amendment plans: 55 000 € promised where 25 000 € were agreed."""
    agreement = signed(by)
    amendment = amended(agreement, by)
    change(of_2026(amendment), "25000.00", by)
    with pytest.raises(DomainError, match=rf"L’avenant {amendment.reference}, en préparation, change ou retire"):
        call(of_2026(agreement), by)
    lead_to(amendment, AgreementState.SIGNED, by=by)
    assert promised() == [25000, 30000, 30000]


def test_what_was_called_meanwhile_is_taken_out_of_the_amendment_not_changed(by):
    agreement = signed(by)
    amendment = amended(agreement, by)
    call(of_2026(agreement), by)
    with pytest.raises(DomainError, match="a été appelée, engagée ou versée depuis"):
        change(of_2026(amendment), "25000.00", by)


def test_a_call_taken_back_meanwhile_leaves_its_instalment_to_the_amendment(by):
    """It was not carried, as it was called: the amendment would replace it by nothing."""
    agreement = signed(by)
    taken_back = call(of_2026(agreement), by)
    amendment = amended(agreement, by)
    send_for_review(amendment, by=by, at=AT)
    prepare_to_sign(amendment, by=by, at=AT)
    cancel_call(taken_back, by=by, at=AT)
    make_signed(amendment, by=by)
    assert promised() == [30000, 30000, 30000]
    call(of_2026(agreement), by)


def test_an_amendment_brings_no_amount_back_that_was_granted_otherwise(by):
    agreement = make_agreement(AgreementKind.COOPERATION, AgreementState.SIGNED, by=by)
    (request,) = prepare_requests(agreement, year=2026, by=by, at=AT)
    SubsidyRequest.objects.filter(pk=request.pk).update(state=SubsidyState.SUBMITTED, submitted_on=TODAY)
    amendment = amended(agreement, by)
    granted = {"granted": D("20000.00"), "reason": "Un budget moindre", "on": TODAY, "by": by, "at": AT}
    with pytest.raises(DomainError, match=rf"L’avenant {amendment.reference}, en préparation, reprend") as refused:
        grant_request(request, **granted)
    assert refused.value.field == "granted"
    discard_draft(amendment, by=by, at=AT)
    grant_request(request, **granted)
    assert promised() == [20000, 30000, 30000]


def test_no_amendment_finances_a_post_beyond_36_months(by):
    agreement = make_agreement(AgreementKind.COFINANCING_TWO, AgreementState.ACTIVE, by=by)
    longer = amended(agreement, by, end=date(2029, 2, 1))
    with pytest.raises(DomainError, match="36 mois au plus"):
        send_for_review(longer, by=by, at=AT)


def test_an_amendment_calls_no_more_of_a_year_than_was_granted(by):
    agreement = make_agreement(state=AgreementState.ACTIVE, by=by)
    (request,) = prepare_requests(agreement, year=2026, by=by, at=AT)
    SubsidyRequest.objects.filter(pk=request.pk).update(
        state=SubsidyState.GRANTED, granted=D("30000.00"), submitted_on=TODAY, decided_on=TODAY
    )
    more = amended(agreement, by)
    change(of_2026(more), "35000.00", by)
    lead_to(more, AgreementState.SIGNED, by=by)
    with pytest.raises(DomainError, match=r"a accordé 30\s000,00\s€ pour 2026"):
        call(of_2026(more), by)


def test_a_successor_that_was_terminated_renews_nothing(by):
    agreement = make_agreement(state=AgreementState.ACTIVE, by=by, fund=make_fund(end=date(2033, 1, 1)))
    successor = lead_to(renew(agreement, by=by, at=AT), AgreementState.SIGNED, by=by)
    assert agreement not in Agreement.objects.not_renewed()
    terminate(successor, on=TODAY, reason="Abandon", by=by, at=AT)
    assert agreement in Agreement.objects.not_renewed()
    assert renew(agreement, by=by, at=AT) == agreement.successor != successor
    with pytest.raises(DomainError, match="déjà une suite"):
        renew(agreement, by=by, at=AT)


def test_a_post_whose_agreement_is_terminated_takes_of_the_envelope_what_was_committed(by):
    agreement = make_agreement(AgreementKind.COFINANCING_TWO, AgreementState.ACTIVE, by=by)
    post = Post.objects.get(agreement=agreement)
    whole = envelope_left(post.fund)
    assert whole == post.fund.envelope - D("33750.00")  # 3 × 11 250
    terminate(agreement, on=TODAY, reason="Poste supprimé", by=by, at=AT)
    assert envelope_left(post.fund) == post.fund.envelope
    with pytest.raises(DomainError, match="Sa convention est résiliée"):
        refuse_post(post, reason="Fini", by=by, at=AT)


def test_years_that_had_not_begun_when_the_agreement_was_terminated_are_paid_by_nobody(by):
    agreement = make_agreement(AgreementKind.COFINANCING_TWO, AgreementState.ACTIVE, by=by)
    post = Post.objects.get(agreement=agreement)
    first, *later = post.years.all()
    PostYear.objects.filter(post=post).update(fund_share=D("11000.00"), to_find=D("250.00"))
    ends, over = later[-1].end, date(later[0].start.year, 1, 1)
    before = posts_fte(over, ends)
    terminate(agreement, on=later[0].start - timedelta(days=1), reason="Poste supprimé", by=by, at=AT)
    [counts] = counted(Post.objects.all())
    assert list(counts.years.all()) == [first]
    assert sum(overview_of([counts]).money_total.values) == first.cost
    assert to_find([counts], today=later[0].start) == []
    assert [one.post for one in ending_soon([counts], today=first.start)] == [post]
    shown = Post.objects.with_sums().get()
    assert (shown.fund_share, shown.to_find) == (D("11000.00"), D("250.00"))
    assert not Post.objects.to_find_from(later[0].start).exists()
    assert not Post.objects.financed_on(later[0].start).exists()
    assert (before, posts_fte(later[0].start, ends)) == (D("1.00"), D("0.00"))
