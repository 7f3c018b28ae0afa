"""Funds, what happened to them, and the passes that were sent, in the order in which it happened."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from funding.actions import batches, letters, passes, postal_files
from funding.actions.commitments import commit, pay, release
from funding.actions.contributions import pledge
from funding.actions.funded_actions import open_funded_action, record_reach
from funding.actions.funds import open_fund, set_leverage_rule
from funding.actions.grants import award_grant, record_grant_receipt
from funding.actions.invariants import check_invariants
from funding.actions.receipts import record_receipt
from funding.documents.letters import compose_message, render_letter
from funding.enums import BatchState
from funding.models import Fund, FundedAction, PassProgramme, PostalBatch
from inclusion.demo import shapes
from inclusion.demo.loading import Loaded, moment, register_part
from inclusion.models import Commune

#: Letters for the post that are older than this have been handed over; the newer ones wait in the open batch.
BATCH_REMAINS = timedelta(days=14)


@dataclass
class Story:
    """What happened, to be told day by day: same-day events in the order in which they were noted."""

    loaded: Loaded
    events: list[tuple[date, int, Callable[[], object]]] = field(default_factory=list)

    def then(self, on: date, event: Callable[[], object]) -> None:
        """Note an event of that day."""
        self.events.append((on, len(self.events), event))

    def tell(self) -> None:
        """Let everything up to today happen, the earliest first."""
        today = timezone.localdate()
        for on, _, event in sorted(self.events, key=lambda one: one[:2]):
            if on <= today:
                event()

    def by(self, on: date) -> dict[str, object]:
        """Who does it and when, as every action wants to know."""
        return {"by": self.loaded.coordinator, "at": moment(on)}


@register_part
def load_funding(loaded: Loaded) -> None:
    """Load the training places, the funds and the passes of one network."""
    story = Story(loaded)
    for partner in loaded.data.partners:
        for place in partner.places:
            _place(loaded, partner, place)
    actions: dict[str, FundedAction] = {}
    for fund in loaded.data.funds:
        _fund(story, fund, actions)
    if loaded.data.programme:
        _passes(story, loaded.data.programme, actions)
    story.tell()
    check_invariants(loaded.network, at=timezone.now())


def _place(loaded: Loaded, partner: shapes.Partner, place: shapes.Place) -> None:
    passes.open_training_place(
        loaded.partners[partner.key],
        name=place.name,
        address=place.address,
        commune=Commune.objects.get(pk=place.commune),
        postal_code=place.postal_code,
        phone=place.phone,
        opening_hours=place.hours,
        latitude=place.latitude,
        longitude=place.longitude,
        by=loaded.coordinator,
        at=moment(date(2025, 1, 6)),
    )


def _fund(story: Story, data: shapes.Fund, actions: dict[str, FundedAction]) -> None:
    partners = story.loaded.partners
    fund = open_fund(
        name=data.name,
        host=partners[data.host],
        purpose=data.purpose,
        envelope=data.envelope,
        start=data.start,
        end=data.end,
        **story.by(data.start),
    )
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
            **story.by(data.start),
        )
    own = {action.name: _action(story, fund, action) for action in data.actions}
    for contribution in data.contributions:
        _contribution(story, fund, contribution)
    for grant in data.grants:
        _grant(story, fund, own[grant.action], grant)
    for action in data.actions:
        for commitment in action.commitments:
            _commitment(story, own[action.name], commitment)
    actions.update({name: one for name, one in own.items() if name not in actions})


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


def _contribution(story: Story, fund: Fund, data: shapes.Contribution) -> None:
    def happen() -> None:
        contribution = pledge(
            fund,
            partner=story.loaded.partners[data.partner],
            year=data.year,
            amount=data.pledged,
            on=data.pledged_on,
            **story.by(data.pledged_on),
        )
        for receipt in data.receipts:
            arrived[receipt.reference] = contribution

    arrived: dict[str, object] = {}
    story.then(data.pledged_on, happen)
    for receipt in data.receipts:
        story.then(
            receipt.on,
            lambda receipt=receipt: record_receipt(
                arrived[receipt.reference],
                amount=receipt.amount,
                bank_reference=receipt.reference,
                on=receipt.on,
                **story.by(receipt.on),
            ),
        )


def _grant(story: Story, fund: Fund, action: FundedAction, data: shapes.Grant) -> None:
    def happen() -> None:
        grant = award_grant(
            fund,
            funder=data.funder,
            name=data.name,
            amount=data.amount,
            actions=[action],
            awarded_on=data.received_on,
            **story.by(data.received_on),
        )
        record_grant_receipt(
            grant,
            amount=data.amount,
            bank_reference=data.reference,
            on=data.received_on,
            **story.by(data.received_on),
        )

    story.then(data.received_on, happen)


def _commitment(story: Story, action: FundedAction, data: shapes.Commitment) -> None:
    made: list[object] = []
    story.then(
        data.on,
        lambda: made.append(
            commit(action, amount=data.amount, label=data.label, on=data.on, **story.by(data.on))
        ),
    )
    for payment in data.payments:
        story.then(
            payment.on,
            lambda payment=payment: pay(
                made[0],
                amount=payment.amount,
                reference=payment.reference,
                on=payment.on,
                **story.by(payment.on),
            ),
        )
    if data.released_on:
        story.then(
            data.released_on, lambda: release(made[0], on=data.released_on, **story.by(data.released_on))
        )


def _passes(story: Story, data: shapes.PassProgramme, actions: dict[str, FundedAction]) -> None:
    programme = passes.open_programme(
        actions[data.action],
        name=data.name,
        face_value=data.face_value,
        booklet_size=data.booklet_size,
        validity_months=data.validity_months,
        yearly_limit=data.yearly_limit,
        on=data.opened_on,
        **story.by(data.opened_on),
    )
    for booklet in story.loaded.data.booklets:
        story.then(booklet.on, lambda booklet=booklet: _booklet(story, programme, booklet))
    newest = timezone.localdate() - BATCH_REMAINS
    for on in sorted({_post_day(booklet.on) for booklet in story.loaded.data.booklets}):
        if on <= newest:
            story.then(on, lambda on=on: _hand_over(story, on))


def _post_day(issued_on: date) -> date:
    """The fifth day of the month after: when the coordinator takes the month's letters to La Poste."""
    return (issued_on.replace(day=28) + timedelta(days=4)).replace(day=5)


def _booklet(story: Story, programme: PassProgramme, data: shapes.Booklet) -> None:
    person = story.loaded.people[data.beneficiary]
    letter = passes.send_pass(
        person,
        programme=programme,
        channel=person.channel,
        prescriber=story.loaded.partners[data.prescriber],
        **story.by(data.on),
    )
    letters.carry_on(letter.pk, render=render_letter, compose=compose_message, clock=lambda: moment(data.on))


def _hand_over(story: Story, on: date) -> None:
    batch = PostalBatch.objects.filter(state=BatchState.OPEN).first()
    if batch is None:
        return
    job = batches.close_batch(batch, **story.by(on))
    postal_files.build(job.pk, clock=lambda: moment(on))
    batches.hand_over(PostalBatch.objects.get(pk=batch.pk), **story.by(on))
