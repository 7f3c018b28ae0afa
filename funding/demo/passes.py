"""The passes of a demonstration network: places, a programme, letters that left and letters that wait."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from django.utils import timezone

from funding.demo.pass_lives import (
    load_attestations,
    load_place_requests,
    load_reimbursements,
    load_uses,
    refuse,
    send_to_several,
    write,
)
from funding.ledger.models.funds import FundedAction
from funding.passes.enums import BatchState
from funding.passes.letters.actions import batches as batch_actions
from funding.passes.letters.actions import letters as letter_actions
from funding.passes.letters.models import Letter, PostalBatch, posting_days
from funding.passes.letters.papers import batches
from funding.passes.letters.rules import closes_at, next_posting_day
from funding.passes.programmes import actions as programme_actions
from funding.passes.programmes.models import PassProgramme, PassSettings
from funding.passes.programmes.rules import proposed_mentions
from funding.passes.sending.actions import booklets as sending
from inclusion.core.enums import Channel
from inclusion.demo import shapes
from inclusion.demo.loading import Loaded, moment
from inclusion.demo.story import Story
from inclusion.partners.actions import change_partner
from inclusion.people.actions.files import change_person
from inclusion.territories.models import Commune

#: The logo of an organisation that pays, drawn for the demonstration.
LOGO = Path(__file__).with_name("logo.png")


def open_place(loaded: Loaded, partner: shapes.Partner, place: shapes.Place) -> None:
    programme_actions.open_training_place(
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


def load_passes(story: Story, data: shapes.PassProgramme, actions: dict[str, FundedAction]) -> None:
    network = story.loaded.network
    if data.logo_of:
        change_partner(story.loaded.partners[data.logo_of], new_logo=LOGO.read_bytes(), **story.by(data.opened_on))
    programme = programme_actions.open_programme(
        actions[data.action],
        name=data.name,
        face_value=data.face_value,
        booklet_size=data.booklet_size,
        validity_months=data.validity_months,
        yearly_limit=data.yearly_limit,
        tolerance_days=data.tolerance_days,
        session_passes=data.session_passes,
        session_minutes=data.session_minutes,
        signatory_name=data.signatory_name,
        signatory_title=data.signatory_title,
        translations={language: {} for language in data.languages},
        mentions=proposed_mentions(issuer=network.host_name, address=network.host_address),
        on=data.opened_on,
        **story.by(data.opened_on),
    )
    sent: dict[shapes.Booklet, Letter] = {}
    for declared in story.loaded.data.booklets:
        booklet = _dated(declared)
        story.then(booklet.on, partial(_booklet, story, programme, booklet, sent))
        load_uses(story, booklet, sent)
    for mailing in story.loaded.data.mailings:
        story.then(mailing.on, partial(send_to_several, story, programme, mailing))
    for refused in story.loaded.data.refused:
        story.then(refused.on, partial(refuse, story, refused))
    load_attestations(story)
    load_place_requests(story)
    load_reimbursements(story, programme, data.opened_on)
    PassSettings.objects.create(network=network, posting_rhythm=story.loaded.data.posting_rhythm)
    days, today = posting_days(), timezone.localdate()
    on = next_posting_day(days, after=moment(data.opened_on))
    while on is not None and on < today:
        closes = closes_at(days, on)
        story.then(closes.date(), partial(batch_actions.close_due_batch, at=closes))
        following = next_posting_day(days, after=closes)
        # The last one is printed, and nobody has taken it to La Poste yet: it is late.
        is_late = following is None or following >= today
        story.then(on, partial(_print, story, on, left_lying=is_late))
        on = following


def _dated(data: shapes.Booklet) -> shapes.Booklet:
    """The booklet on its day, also where that is counted from the beginning of the demonstration."""
    return data if data.days_ago is None else replace(data, on=timezone.localdate() - timedelta(days=data.days_ago))


def _booklet(story: Story, programme: PassProgramme, data: shapes.Booklet, sent: dict[shapes.Booklet, Letter]) -> None:
    person = story.loaded.people[data.beneficiary]
    letter = sending.send_pass(
        person,
        programme=programme,
        channel=data.channel or person.channel,
        prescriber=story.loaded.partners[data.prescriber],
        **story.by(data.on),
    )
    sent[data] = letter
    write(letter, on=data.on)
    if data.channel == Channel.HAND:
        letter_actions.hand_over_letter(letter, **story.by(data.on))
    if data.moved_to:
        change_person(person, address=data.moved_to, **story.by(data.on))
        write(letter, on=data.on)


def _print(story: Story, on: date, *, left_lying: bool) -> None:
    """What closed the evening before is printed and, unless it is left lying, taken to La Poste."""
    for batch in PostalBatch.objects.filter(state=BatchState.CLOSED):
        batches.build(batch_actions.last_job(batch).pk, clock=lambda: moment(on))
        if not left_lying:
            batch_actions.hand_over(batch, **story.by(on))
