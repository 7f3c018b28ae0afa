"""The life of an agreement: read by all, corrected, signed, in force, over; each step is told in the journal."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from funding.actions.agreement_files import agreement_pdf, sections_shown
from funding.actions.agreement_locks import lock_agreement, lock_agreement_and_fund
from funding.actions.instalments import pledge_instalments
from funding.actions.ledger import refuse_future
from funding.enums import AgreementState, Verb
from funding.models import Agreement, AgreementParty, AgreementSection, Instalment
from funding.models.agreement_checks import day_problem
from funding.models.instalment_checks import family_of, set_free_since
from inclusion.core import journal, states
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.imports.uploads import checked_pdf
from inclusion.core.models.networks import User


@transaction.atomic
def send_for_review(agreement: Agreement, *, by: User, at: datetime) -> Agreement:
    """Show an agreement to its parties, for their remarks; raises DomainError with what it lacks."""
    agreement = states.move(lock_agreement(agreement), AgreementState.REVIEW, by=by, at=at)
    journal.record(Verb.AGREEMENT_SENT, on=agreement, by=by, at=at)
    return agreement


@transaction.atomic
def send_back(agreement: Agreement, *, reason: str, by: User, at: datetime) -> Agreement:
    """Open an agreement to changes again; what was to be signed is void, and the journal keeps why.

    Raises DomainError without a reason, and for an agreement that is neither read nor to be signed.
    """
    agreement = lock_agreement(agreement)
    _refuse_step(agreement, AgreementState.CORRECTION)
    if not (reason := reason.strip()):
        raise DomainError("Dites ce qui est à corriger\u00a0: les parties le liront.").at("reason")
    agreement.parties.update(signed_on=None)
    agreement.sections.update(agreed="")
    agreement = states.move(
        agreement,
        AgreementState.CORRECTION,
        by=by,
        at=at,
        document=None,
        signed_document=None,
        signed_on=None,
    )
    journal.record(Verb.AGREEMENT_SENT_BACK, on=agreement, by=by, at=at, reason=reason)
    return agreement


@transaction.atomic
def prepare_to_sign(agreement: Agreement, *, by: User, at: datetime) -> Agreement:
    """Make the PDF that the parties sign, and keep it; raises DomainError with what the agreement lacks."""
    agreement = lock_agreement(agreement)
    _refuse_step(agreement, AgreementState.TO_SIGN)
    for one in sections_shown(agreement):
        AgreementSection.objects.filter(pk=one.section.pk).update(agreed=one.html)
    document = store(
        agreement_pdf(agreement, draft=False),
        kind=DocumentKind.AGREEMENT,
        filename=f"convention-{agreement.reference}.pdf",
        media_type="application/pdf",
        by=by,
        at=at,
    )
    agreement = states.move(agreement, AgreementState.TO_SIGN, by=by, at=at, document=document)
    journal.record(Verb.AGREEMENT_TO_SIGN, on=agreement, by=by, at=at, sha256=document.sha256)
    return agreement


def _refuse_step(agreement: Agreement, to: AgreementState) -> None:
    """Raise what `states.move` would, before anything is made for the step."""
    if missing := states.blockers(agreement, to):
        raise states.TransitionRefused(" ".join(missing))


# -- Signature ------------------------------------------------------------------------------


@transaction.atomic
def sign(
    agreement: Agreement,
    *,
    signed_on: Mapping[int, date],
    data: bytes,
    filename: str,
    by: User,
    at: datetime,
) -> Agreement:
    """Write down that every party has signed: `signed_on` by the key of each party, and the PDF of the signed copy.

    What the payers owe a fund becomes promises. An amendment moves the end of what it amends, and its plan takes the
    place of what was neither called, committed nor settled there. Raises DomainError for a party without a day (at
    "signed_on_<key>"), a day to come, a file that is no readable PDF (at "file"), and what the agreement lacks.
    """
    agreement = lock_agreement_and_fund(agreement)
    if agreement.state != AgreementState.TO_SIGN:
        _refuse_step(agreement, AgreementState.SIGNED)
    _write_signatures(agreement, signed_on, at=at)
    document = store(
        checked_pdf(data, filename=filename),
        kind=DocumentKind.SIGNED_AGREEMENT,
        filename=f"convention-{agreement.reference}-signee.pdf",
        media_type="application/pdf",
        by=by,
        at=at,
    )
    agreement = states.move(
        agreement,
        AgreementState.SIGNED,
        by=by,
        at=at,
        signed_document=document,
        signed_on=max(signed_on.values()),
    )
    if agreement.parent is not None:
        _amend(agreement.parent, agreement)
        journal.record(Verb.AGREEMENT_CHANGED, on=agreement.parent, by=by, at=at, changed=["end"])
    journal.record(Verb.AGREEMENT_SIGNED, on=agreement, by=by, at=at, sha256=document.sha256)
    pledge_instalments(agreement, by=by, at=at)
    return agreement


def _write_signatures(agreement: Agreement, signed_on: Mapping[int, date], *, at: datetime) -> None:
    """The day on which each party signed; exactly these parties."""
    parties: list[AgreementParty] = list(agreement.parties.select_related("partner").order_by("pk"))
    if strange := set(signed_on) - {party.pk for party in parties}:
        raise DomainError(
            f"{len(strange)} signature ne correspond à aucune partie\u00a0: rechargez la page et recommencez."
        )
    for party in parties:
        day, field = signed_on.get(party.pk), f"signed_on_{party.pk}"
        if day is None:
            raise DomainError(f"Dites quel jour {party.partner} a signé.").at(field)
        refuse_future(day, at=at, because="une signature se note une fois donnée", field=field)
        party.signed_on = day
        party.save(update_fields=["signed_on"])


def _amend(parent: Agreement, amendment: Agreement) -> None:
    """Let a signed amendment change what it amends; the caller has locked both."""
    amendment.end_before = parent.end
    amendment.save(update_fields=["end_before"])
    parent.end = amendment.end
    parent.save(update_fields=["end"])
    replaced = Instalment.objects.to_do().filter(agreement__in=family_of(parent)).exclude(agreement=amendment)
    replaced = replaced.exclude(pk__in=set_free_since(amendment))
    Instalment.objects.filter(pk__in=list(replaced.values_list("pk", flat=True))).update(
        superseded_by=amendment
    )


# -- In force -------------------------------------------------------------------------------


@transaction.atomic
def activate(agreement: Agreement, *, by: User | None, at: datetime) -> Agreement:
    """Let a signed agreement come into force; raises DomainError before its first day."""
    return _in_its_time(agreement, AgreementState.ACTIVE, today=timezone.localdate(at), by=by, at=at)


@transaction.atomic
def end(agreement: Agreement, *, by: User | None, at: datetime) -> Agreement:
    """Let an agreement end by itself; raises DomainError before its last day is over."""
    return _in_its_time(agreement, AgreementState.ENDED, today=timezone.localdate(at), by=by, at=at)


def _in_its_time(
    agreement: Agreement, to: AgreementState, *, today: date, by: User | None, at: datetime
) -> Agreement:
    agreement = lock_agreement(agreement)
    _refuse_step(agreement, to)
    if problem := day_problem(agreement, to, today=today):
        raise DomainError(problem)
    agreement = states.move(agreement, to, by=by, at=at)
    verb = Verb.AGREEMENT_BEGUN if to == AgreementState.ACTIVE else Verb.AGREEMENT_ENDED
    journal.record(verb, on=agreement, by=by, at=at)
    return agreement


@transaction.atomic
def terminate(agreement: Agreement, *, on: date, reason: str, by: User, at: datetime) -> Agreement:
    """Stop an agreement before its end: `on` is the first day on which it no longer holds.

    Its signed amendments stop with it, and its payers no longer owe what was not called. Raises DomainError without a
    reason, for a day before the signature or after the last day, and for an amendment alone: what it replaced would
    not come back.
    """
    agreement = lock_agreement_and_fund(agreement)
    if agreement.parent is not None:
        raise DomainError(
            f"Un avenant ne se résilie pas seul\u00a0: résiliez la convention {agreement.parent.reference}, "
            "ou signez un autre avenant."
        )
    _refuse_step(agreement, AgreementState.TERMINATED)
    if not (reason := reason.strip()):
        raise DomainError("Dites pourquoi la convention est résiliée.").at("reason")
    if agreement.signed_on is not None and on < agreement.signed_on:
        raise DomainError(
            f"La convention a été signée le {plain_date(agreement.signed_on)}\u00a0: la résiliation ne précède pas ce "
            "jour."
        ).at("on")
    if on >= agreement.end:
        raise DomainError(
            f"La convention se termine d’elle-même le {plain_date(shown_end(agreement.end))}\u00a0: choisissez un jour "
            "avant."
        ).at("on")
    going = agreement.amendments.filter(state__in=(AgreementState.SIGNED, AgreementState.ACTIVE))
    stopped = [
        states.move(one, AgreementState.TERMINATED, by=by, at=at, terminated_on=on, termination_reason=reason)
        for one in [agreement, *going.order_by("pk")]
    ]
    for one in stopped:
        journal.record(Verb.AGREEMENT_TERMINATED, on=one, by=by, at=at, day=on.isoformat())
        pledge_instalments(one, by=by, at=at)
    return stopped[0]


def sweep(*, on: date, at: datetime) -> dict[str, int]:
    """Let the agreements of the active network whose first day has come be in force, and those whose last day is over
    end; return how many did. Done twice, it finds nothing the second time.
    """
    return {
        "begun": _swept(AgreementState.SIGNED, AgreementState.ACTIVE, due={"start__lte": on}, on=on, at=at),
        "ended": _swept(AgreementState.ACTIVE, AgreementState.ENDED, due={"end__lte": on}, on=on, at=at),
    }


def _swept(state: AgreementState, to: AgreementState, *, due: dict[str, date], on: date, at: datetime) -> int:
    """Move those that are due, each in a transaction of its own; what somebody else moved meanwhile is left."""
    count = 0
    for agreement in Agreement.objects.filter(state=state, **due).order_by("pk"):
        try:
            with transaction.atomic():
                _in_its_time(agreement, to, today=on, by=None, at=at)
        except DomainError:
            continue
        count += 1
    return count
