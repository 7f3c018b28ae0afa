"""The life of an agreement: reviewed, signed, in force, renewed, amended, ended, and the reminders before its end."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from funding.agreements.actions.drafting import (
    lock_agreement,
    lock_agreement_and_fund,
    next_reference,
    refuse_days_of_amendment,
)
from funding.agreements.actions.instalments import pledge_instalments
from funding.agreements.actions.texts import take_up_template
from funding.agreements.models import (
    BOUND,
    Agreement,
    AgreementParty,
    AgreementQuerySet,
    AgreementReminder,
    AgreementSection,
    Instalment,
)
from funding.agreements.papers import agreement_pdf, sections_shown
from funding.agreements.queries.checks import account_problem, day_problem, post_of
from funding.agreements.queries.instalments import family_of, set_free_since
from funding.agreements.rules.terms import (
    COFINANCING,
    REMINDER_DAYS,
    reminder_due,
    shifted,
    successor_period,
    years_touched,
)
from funding.enums import AgreementState, Verb
from funding.ledger.actions import next_number, refuse_future
from inclusion.core import journal, states
from inclusion.core.access import ROLES, Permission
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import Period, plain_date, shown_end
from inclusion.core.imports.uploads import checked_pdf
from inclusion.core.mail import outbox
from inclusion.core.models.networks import Membership, User
from inclusion.core.roles import Coordinator

# -- Steps of an agreement, each in the journal


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
        raise DomainError("Indiquez ce qui est à corriger\u00a0: les parties le liront.").at("reason")
    agreement.parties.update(signed_on=None)
    agreement.sections.update(agreed="")
    agreement = states.move(
        agreement, AgreementState.CORRECTION, by=by, at=at, document=None, signed_document=None, signed_on=None
    )
    journal.record(Verb.AGREEMENT_SENT_BACK, on=agreement, by=by, at=at, reason=reason)
    return agreement


@transaction.atomic
def prepare_to_sign(agreement: Agreement, *, by: User, at: datetime) -> Agreement:
    """Make the PDF that the parties sign, and keep it; raises DomainError with what the agreement lacks, and for who
    wrote the account that it pays: another person confirms it by this step.
    """
    agreement = lock_agreement(agreement)
    _refuse_step(agreement, AgreementState.TO_SIGN)
    if sentence := account_problem(agreement, by=by):
        raise DomainError(sentence)
    agreement.parties.update(account_by=None)
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
    agreement: Agreement, *, signed_on: Mapping[int, date], data: bytes, filename: str, by: User, at: datetime
) -> Agreement:
    """Write down that every party has signed: `signed_on` by the key of each party, and the PDF of the signed copy.

    What the payers owe a fund becomes promises. An amendment moves the end of what it amends, and its plan takes the
    place of what was neither called, committed nor settled there. Raises DomainError for a party without a day (at
    "signed_on_<key>"), a day to come, a file that is no readable PDF (at "file"), and what the agreement lacks.
    """
    agreement = lock_agreement_and_fund(agreement)
    if agreement.state != AgreementState.TO_SIGN:
        _refuse_step(agreement, AgreementState.SIGNED)
    # The day on which each party signed; exactly these parties.
    parties: list[AgreementParty] = list(agreement.parties.select_related("partner").order_by("pk"))
    if strange := set(signed_on) - {party.pk for party in parties}:
        raise DomainError(
            f"{len(strange)} signature ne correspond à aucune partie\u00a0: rechargez la page et recommencez."
        )
    for party in parties:
        day, field = signed_on.get(party.pk), f"signed_on_{party.pk}"
        if day is None:
            raise DomainError(f"Indiquez quel jour {party.partner} a signé.").at(field)
        refuse_future(day, at=at, because="une signature se note une fois donnée", field=field)
        party.signed_on = day
        party.save(update_fields=["signed_on"])
    document = store(
        checked_pdf(data, filename=filename),
        kind=DocumentKind.SIGNED_AGREEMENT,
        filename=f"convention-{agreement.reference}-signee.pdf",
        media_type="application/pdf",
        by=by,
        at=at,
    )
    agreement = states.move(
        agreement, AgreementState.SIGNED, by=by, at=at, signed_document=document, signed_on=max(signed_on.values())
    )
    if agreement.parent is not None:
        _amend(agreement.parent, agreement)
        journal.record(Verb.AGREEMENT_CHANGED, on=agreement.parent, by=by, at=at, changed=["end"])
    journal.record(Verb.AGREEMENT_SIGNED, on=agreement, by=by, at=at, sha256=document.sha256)
    pledge_instalments(agreement, by=by, at=at)
    return agreement


def _amend(parent: Agreement, amendment: Agreement) -> None:
    """Let a signed amendment change what it amends; the caller has locked both."""
    amendment.end_before = parent.end
    amendment.save(update_fields=["end_before"])
    parent.end = amendment.end
    parent.save(update_fields=["end"])
    replaced = Instalment.objects.to_do().filter(agreement__in=family_of(parent)).exclude(agreement=amendment)
    replaced = replaced.exclude(pk__in=set_free_since(amendment))
    Instalment.objects.filter(pk__in=list(replaced.values_list("pk", flat=True))).update(superseded_by=amendment)


# -- In force -------------------------------------------------------------------------------


@transaction.atomic
def activate(agreement: Agreement, *, by: User | None, at: datetime) -> Agreement:
    """Let a signed agreement come into force; raises DomainError before its first day."""
    return _in_its_time(agreement, AgreementState.ACTIVE, today=timezone.localdate(at), by=by, at=at)


@transaction.atomic
def end(agreement: Agreement, *, by: User | None, at: datetime) -> Agreement:
    """Let an agreement end by itself; raises DomainError before its last day is over."""
    return _in_its_time(agreement, AgreementState.ENDED, today=timezone.localdate(at), by=by, at=at)


def _in_its_time(agreement: Agreement, to: AgreementState, *, today: date, by: User | None, at: datetime) -> Agreement:
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
    """Stop an agreement before its end: `on` is the first day on which it is no longer in force.

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
        raise DomainError("Indiquez pourquoi la convention est résiliée.").at("reason")
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


