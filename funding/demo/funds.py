"""The funds of a demonstration network: what was promised, called, received, granted, committed and paid."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils.html import escape

from funding.bank_details.actions import ask_bank_details, confirm_bank_details
from funding.contributions.actions.calls import call_for_funds
from funding.contributions.actions.pledges import pledge, withdraw_contribution
from funding.contributions.actions.receipts import record_receipt, record_refund
from funding.contributions.actions.requests import ask_contributors
from funding.contributions.models import Contribution, Receipt
from funding.funds.actions import close_period, open_fund, set_leverage_rule
from funding.grants.actions import award_grant, record_grant_receipt
from funding.grants.models import Grant
from funding.ledger.enums import TransactionKind
from funding.ledger.models.funds import Fund, FundedAction
from funding.passes.programmes.models import TrainingPlace
from funding.simulator.actions import share_simulator
from funding.spending.actions.commitments import commit, release
from funding.spending.actions.funded_actions import open_funded_action, record_reach
from funding.spending.actions.payments import (
    File,
    ask_payment,
    asks_second_person,
    attach_document,
    confirm_payment,
    pay,
)
from funding.spending.actions.reversals import reverse
from funding.spending.models import Commitment
from funding.statements.actions.batches import JOB_KIND, carry_out
from funding.statements.actions.outbox import record_opening
from funding.statements.models import FundingStatement
from inclusion.core.enums import DocumentKind, JobState
from inclusion.core.french.money import euros
from inclusion.core.models.jobs import Job
from inclusion.core.models.networks import Membership
from inclusion.core.papers.pdf import pdf_of
from inclusion.core.roles import Operator
from inclusion.demo import shapes
from inclusion.demo.story import Story

#: Another example of an account than that of `pass_lives`.
OTHER_IBAN = "FR1420041010050500013M02606"


def load_fund(story: Story, data: shapes.Fund, actions: dict[str, FundedAction]) -> None:
    """Open a fund and note what happened to it."""
    partners = story.loaded.partners
    opened = story.by(data.opened_on or data.start)
    fund = open_fund(
        name=data.name,
        host=partners[data.host],
        purpose=data.purpose,
        finances_posts=data.finances_posts,
        post_kinds=data.post_kinds,
        iban=data.iban,
        envelope=data.envelope,
        start=data.start,
        end=data.end,
        second_person_above=data.second_person_above,
        is_example=data.is_example,
        **opened,
    )
    if data.iban:
        confirm_bank_details(fund.bank_details_changes.get(), **story.by_another(data.opened_on or data.start))
    if data.account_asked_for:
        story.then(data.account_asked_on, lambda: _other_account(story, data))
    if rule := data.leverage:
        set_leverage_rule(
            fund,
            matcher=partners[rule.matcher],
            ratio_added=rule.added,
            ratio_received=rule.received,
            start=rule.start,
            end=rule.end,
            contributor_cap=rule.contributor_cap,
            year_cap=rule.year_cap,
            **opened,
        )
    own = {action.name: _action(story, fund, action) for action in data.actions}
    for request in data.requests:
        _request(story, fund, request)
    for contribution in data.contributions:
        _contribution(story, fund, contribution, own)
    for grant in data.grants:
        _grant(story, fund, grant, own)
    for invitation in data.invitations:
        _invitation(story, fund, invitation)
    for action in data.actions:
        for commitment in action.commitments:
            _commitment(story, own[action.name], commitment)
    if data.closed_on:
        story.then(data.closed_on, lambda: _close(story, fund, data))
    actions.update({name: one for name, one in own.items() if name not in actions})


def _other_account(story: Story, data: shapes.Fund) -> None:
    """Somebody asks that a training place be paid on another account; nobody has confirmed it."""
    place = TrainingPlace.objects.get(partner=story.loaded.partners[data.account_asked_for])
    ask_bank_details(place, iban=OTHER_IBAN, account_holder=place.name, **story.by(data.account_asked_on))


def _close(story: Story, fund: Fund, data: shapes.Fund) -> None:
    """The accounts are closed, each contributor gets its statement, and those who have an account open it."""
    does = story.by(data.closed_on)
    close_period(fund, until=data.closed_until, **does)
    for job in Job.objects.filter(kind=JOB_KIND, state=JobState.QUEUED):
        carry_out(job.pk, clock=lambda: does["at"])
    readers = {one.partner_id: one.user for one in Membership.objects.in_force().with_role(Operator.name)}
    for statement in FundingStatement.objects.filter(fund=fund, partner__in=readers):
        record_opening(statement, by=readers[statement.partner_id], at=does["at"] + timedelta(days=1))


def _action(story: Story, fund: Fund, data: shapes.Action) -> FundedAction:
    partners = story.loaded.partners
    action = open_funded_action(
        fund,
        name=data.name,
        description=data.description,
        targets=[partners[key] for key in data.targets],
        on=data.opened_on,
        **story.by(data.opened_on),
    )
    for (key, year), people in data.reach.items():
        counted_on = max(date(year, 10, 15), data.opened_on)
        story.then(
            counted_on,
            lambda key=key, year=year, people=people, on=counted_on: record_reach(
                action, partner=partners[key], year=year, people=people, **story.by(on)
            ),
        )
    return action


def _contribution(story: Story, fund: Fund, data: shapes.Contribution, actions: dict[str, FundedAction]) -> None:
    """What a partner promised, the call for it, what came, or its withdrawal."""
    made: list[Contribution] = []
    story.then(
        data.pledged_on,
        lambda: made.append(
            pledge(
                fund,
                partner=story.loaded.partners[data.partner],
                year=data.year,
                amount=data.pledged,
                on=data.pledged_on,
                earmarked_for=[actions[name] for name in data.earmarked_for],
                **story.by(data.pledged_on),
            )
        ),
    )
    if call := data.call:
        story.then(call.on, lambda: call_for_funds(made[0], due_on=call.due_on, on=call.on, **story.by(call.on)))
    for receipt in data.receipts:
        story.then(receipt.on, lambda receipt=receipt: _receipt(story, made[0], receipt))
    for receipt in data.mistaken:
        story.then(receipt.on, lambda receipt=receipt: _mistake(story, made[0], receipt))
    if data.withdrawn_on:
        story.then(data.withdrawn_on, lambda: withdraw_contribution(made[0], **story.by(data.withdrawn_on)))


def _mistake(story: Story, contribution: Contribution, data: shapes.Receipt) -> None:
    typed = _receipt(story, contribution, data, above_call=True)
    movement = typed.transactions.get(kind=TransactionKind.RECEIPT)
    reverse(movement, reason="montant saisi deux fois", on=data.on, **story.by(data.on))


def _receipt(story: Story, contribution: Contribution, data: shapes.Receipt, **fields: bool) -> Receipt:
    record = record_receipt if data.amount > 0 else record_refund
    return record(
        contribution, amount=abs(data.amount), bank_reference=data.reference, on=data.on, **fields, **story.by(data.on)
    )


def _grant(story: Story, fund: Fund, data: shapes.Grant, actions: dict[str, FundedAction]) -> None:
    made: list[Grant] = []
    story.then(
        data.awarded_on,
        lambda: made.append(
            award_grant(
                fund,
                funder=data.funder,
                name=data.name,
                amount=data.amount,
                actions=[actions[name] for name in data.actions],
                awarded_on=data.awarded_on,
                spend_by=data.spend_by,
                justify_by=data.justify_by,
                is_european=data.is_european,
                **story.by(data.awarded_on),
            )
        ),
    )
    for receipt in data.receipts:
        story.then(
            receipt.on,
            lambda receipt=receipt: record_grant_receipt(
                made[0], amount=receipt.amount, bank_reference=receipt.reference, on=receipt.on, **story.by(receipt.on)
            ),
        )


def _commitment(story: Story, action: FundedAction, data: shapes.Commitment) -> None:
    made: list[Commitment] = []
    story.then(data.on, lambda: made.append(_committed(story, action, data)))
    for payment in data.payments:
        story.then(payment.on, lambda payment=payment: _paid(story, made[0], payment))
    if data.released_on:
        story.then(data.released_on, lambda: release(made[0], on=data.released_on, **story.by(data.released_on)))


def _committed(story: Story, action: FundedAction, data: shapes.Commitment) -> Commitment:
    does = story.by(data.on)
    payee = story.loaded.partners.get(data.payee, data.payee)
    commitment = commit(action, amount=data.amount, payee=payee, label=data.label, on=data.on, **does)
    if data.quote:
        scan = _scan(f"Devis {data.quote}", str(payee), data.amount)
        kind = DocumentKind.SPENDING_QUOTE
        attach_document(commitment, kind=kind, data=scan.data, filename=scan.filename, **does)
    return commitment


def _paid(story: Story, commitment: Commitment, data: shapes.Payment) -> None:
    """The payment, or what one person asks for and the other one confirms where the fund wants it so."""
    payee = story.loaded.partners.get(data.payee, data.payee) or commitment.payee
    above = commitment.funded_action.fund.second_person_above
    asks = asks_second_person(commitment, data.amount, above=above)
    done = (ask_payment if asks else pay)(
        commitment,
        amount=data.amount,
        reference=data.reference,
        on=data.on,
        payee=payee,
        invoice=_scan(f"Facture {data.invoice}", str(payee), data.amount) if data.invoice else None,
        **story.by(data.on),
    )
    if asks and not data.waiting:
        confirm_payment(done, **story.by_another(data.on))


def _scan(title: str, payee: str, amount: Decimal) -> File:
    """A paper as a supplier sends it."""
    style = "<style>body { font-family: sans-serif } h1 { margin-top: 3cm }</style>"
    words = f"<h1>{title}</h1><p>{escape(payee)}</p><p>Montant à payer\u00a0: {euros(amount)}</p>"
    note = "<p>Pièce écrite pour la démonstration.</p>"
    html = f"<html lang='fr'><head><title>{title}</title>{style}</head><body>{words}{note}</body></html>"
    return File(pdf_of(html, title.encode()), f"{title}.pdf")


def _request(story: Story, fund: Fund, data: shapes.Request) -> None:
    story.then(
        data.on,
        lambda: ask_contributors(
            fund,
            partners=[story.loaded.partners[key] for key in data.partners],
            year=data.year,
            answer_by=data.answer_by,
            on=data.on,
            **story.by(data.on),
        ),
    )


def _invitation(story: Story, fund: Fund, data: shapes.Invitation) -> None:
    story.then(data.on, lambda: share_simulator(fund, note=data.note, expires_on=data.expires_on, **story.by(data.on)))
