"""E-mails to contributors: their recipients, when they may be sent a second time, and the rows that a worker sends."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from funding.contributions.enums import CallState, ContributionMailKind
from funding.contributions.models import CallForFunds, Contribution, ContributionMail, ContributionRequest
from funding.enums import Verb
from funding.ledger.actions import locked
from funding.ledger.models.funds import Fund
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import day_and_month
from inclusion.core.mail import outbox
from inclusion.core.mail.outbox import LOST
from inclusion.core.models.networks import Membership, User
from inclusion.core.roles import Operator
from inclusion.partners.models import Contact, Partner

#: Whoever was written to less than this ago is not reminded without being asked about.
PAUSE = timedelta(days=7)

type Subject = ContributionRequest | Contribution


class TooSoon(DomainError):
    """Somebody was written to a few days ago: it asks before anybody is written to again."""


def addresses_of(partners: Iterable[Partner]) -> dict[int, list[str]]:
    """Return where to write to each of these organisations about money, by its key; an empty list where nowhere.

    Its members with the role of an operator; where there is none its contacts; where none has an address, its own.
    """
    partners = list(partners)
    members, contacts = defaultdict(list), defaultdict(list)
    operators = Membership.objects.in_force().with_role(Operator.name).filter(partner__in=partners)
    for partner_id, email in operators.order_by("pk").values_list("partner_id", "user__email"):
        members[partner_id].append(email)
    reachable = Contact.objects.filter(partner__in=partners).exclude(email="")
    for partner_id, email in reachable.values_list("partner_id", "email"):
        contacts[partner_id].append(email)
    own = {one.pk: [one.email] if one.email else [] for one in partners}
    return {pk: _distinct(members[pk] or contacts[pk] or own[pk]) for pk in own}


def _distinct(addresses: Iterable[str]) -> list[str]:
    """Each address once, whatever its case, in the order given."""
    seen: dict[str, str] = {}
    for address in addresses:
        seen.setdefault(address.lower(), address)
    return list(seen.values())


@transaction.atomic
def mail_requests(requests: Iterable[ContributionRequest], *, by: User, at: datetime) -> list[ContributionMail]:
    """Write to those who were just asked whether they contribute; one e-mail to each address of each."""
    return _write(dict.fromkeys(requests, (ContributionMailKind.REQUEST, None)), by=by, at=at)


@transaction.atomic
def mail_call(call: CallForFunds, *, by: User, at: datetime) -> list[ContributionMail]:
    """Send a call for funds by e-mail to each address of who is called; none where there is no address.

    Raises DomainError for a call that was cancelled, or that is on its way already.
    """
    call = CallForFunds.objects.select_for_update(of=("self",)).get(pk=call.pk)
    if call.state == CallState.CANCELLED:
        raise DomainError("Cet appel est annulé\u00a0: il ne s’envoie plus.")
    if ContributionMail.objects.waiting().filter(call=call, written_at__gt=at - LOST).exists():
        raise DomainError("Cet appel est déjà en cours d’envoi.")
    return _write({call.contribution: (ContributionMailKind.CALL, call)}, by=by, at=at)


@transaction.atomic
def remind(
    fund: Fund,
    *,
    requests: Iterable[ContributionRequest] = (),
    contributions: Iterable[Contribution] = (),
    anyway: bool = False,
    by: User,
    at: datetime,
) -> list[ContributionMail]:
    """Write to those who have not answered and to those who have not paid; one e-mail to each address of each.

    Raises DomainError where one of them has answered or paid meanwhile or has no address, and TooSoon where one was
    written to less than a week ago, unless `anyway`. Nobody is written to then.
    """
    fund = locked(fund)
    unanswered = {one.pk: one for one in ContributionRequest.objects.filter(fund=fund).unanswered()}
    awaited = {one.pk: one for one in Contribution.objects.filter(fund=fund).awaited()}
    chosen: list[Subject] = [*dict.fromkeys(requests), *dict.fromkeys(contributions)]
    if not chosen:
        raise DomainError("Choisissez au moins un contributeur à relancer.")
    subjects: list[Subject] = []
    for one in chosen:
        found = (unanswered if isinstance(one, ContributionRequest) else awaited).get(one.pk)
        if found is None:
            done = "a répondu" if isinstance(one, ContributionRequest) else "n’a plus rien à verser"
            raise DomainError(f"{one.partner} {done} entre-temps\u00a0: décochez-le. Personne n’est relancé.")
        subjects.append(found)
    last = last_mails(subjects)
    if not anyway:
        _refuse_too_soon(last, at=at)
    return _write({one: _reminder(one, again=one in last) for one in subjects}, must=True, by=by, at=at)


def _reminder(one: Subject, *, again: bool) -> tuple[ContributionMailKind, CallForFunds | None]:
    """What a reminder is called, and the call it speaks of: the one that is due first."""
    if isinstance(one, Contribution):
        return ContributionMailKind.PAYMENT_REMINDER, CallForFunds.objects.to_pay().filter(contribution=one).first()
    return ContributionMailKind.REQUEST_REMINDER if again else ContributionMailKind.REQUEST, None


def last_mails(subjects: Iterable[Subject]) -> dict[Subject, ContributionMail]:
    """Return the last e-mail about each of these that left or is about to; nothing where none did."""
    subjects = list(subjects)
    asked = [one for one in subjects if isinstance(one, ContributionRequest)]
    promised = [one for one in subjects if isinstance(one, Contribution)]
    rows = ContributionMail.objects.not_failed().order_by("written_at", "pk")
    found = {("request", one.request_id): one for one in rows.filter(request__in=asked)}
    found |= {("contribution", one.contribution_id): one for one in rows.filter(contribution__in=promised)}
    last = {}
    for one in subjects:
        key = ("request" if isinstance(one, ContributionRequest) else "contribution", one.pk)
        if key in found:
            last[one] = found[key]
    return last


def _refuse_too_soon(last: dict[Subject, ContributionMail], *, at: datetime) -> None:
    recent = [(one, mail) for one, mail in last.items() if mail.written_at > at - PAUSE]
    if not recent:
        return
    names = ", ".join(
        f"{one.partner} (le {day_and_month(timezone.localdate(mail.written_at))})" for one, mail in recent
    )
    whom = "ce contributeur" if len(recent) == 1 else "ces contributeurs"
    raise TooSoon(
        f"Un courriel est déjà parti il y a moins de sept jours à {names}. Décochez {whom}, "
        "ou confirmez que vous relancez quand même. Personne n’est relancé pour l’instant."
    ).at("anyway")


def _write(
    subjects: dict[Subject, tuple[ContributionMailKind, CallForFunds | None]],
    *,
    must: bool = False,
    by: User,
    at: datetime,
) -> list[ContributionMail]:
    """Write the rows of e-mails, each of which a worker sends once this transaction is committed."""
    addresses = addresses_of({one.partner for one in subjects})
    unreachable = [str(one.partner) for one in subjects if not addresses[one.partner_id]]
    if must and unreachable:
        raise DomainError(
            f"Aucune adresse n’est connue pour {', '.join(unreachable)}\u00a0: ajoutez un contact à sa fiche, "
            "ou décochez-le. Personne n’est relancé."
        )
    mails = ContributionMail.objects.bulk_create(
        ContributionMail(
            network_id=one.network_id,
            kind=kind,
            request=one if isinstance(one, ContributionRequest) else None,
            contribution=one if isinstance(one, Contribution) else None,
            call=call,
            to=address,
            asked_by=by,
            written_at=at,
        )
        for one, (kind, call) in subjects.items()
        for address in addresses[one.partner_id]
    )
    for one, (kind, _) in subjects.items():
        if addresses[one.partner_id]:
            count = len(addresses[one.partner_id])
            journal.record(Verb.CONTRIBUTION_MAILED, on=one, by=by, at=at, kind=kind, addresses=count)
    for row in mails:
        outbox.enqueue_row(row)
    return mails