# -- Renewals and amendments

#: States from which an agreement is renewed.
RENEWABLE = (AgreementState.SIGNED, AgreementState.ACTIVE, AgreementState.ENDED)


@transaction.atomic
def renew(agreement: Agreement, *, by: User, at: datetime) -> Agreement:
    """Begin the successor of a signed agreement, from the day after its end and as long as it was meant to be.

    It copies the parties and their signatories, the articles, the fund and the instalments, so many whole years
    later; what amendments changed is copied as it is. Raises DomainError for an agreement that was not signed or
    was terminated, for an amendment, for the co-financing of a post, and where a successor exists.
    """
    agreement = lock_agreement(agreement)
    if agreement.is_amendment:
        raise DomainError("Un avenant ne se reconduit pas\u00a0: reconduisez la convention qu’il modifie.")
    if agreement.state not in RENEWABLE:
        raise DomainError(
            f"Une convention à l’état «\u00a0{agreement.get_state_display()}\u00a0» ne se reconduit pas\u00a0: il faut "
            "qu’elle ait été signée et ne soit pas résiliée."
        )
    if agreement.kind in COFINANCING:
        post = post_of(agreement)
        whose = f" «\u00a0{post}\u00a0»" if post else ""
        raise DomainError(
            f"Cette convention finance le poste{whose}, 36 mois au plus\u00a0: elle ne se reconduit pas. Pour "
            "continuer, déposez une nouvelle demande de poste\u00a0; sa convention en naîtra."
        )
    if (follower := agreement.successor) is not None:
        raise DomainError(f"Cette convention a déjà une suite\u00a0: {follower}.")
    start, end = successor_period(agreement.start, end_as_signed(agreement), after=agreement.end)
    successor = Agreement.objects.create(
        reference=next_reference(timezone.localdate(at).year),
        kind=agreement.kind,
        title=agreement.title,
        purpose=agreement.purpose,
        renews=agreement,
        start=start,
        end=end,
        fund=agreement.fund,
        funded_action=agreement.funded_action,
        theme=agreement.theme,
        template_version=agreement.template_version,
        drafted_by=by,
        drafted_at=at,
    )
    family = family_of(agreement)
    parties = _carry_parties(family, to=successor)
    _carry_sections(agreement, to=successor)
    years = start.year - agreement.start.year
    signed_for = years_touched(agreement.start, end_as_signed(agreement))
    for one in _standing(family):
        if one.year not in signed_for and one.year + years not in years_touched(start, end):
            continue  # a year that an amendment added has no place in a successor as short as at first
        year, due_on = shifted(one.year, one.due_on, years=years, into=Period(start, end))
        _carry(one, parties, to=successor, year=year, due_on=due_on)
    journal.record(Verb.AGREEMENT_RENEWED, on=successor, by=by, at=at, renews=agreement.reference)
    return successor


