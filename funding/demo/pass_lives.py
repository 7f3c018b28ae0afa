"""What became of the passes of a demonstration network: used, claimed, paid, withdrawn, expired."""

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from django.utils import timezone

from funding.bank_details.actions import confirm_bank_details
from funding.bank_details.models import BankDetailsChange
from funding.passes.attestations.actions import attest
from funding.passes.attestations.queries import key_of
from funding.passes.booklets.models import Booklet, Pass
from funding.passes.enums import LetterState, PassState, ReimbursementState
from funding.passes.follow_up import actions as follow_up_actions
from funding.passes.letters.actions import letters as letter_actions
from funding.passes.letters.models import Letter
from funding.passes.letters.papers.letters import compose_message, render_letter
from funding.passes.mailings import actions as mailing_actions
from funding.passes.place_requests.actions import accept_place_request, ask_for_place
from funding.passes.place_requests.models import PlaceRequest
from funding.passes.programmes.models import PassProgramme, TrainingPlace
from funding.passes.reimbursements.actions import claims, corrections, payments
from funding.passes.reimbursements.models import Reimbursement
from funding.passes.returns import actions as return_actions
from funding.passes.uses import actions as use_actions
from funding.passes.uses.models import Redemption
from inclusion.core import jobs
from inclusion.core.enums import Channel
from inclusion.core.french.periods import month_of, next_month
from inclusion.core.mail.bounces import receive
from inclusion.core.mail.tracking import mark_of
from inclusion.demo import shapes
from inclusion.demo.loading import moment
from inclusion.demo.story import Story
from inclusion.territories.models import Commune

#: What an organisation answers as the demonstration's file has it.
PLACE_ANSWERS = (
    "organisation", "kind", "siret", "name", "address", "postal_code", "first_name", "last_name", "email", "phone",
)  # fmt: skip
#: The bank's own example of an account.
IBAN = "FR7630006000011234567890189"


def load_uses(story: Story, data: shapes.Booklet, sent: dict[shapes.Booklet, Letter]) -> None:
    """Note what became of a booklet; `sent` gets its letter when the story comes to it."""
    for use in data.uses:
        story.then(use.on, lambda use=use: _use(story, sent[data].booklet, use))
        if use.taken_back_on:
            story.then(use.taken_back_on, lambda use=use: _take_back(story, sent[data].booklet, use))
    if data.returned_on:
        story.then(data.returned_on, lambda: _return(story, sent[data], data.returned_on))
    if data.reminded_on:
        story.then(data.reminded_on, lambda: _remind(story, sent[data].booklet, data.reminded_on))
    if data.replaced_on:
        story.then(data.replaced_on, lambda: _replace(story, sent[data], data.replaced_on))
    if data.withdrawn_on:
        story.then(data.withdrawn_on, lambda: _withdraw(story, sent[data].booklet, data))


def write(letter: Letter, *, on: date) -> None:
    """Do a worker's part of a letter on that day."""
    letter_actions.process_letter(letter.pk, render=render_letter, compose=compose_message, clock=lambda: moment(on))
    # Where no mail server answers: it took the e-mail on that day, or its passes could not have served since.
    if Letter.objects.filter(pk=letter.pk, channel=Channel.EMAIL, state=LetterState.WRITTEN).exists():
        claimed = jobs.claim(Letter, letter.pk, fresh=LetterState.WRITTEN, taken=LetterState.SENDING, at=moment(on))
        letter_actions.note_sent(claimed, at=moment(on))


def _remind(story: Story, booklet: Booklet, on: date) -> None:
    write(follow_up_actions.remind(booklet, **story.by(on)), on=on)


def send_to_several(story: Story, programme: PassProgramme, data: shapes.Mailing) -> None:
    """Prepare a mailing, have it carried out, and its letters written."""
    mailing = mailing_actions.try_people(
        programme,
        people=[story.loaded.people[key] for key in data.beneficiaries],
        prescriber=story.loaded.partners[data.prescriber],
        **story.by(data.on),
    )
    mailing = mailing_actions.start_mailing(mailing, **story.by(data.on))
    mailing_actions.carry_out(mailing.job_id, clock=lambda: moment(data.on))
    for letter in Letter.objects.filter(mailing_line__mailing=mailing).order_by("pk"):
        write(letter, on=data.on)
    for key in data.bounced:
        letter = Letter.objects.get(mailing_line__mailing=mailing, booklet__beneficiary=story.loaded.people[key])
        receive(_report(letter), at=moment(data.on + timedelta(days=1)))


def _report(letter: Letter) -> bytes:
    """What the mail server of an address that does not exist sends back."""
    lines = (
        "From: MAILER-DAEMON@usager.example",
        f"To: rebonds+{mark_of(letter, recipient=letter.email)}@liant.example",
        "Subject: Undelivered Mail Returned to Sender",
        "",
        f"<{letter.email}>: 550 5.1.1 User unknown",
    )
    return "\n".join(lines).encode()


def refuse(story: Story, data: shapes.Refused) -> None:
    """Scan a pass once more that had served, from a telephone that had no connection."""
    person = story.loaded.people[data.beneficiary]
    served = Pass.objects.filter(booklet__beneficiary=person).exclude(state=PassState.ISSUED).first()
    scan = use_actions.Scan(code=served.code, session=data.session, used_on=data.on, key=uuid.uuid4(), offline=True)
    use_actions.redeem(_place(story, data.place), scan, **story.by(data.on))


