"""The agreements of a demonstration network, taken through their life by the actions that people use."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from funding.agreements.actions.drafting import (
    InstalmentTerms,
    PartyTerms,
    change_agreement,
    draft_agreement,
    plan_instalment,
    remove_instalment,
)
from funding.agreements.actions.instalments import call_instalment
from funding.agreements.actions.life import (
    amend,
    prepare_to_sign,
    remind_endings,
    renew,
    send_back,
    send_for_review,
    sign,
    sweep,
)
from funding.agreements.actions.texts import comment_on, resolve_comment
from funding.agreements.enums import AgreementKind, InstalmentFlow, PartyRole
from funding.agreements.models import Agreement, Instalment
from funding.contributions.actions.receipts import record_receipt
from funding.ledger.models.funds import Fund
from funding.subsidies.actions import change_request, grant_request, prepare_requests, submit_request
from funding.subsidies.models import SubsidyRequest
from inclusion.core.models.networks import Membership
from inclusion.demo import agreement_shapes as shapes
from inclusion.demo.loading import moment
from inclusion.demo.story import Story


@dataclass
class Desk:
    """One agreement of the story, once it is drafted."""

    story: Story
    data: shapes.Agreement
    rows: list[Agreement] = field(default_factory=list)

    @property
    def row(self) -> Agreement:
        """The agreement as it is now."""
        return Agreement.objects.get(pk=self.rows[0].pk)


def load_agreement(story: Story, data: shapes.Agreement) -> None:
    """Note what happened to an agreement, its amendment and its successor."""
    desk = Desk(story, data)
    story.then(data.life.drafted_on, lambda: desk.rows.append(_draft(story, data)))
    load_life(story, data.life, lambda: desk.row)
    load_remarks(story, data.remarks, lambda: desk.row)
    for subsidy in data.subsidies:
        _subsidy(desk, subsidy)
    for paid in data.paid:
        _paid(desk, paid)
    if data.amendment:
        _amendment(desk, data.amendment)
    if data.renewal:
        _renewal(desk, data.renewal)


def _draft(story: Story, data: shapes.Agreement) -> Agreement:
    by = story.by(data.life.drafted_on)
    fund = Fund.objects.get(name=data.fund) if data.fund else None
    agreement = draft_agreement(
        kind=AgreementKind(data.kind),
        title=data.title,
        purpose=data.purpose,
        start=data.start,
        end=data.end,
        fund=fund,
        theme=data.theme,
        parties=[_terms(story, party) for party in data.parties],
        **by,
    )
    _plan(story, agreement, data.dues, on=data.life.drafted_on)
    return agreement


def _terms(story: Story, party: shapes.Party) -> PartyTerms:
    return PartyTerms(
        partner=story.loaded.partners[party.partner],
        role=PartyRole(party.role),
        signatory_name=party.name,
        signatory_function=party.function,
        deliberation=party.deliberation,
        deliberated_on=party.deliberated_on,
        iban=party.iban,
        bic=party.bic,
    )


def _plan(story: Story, agreement: Agreement, dues: Sequence[shapes.Due], *, on: date) -> None:
    parties = {party.partner_id: party for party in agreement.parties.all()}
    for due in dues:
        terms = InstalmentTerms(
            party=parties[story.loaded.partners[due.partner].pk],
            flow=InstalmentFlow.CALLED,
            year=due.year,
            amount=due.amount,
            due_on=due.due_on,
            label=due.label,
        )
        plan_instalment(agreement, terms, **story.by(on))


def load_life(story: Story, life: shapes.Life, row: Callable[[], Agreement]) -> None:
    """Take the agreement that `row` finds through the steps whose days are given."""
    steps = (
        (life.review_on, lambda on: send_for_review(row(), **story.by(on))),
        (life.corrected_on, lambda on: send_back(row(), reason=life.correction, **story.by(on))),
        (life.to_sign_on, lambda on: prepare_to_sign(row(), **story.by(on))),
        (life.signed_on, lambda on: _sign(story, row(), on=on)),
    )
    for on, step in steps:
        if on is not None:
            story.then(on, lambda on=on, step=step: step(on))


def _sign(story: Story, agreement: Agreement, *, on: date) -> None:
    """Every party signs on this day; the copy that comes back is the one that went out."""
    sign(
        agreement,
        signed_on={party.pk: on for party in agreement.parties.all()},
        data=bytes(agreement.document.content.data),
        filename=f"{agreement.reference}-signee.pdf",
        **story.by(on),
    )


def load_remarks(story: Story, remarks: Sequence[shapes.Remark], row: Callable[[], Agreement]) -> None:
    """Note the remarks on the articles of the agreement that `row` finds."""
    for remark in remarks:
        story.then(remark.on, lambda remark=remark: _remark(row(), remark))


def _remark(agreement: Agreement, remark: shapes.Remark) -> None:
    member = Membership.objects.in_force().with_role(remark.role).select_related("user", "partner").first()
    section = agreement.sections.order_by("rank")[remark.rank - 1]
    comment = comment_on(section, text=remark.text, partner=member.partner, by=member.user, at=moment(remark.on))
    if remark.resolved_on:
        resolve_comment(comment, by=member.user, at=moment(remark.resolved_on))


def _request(desk: Desk, data: shapes.Subsidy) -> SubsidyRequest:
    partner = desk.story.loaded.partners[data.partner]
    return SubsidyRequest.objects.get(party__agreement=desk.row, party__partner=partner, year=data.year)


def _subsidy(desk: Desk, data: shapes.Subsidy) -> None:
    story = desk.story
    story.then(data.prepared_on, lambda: _prepared(desk, data))
    if data.submitted_on:
        on = data.submitted_on
        story.then(on, lambda: submit_request(_request(desk, data), **story.by(on)))
    if data.granted_on:
        story.then(data.granted_on, lambda: _granted(desk, data))


def _prepared(desk: Desk, data: shapes.Subsidy) -> None:
    by = desk.story.by(data.prepared_on)
    prepare_requests(desk.row, year=data.year, **by)
    request = _request(desk, data)
    change_request(
        request,
        asked=request.asked,
        project=data.project,
        report=data.report,
        expenses=data.expenses,
        resources=data.resources,
        report_file=None,
        **by,
    )


def _granted(desk: Desk, data: shapes.Subsidy) -> None:
    request = _request(desk, data)
    grant_request(
        request, granted=request.asked, reason=data.reason, on=data.granted_on, **desk.story.by(data.granted_on)
    )


def _paid(desk: Desk, data: shapes.Paid) -> None:
    story = desk.story

    def instalment() -> Instalment:
        agreements = [desk.row, *desk.row.amendments.all()]
        found = Instalment.objects.standing().filter(agreement__in=agreements, due_on=data.due_on)
        return found.get(party__partner=story.loaded.partners[data.partner])

    story.then(data.called_on, lambda: call_instalment(instalment(), due_on=data.due_on, **story.by(data.called_on)))
    if data.received_on:
        on = data.received_on
        story.then(
            on,
            lambda: record_receipt(
                instalment().contribution,
                amount=instalment().amount,
                bank_reference=data.reference,
                on=on,
                **story.by(on),
            ),
        )


def _amendment(desk: Desk, data: shapes.Amendment) -> None:
    made: list[Agreement] = []
    story, life = desk.story, data.life

    def drafted() -> None:
        amendment = amend(desk.row, on=data.on, end=data.end, title=data.title, **story.by(life.drafted_on))
        for carried in amendment.instalments.all():
            remove_instalment(carried, **story.by(life.drafted_on))
        _plan(story, amendment, data.dues, on=life.drafted_on)
        made.append(amendment)

    story.then(life.drafted_on, drafted)
    load_life(story, life, lambda: Agreement.objects.get(pk=made[0].pk))


def _renewal(desk: Desk, data: shapes.Renewal) -> None:
    made: list[Agreement] = []
    story, life = desk.story, data.life

    def drafted() -> None:
        successor = renew(desk.row, **story.by(life.drafted_on))
        change_agreement(
            successor,
            title=successor.title,
            start=successor.start,
            end=successor.end,
            purpose=successor.purpose,
            fund=Fund.objects.get(name=data.fund),
            funded_action=None,
            theme=successor.theme,
            **story.by(life.drafted_on),
        )
        made.append(successor)

    story.then(life.drafted_on, drafted)
    load_life(story, life, lambda: Agreement.objects.get(pk=made[0].pk))
    load_remarks(story, data.remarks, lambda: Agreement.objects.get(pk=made[0].pk))


def load_nights(story: Story, months: Sequence[date]) -> None:
    """Note the nights on which agreements begin and end by themselves, and on which their parties are reminded.

    `months` are the first days of months. Only the reminders of the last months are sent: nobody waits for others.
    """
    for first in months:
        story.then(first, lambda on=first: sweep(on=on, at=moment(on)))
    for first in months[-3:]:
        on = first.replace(day=3)  # the end of a year is 90 days away on 2 October, 60 on 1 November
        story.then(on, lambda on=on: remind_endings(on=on, at=moment(on)))