def end_as_signed(agreement: Agreement) -> date:
    """The end that an agreement was signed with, before amendments moved it."""
    moved = agreement.amendments.filter(end_before__isnull=False).order_by("signed_on", "pk")
    first = moved.values_list("end_before", flat=True).first()
    return first or agreement.end


@transaction.atomic
def amend(agreement: Agreement, *, on: date, end: date, title: str, by: User, at: datetime) -> Agreement:
    """Begin an amendment of a signed agreement: from `on` it holds until `end` (exclusive) instead.

    The parties and the instalments that are neither called, committed nor settled are carried, to be changed; on its
    signature they take the place of the old ones. Raises DomainError for an agreement that is not signed or in force,
    for an amendment, for days outside the agreement, and while another amendment is being prepared.
    """
    # With the fund, so that no call is taken back while what is left to call is carried.
    agreement = lock_agreement_and_fund(agreement)
    if agreement.is_amendment:
        raise DomainError("Un avenant ne se modifie pas par un autre\u00a0: modifiez la convention elle-même.")
    if agreement.state not in (AgreementState.SIGNED, AgreementState.ACTIVE):
        raise DomainError(
            f"Cette convention est à l’état «\u00a0{agreement.get_state_display()}\u00a0»\u00a0: un avenant modifie "
            "une convention signée ou en vigueur."
        )
    if not title.strip():
        raise DomainError("Indiquez en quelques mots ce que l’avenant change.").at("title")
    try:
        refuse_days_of_amendment(agreement, on)
    except DomainError as refused:
        raise refused.at("on") from None
    if end <= on:
        raise DomainError("La nouvelle fin ne précède pas le jour où l’avenant prend effet.").at("end")
    if (other := agreement.amendments.exclude(state__in=BOUND).first()) is not None:
        raise DomainError(
            f"Un avenant est déjà en préparation, {other.reference}\u00a0: terminez-le, ou supprimez son brouillon."
        )
    amendment = Agreement.objects.create(
        reference=f"{agreement.reference}-A{next_number(f'amendment-{agreement.pk}')}",
        kind=agreement.kind,
        title=title.strip(),
        purpose=f"{title.strip().rstrip('.')}.",
        parent=agreement,
        start=on,
        end=end,
        fund=agreement.fund,
        funded_action=agreement.funded_action,
        theme=agreement.theme,
        drafted_by=by,
        drafted_at=at,
    )
    family = family_of(agreement)
    parties = _carry_parties(family, to=amendment)
    years = years_touched(agreement.start, end)
    for one in Instalment.objects.to_do().filter(agreement__in=family).select_related("party"):
        if one.year in years:  # what an earlier end leaves out is replaced by nothing
            _carry(one, parties, to=amendment, year=one.year, due_on=one.due_on, post_year=one.post_year_id)
    take_up_template(amendment, by=by, at=at)
    journal.record(Verb.AGREEMENT_AMENDED, on=amendment, by=by, at=at, amends=agreement.reference)
    return amendment


# -- What a renewal copies ------------------------------------------------------------------