def load_attestations(story: Story) -> None:
    """Note what places attest of people's sessions."""
    for data in story.loaded.data.attestations:
        story.then(data.on, partial(_attest, story, data))


def _attest(story: Story, data: shapes.Attestation) -> None:
    person = story.loaded.people[data.beneficiary]
    uses = Redemption.objects.standing().filter(place=_place(story, data.place), one_pass__booklet__beneficiary=person)
    attest(
        uses.select_related("one_pass__booklet").earliest("used_on"),
        person_name=str(person),
        sessions={key_of(one) for one in uses},
        subjects=[*data.subjects, *filter(None, [data.other])],
        minutes=data.minutes,
        trainer=data.trainer,
        **story.by(data.on),
    )


def load_place_requests(story: Story) -> None:
    """Note who asks to accept passes, and who of them was accepted."""
    for data in story.loaded.data.place_requests:
        on = timezone.localdate() - timedelta(days=data.days_ago)
        story.then(on, partial(_ask_for_place, data, on))
        if data.accepted_after is not None:
            answered = on + timedelta(days=data.accepted_after)
            story.then(answered, partial(_accept_place, story, data, answered))


def _ask_for_place(data: shapes.PlaceRequest, on: date) -> None:
    fields = {name: getattr(data, name) for name in PLACE_ANSWERS}
    ask_for_place(
        **fields,
        commune=Commune.objects.get(pk=data.commune),
        services=list(data.services),
        labels=list(data.labels),
        is_accessible=True,
        iban=IBAN,
        account_holder=data.organisation,
        at=moment(on),
    )


def _accept_place(story: Story, data: shapes.PlaceRequest, on: date) -> None:
    asked = PlaceRequest.objects.waiting().get(siret=data.siret)
    assert asked.commune.point is not None  # a town of the shipped points
    latitude, longitude = asked.commune.point
    accept_place_request(asked, latitude=latitude, longitude=longitude, **story.by(on))


def _place(story: Story, key: str) -> TrainingPlace:
    return TrainingPlace.objects.get(partner=story.loaded.partners[key])


def _use(story: Story, booklet: Booklet, use: shapes.Use) -> None:
    unused = Pass.objects.filter(booklet=booklet, state=PassState.ISSUED).order_by("rank")
    for one in unused[: use.count]:
        scan = use_actions.Scan(code=one.code, session=use.session, used_on=use.on, key=uuid.uuid4())
        use_actions.redeem(_place(story, use.place), scan, **story.by(use.on))


def _take_back(story: Story, booklet: Booklet, use: shapes.Use) -> None:
    done = Redemption.objects.standing().filter(one_pass__booklet=booklet, used_on=use.on)
    corrections.take_back(done.get(), reason=use.because, **story.by(use.taken_back_on))


def _return(story: Story, letter: Letter, on: date) -> None:
    letter = Letter.objects.get(pk=letter.pk)
    return_actions.record_return(letter, reason="N’habite pas à l’adresse indiquée", **story.by(on))


def _replace(story: Story, letter: Letter, on: date) -> None:
    lost = Letter.objects.get(pk=letter.pk)
    sent = return_actions.replace_booklet(lost, channel=lost.channel, decides=False, **story.by(on))
    write(sent, on=on)


def _withdraw(story: Story, booklet: Booklet, data: shapes.Booklet) -> None:
    use_actions.withdraw(booklet, reason=data.because, **story.by(data.withdrawn_on))


def load_reimbursements(story: Story, programme: PassProgramme, since: date) -> None:
    """Note the claims of every month, at each place's rhythm, and the nights on which passes expire."""
    for month in _months(since):
        end = next_month(month)
        for rhythm in story.loaded.data.rhythms:
            asked, validated, paid = (
                end + timedelta(days=days) for days in (rhythm.asks_after, rhythm.validated_after, rhythm.paid_after)
            )
            story.then(asked, lambda r=rhythm, m=month, on=asked: _ask(story, programme, r.place, m, on))
            story.then(validated, lambda r=rhythm, m=month, on=validated: _validate(story, r.place, m, on))
            story.then(paid, lambda r=rhythm, m=month, on=paid: _pay(story, r.place, m, on))
        story.then(end, lambda on=end: use_actions.expire_due(clock=lambda: moment(on)))


def _months(since: date) -> Iterator[date]:
    month = month_of(since)
    while month < timezone.localdate():
        yield month
        month = next_month(month)


def _ask(story: Story, programme: PassProgramme, key: str, month: date, on: date) -> None:
    place = _place(story, key)
    if claims.claim_of(place, programme, month, on=on).uses:
        claims.ask(place, programme, month, iban=IBAN, account_holder=place.name, certified=True, **story.by(on))
        for change in BankDetailsChange.objects.waiting().filter(place=place, iban=IBAN):
            confirm_bank_details(change, **story.by_another(on))


def _claim(story: Story, key: str, month: date, state: ReimbursementState) -> Reimbursement | None:
    place = _place(story, key)
    return Reimbursement.objects.filter(place=place, month=month, state=state).first()


def _validate(story: Story, key: str, month: date, on: date) -> None:
    if claim := _claim(story, key, month, ReimbursementState.SUBMITTED):
        claims.validate(claim, **story.by(on))


def _pay(story: Story, key: str, month: date, on: date) -> None:
    if claim := _claim(story, key, month, ReimbursementState.VALIDATED):
        payments.pay(claim, reference=f"MANDAT {on.year}-{claim.pk:04d}", on=on, **story.by(on))
