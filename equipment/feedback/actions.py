"""Feedback is asked for and given; the outcome of a trial and the step at the MDPH are recorded."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from equipment.enums import LoanState, MdphStep, Need, TrialOutcome, Verb
from equipment.feedback.enums import Helped, Use, Wish
from equipment.feedback.models import FeedbackLink, TrialFeedback, new_token
from equipment.feedback.rules import open_until
from equipment.loans.actions.lifecycle import lock_loan
from equipment.loans.enums import FeedbackAuthor
from equipment.loans.models.loans import Loan
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import plain_date

#: Loans that a pupil has or had.
TRIED = (LoanState.OUT, LoanState.RETURNED)


class LinkClosed(DomainError):
    """The address takes no answers any more."""


def _refuse_untried(loan: Loan) -> None:
    if loan.state not in TRIED:
        raise DomainError(
            "Un essai se raconte à partir de la remise du matériel\u00a0: ce prêt n’a pas encore commencé."
            if loan.state in (LoanState.OFFERED, LoanState.BOOKED)
            else "Ce prêt a été annulé\u00a0: il n’y a pas eu d’essai."
        )


@transaction.atomic
def open_link(loan: Loan, *, author: str, by: Any, at: datetime) -> FeedbackLink:
    """Open the address of one kind of author, or open it again for longer; after a closing it is a new address."""
    loan = lock_loan(loan)
    _refuse_untried(loan)
    author = FeedbackAuthor(author)
    today = timezone.localdate(at)
    until = open_until(due=loan.due, today=today)
    link = FeedbackLink.objects.select_for_update().filter(loan=loan, author=author).first()
    if link is None:
        link = FeedbackLink.objects.create(
            network_id=loan.network_id, loan=loan, author=author, open_until=until, made_at=at
        )
    elif link.is_open_on(today):
        return link
    else:
        if link.closed_at is not None:
            link.token = new_token()
        link.open_until, link.closed_at, link.made_at = until, None, at
        link.save(update_fields=["token", "open_until", "closed_at", "made_at"])
    journal.record(Verb.FEEDBACK_ASKED, on=loan, by=by, at=at, author=author.value, until=str(until))
    return link


@transaction.atomic
def close_link(link: FeedbackLink, *, by: Any, at: datetime) -> FeedbackLink:
    """Take no answers at this address any more; those that came stay."""
    link = FeedbackLink.objects.select_for_update(of=("self",)).select_related("loan").get(pk=link.pk)
    if link.closed_at is not None:
        return link
    link.closed_at = at
    link.save(update_fields=["closed_at"])
    journal.record(Verb.FEEDBACK_CLOSED, on=link.loan, by=by, at=at, author=link.author)
    return link


def _why_closed(link: FeedbackLink) -> str:
    if link.closed_at is not None:
        return (
            "ce lien vient d’être fermé. Laissez cette page ouverte, demandez un nouveau lien au collège, "
            "puis recopiez-les."
        )
    return (
        f"ce lien était ouvert jusqu’au {plain_date(link.open_until)}. Laissez cette page ouverte, demandez au collège "
        "de rouvrir le lien, puis envoyez-les de nouveau."
    )


@transaction.atomic
def answer_by_link(link: FeedbackLink, *, form_key: UUID, at: datetime, **said: Any) -> TrialFeedback:
    """Keep an answer that came through an address. Raises LinkClosed once its last day is over or it was closed."""
    lock_loan(link.loan)  # the loan first, as whoever opens an address does: no deadlock
    link = FeedbackLink.objects.select_for_update(of=("self",)).select_related("loan").get(pk=link.pk)
    known = TrialFeedback.objects.filter(loan=link.loan, form_key=form_key).first()
    if known:
        return known
    if not link.is_open_on(timezone.localdate(at)):
        raise LinkClosed(f"Vos réponses ne sont pas parties\u00a0: {_why_closed(link)}")
    return give_feedback(link.loan, author=link.author, form_key=form_key, by=None, at=at, **said)


@transaction.atomic
def give_feedback(
    loan: Loan,
    *,
    author: str,
    form_key: UUID,
    use: int,
    helped: int,
    needs_helped: list[str] | None = None,
    what_helped: str = "",
    what_hindered: str = "",
    wish: str = "",
    by: Any,
    at: datetime,
) -> TrialFeedback:
    """Keep what somebody says of a trial; the same form that comes twice is one answer."""
    loan = lock_loan(loan)
    _refuse_untried(loan)
    known = TrialFeedback.objects.filter(loan=loan, form_key=form_key).first()
    if known:
        return known
    feedback = TrialFeedback.objects.create(
        network_id=loan.network_id,
        loan=loan,
        author=FeedbackAuthor(author),
        form_key=form_key,
        use=Use(use),
        helped=Helped(helped),
        needs_helped=[Need(need).value for need in needs_helped or ()],
        what_helped=what_helped.strip(),
        what_hindered=what_hindered.strip(),
        wish=Wish(wish).value if wish else "",
        given_at=at,
        by=by,
    )
    journal.record(Verb.FEEDBACK_GIVEN, on=loan, by=by, at=at, author=feedback.author)
    return feedback


@transaction.atomic
def note_outcome(loan: Loan, *, outcome: str, outcome_on: date, outcome_note: str = "", by: Any, at: datetime) -> Loan:
    """Note what came of a trial, for the first time or again. A request to the MDPH moves the step of the file too."""
    loan = lock_loan(loan)
    _refuse_untried(loan)
    if outcome_on > timezone.localdate(at):
        raise DomainError(
            f"Le {plain_date(outcome_on)} est encore à venir\u00a0: notez la suite quand elle est connue."
        ).at("outcome_on")
    assert loan.handed_over_at is not None  # it was tried
    if outcome_on < (begun_on := timezone.localdate(loan.handed_over_at)):
        raise DomainError(
            f"L’essai a commencé le {plain_date(begun_on)}\u00a0: sa suite ne peut pas être plus ancienne."
        ).at("outcome_on")
    loan.outcome, loan.outcome_on = TrialOutcome(outcome), outcome_on
    loan.outcome_note = outcome_note.strip()
    if loan.outcome == TrialOutcome.MDPH_REQUEST and loan.mdph_step == MdphStep.BEFORE:
        loan.mdph_step = MdphStep.REQUESTED
    loan.save(update_fields=["outcome", "outcome_on", "outcome_note", "mdph_step"])
    journal.record(Verb.LOAN_OUTCOME, on=loan, by=by, at=at, outcome=loan.outcome, on_day=str(outcome_on))
    return loan


@transaction.atomic
def move_mdph(loan: Loan, *, mdph_step: str, by: Any, at: datetime) -> Loan:
    """Note the step of the pupil's file at the MDPH.

    A step noted by mistake can be taken back, but not behind an outcome that says that a request was made.
    """
    loan = lock_loan(loan)
    step = MdphStep(mdph_step)
    if step == loan.mdph_step:
        return loan
    if step == MdphStep.BEFORE and loan.outcome == TrialOutcome.MDPH_REQUEST:
        raise DomainError(
            "La suite de l’essai dit qu’une demande a été faite à la MDPH\u00a0: changez d’abord cette suite."
        ).at("mdph_step")
    before, loan.mdph_step = loan.mdph_step, step
    loan.save(update_fields=["mdph_step"])
    journal.record(Verb.LOAN_MDPH, on=loan, by=by, at=at, steps=[before, step.value])
    return loan