def _carry_parties(family: Iterable[int], *, to: Agreement) -> dict[int, AgreementParty]:
    """The parties of an agreement and of its signed amendments, whose signatories are the newer; by partner."""
    carried: dict[int, AgreementParty] = {}
    for party in AgreementParty.objects.filter(agreement__in=family).order_by("agreement_id", "pk"):
        row = carried.setdefault(party.partner_id, AgreementParty(agreement=to, partner_id=party.partner_id))
        row.role = party.role
        row.signatory_name, row.signatory_function = party.signatory_name, party.signatory_function
        row.iban, row.bic, row.account_by = party.iban, party.bic, party.account_by
    for row in carried.values():
        row.save()
    return carried


def _carry_sections(agreement: Agreement, *, to: Agreement) -> None:
    for one in agreement.sections.order_by("rank", "pk"):
        AgreementSection.objects.create(agreement=to, rank=one.rank, title=one.title, body=one.body)


def _standing(family: Iterable[int]) -> Iterable[Instalment]:
    """The plan in force, called or not."""
    return Instalment.objects.standing().filter(agreement__in=family).select_related("party")


def _carry(
    one: Instalment,
    parties: Mapping[int, AgreementParty],
    *,
    to: Agreement,
    year: int,
    due_on: date,
    post_year: int | None = None,
) -> None:
    """The same instalment in another agreement; nothing of it was called there."""
    Instalment.objects.create(
        agreement=to,
        party=parties[one.party.partner_id],
        flow=one.flow,
        year=year,
        amount=one.amount,
        due_on=due_on,
        label=one.label,
        post_year_id=post_year,
    )


# -- Reminders before the end: 90, 60 and 30 days

#: Roles whose holders can open the page of an agreement.
READERS = sorted(name for name, role in ROLES.items() if Permission.AGREEMENTS_VIEW in role.permissions)


def ending_soon(on: date) -> AgreementQuerySet:
    """Return the agreements whose end somebody is to be reminded of on this day, or was before."""
    last = on + timedelta(days=max(REMINDER_DAYS) + 1)  # a stored end is the day after the last one
    return Agreement.objects.ending(start=on, end=last).not_renewed()


def remind_endings(*, on: date, at: datetime) -> int:
    """Write the reminders that are due on a day in the active network, and return how many.

    Of each agreement that of the tightest distance reached, unless it was written before: a night that was missed
    sends one e-mail to each address, not three. A worker sends each once this is committed.
    """
    keys = list(ending_soon(on).values_list("pk", flat=True))
    return sum(len(_remind(pk, on=on, at=at)) for pk in keys)


@transaction.atomic
def _remind(pk: int, *, on: date, at: datetime) -> list[AgreementReminder]:
    """The reminders of one agreement, which is locked so that two nights at once write them once."""
    agreement = Agreement.objects.filter(pk=pk).first()
    if agreement is None:
        return []
    agreement = lock_agreement(agreement)
    days = reminder_due(agreement.end, today=on)
    if days is None or not ending_soon(on).filter(pk=pk).exists():
        return []
    if agreement.reminders.filter(end=agreement.end, days__lte=days).exists():
        return []
    rows = AgreementReminder.objects.bulk_create(
        AgreementReminder(
            network_id=agreement.network_id,
            agreement=agreement,
            days=days,
            end=agreement.end,
            to=address,
            written_at=at,
        )
        for address in addresses_of(agreement)
    )
    if rows:
        journal.record(Verb.AGREEMENT_REMINDED, on=agreement, by=None, at=at, days=days, addresses=len(rows))
    for row in rows:
        outbox.enqueue_row(row)
    return rows


def addresses_of(agreement: Agreement) -> list[str]:
    """Return whom to remind: the coordinators, and the members of the parties who can open the agreement."""
    to_remind = Q(roles__contains=[Coordinator.name]) | Q(
        roles__overlap=READERS, partner__agreement_parties__agreement=agreement
    )
    members = Membership.objects.in_force().filter(to_remind, user__is_active=True).order_by("pk").distinct()
    # Each address once, whatever its case, in the order given.
    addresses = members.values_list("user__email", flat=True)
    seen: dict[str, str] = {}
    for address in addresses:
        seen.setdefault(address.lower(), address)
    return list(seen.values())
