"""Who has not answered yet and who has not paid yet, with how far reminders went; only read."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from funding.actions.contribution_mails import Subject, addresses_of
from funding.models import CallForFunds, Contribution, ContributionMail, ContributionRequest, Fund
from inclusion.core.french.money import ZERO
from inclusion.partners.models import Partner


@dataclass(frozen=True)
class LastMail:
    """The last time somebody was written to about one thing: when, to which addresses, what became of it."""

    on: date
    left: tuple[str, ...]
    leaving: tuple[str, ...]
    #: (address, why it did not leave, or why nobody knows).
    troubled: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AwaitedContributor:
    """One who is waited for: for an answer (`subject` is a request), or for money (a contribution)."""

    subject: Subject
    addresses: list[str]
    written: LastMail | None
    #: The day by which it should have come; None for a promise that was not called.
    due_on: date | None
    is_late: bool
    call: CallForFunds | None = None

    @property
    def partner(self) -> Partner:
        """Who is waited for."""
        return self.subject.partner

    @property
    def amount(self) -> Decimal:
        """What is still to come, in euros: of the call that is due first, else of the promise."""
        if isinstance(self.subject, ContributionRequest):
            return ZERO
        return self.subject.outstanding


def unanswered(fund: Fund, *, today: date) -> list[AwaitedContributor]:
    """Return those who were asked and have said nothing, the answer that is longest due first."""
    rows = list(ContributionRequest.objects.filter(fund=fund).unanswered().select_related("partner"))
    addresses, written = addresses_of(one.partner for one in rows), _written(rows)
    return [
        AwaitedContributor(
            one, addresses[one.partner_id], written.get(one.pk), one.answer_by, one.is_late_on(today)
        )
        for one in rows
    ]


def unpaid(fund: Fund, *, today: date) -> list[AwaitedContributor]:
    """Return those who promised for this year or before, or were called, and of whom something is still to come.

    Late calls first, then the other calls, then what was not called.
    """
    standing = CallForFunds.objects.filter(contribution__fund=fund).to_pay()
    first: dict[int, CallForFunds] = {}
    for call in standing:
        first.setdefault(call.contribution_id, call)
    awaited = Contribution.objects.filter(fund=fund).awaited().select_related("partner")
    rows = list(awaited.filter(Q(year__lte=today.year) | Q(pk__in=list(first))))
    addresses, written = addresses_of(one.partner for one in rows), _written(rows)
    waiting = [
        AwaitedContributor(
            one,
            addresses[one.partner_id],
            written.get(one.pk),
            call.due_on if call else None,
            bool(call and call.is_late_on(today)),
            call,
        )
        for one in rows
        for call in [first.get(one.pk)]
    ]
    return sorted(waiting, key=lambda one: one.due_on or date.max)


def _written(subjects: Iterable[Subject]) -> dict[int, LastMail]:
    """The last e-mails about each of these, all requests or all contributions, by its key."""
    subjects = list(subjects)
    rows = ContributionMail.objects.filter(
        Q(request__in=[one for one in subjects if isinstance(one, ContributionRequest)])
        | Q(contribution__in=[one for one in subjects if isinstance(one, Contribution)])
    )
    of: dict[int, list[ContributionMail]] = defaultdict(list)
    for row in rows.order_by("asked_at", "pk"):
        of[row.request_id or row.contribution_id or 0].append(row)
    return {
        pk: _last([one for one in mails if one.asked_at == mails[-1].asked_at]) for pk, mails in of.items()
    }


def _last(mails: list[ContributionMail]) -> LastMail:
    return LastMail(
        on=timezone.localdate(mails[0].asked_at),
        left=tuple(one.to for one in mails if one.mailed_at and not one.problem),
        leaving=tuple(one.to for one in mails if not one.mailed_at and not one.problem),
        troubled=tuple((one.to, one.problem) for one in mails if one.problem),
    )
