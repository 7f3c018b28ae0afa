"""What follows an agreement: a successor with all that it held, or an amendment that changes it while it runs."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from funding.actions.agreement_locks import lock_agreement, lock_agreement_and_fund
from funding.actions.agreement_texts import take_up_template
from funding.actions.agreements import next_reference, refuse_days_of_amendment
from funding.actions.numbers import next_number
from funding.enums import AgreementState, Verb
from funding.models import Agreement, AgreementParty, AgreementSection, Instalment
from funding.models.agreement_checks import post_of
from funding.models.agreements import BOUND
from funding.models.instalment_checks import family_of
from funding.rules.agreements import COFINANCING, shifted, successor_period, years_touched
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import Period
from inclusion.core.models.networks import User

#: States from which an agreement is renewed.
RENEWABLE = (AgreementState.SIGNED, AgreementState.ACTIVE, AgreementState.ENDED)


@transaction.atomic
def renew(agreement: Agreement, *, by: User, at: datetime) -> Agreement:
    """Begin the successor of a signed agreement, from the day after its end and as long as it was meant to be.

    It takes up the parties and their signatories, the articles, the fund and the instalments, so many whole years
    later; what amendments changed is carried as it stands. Raises DomainError for an agreement that was not signed or
    was terminated, for an amendment, for the co-financing of a post, and where a successor exists.
    """
    agreement = lock_agreement(agreement)
    _refuse_renewal(agreement)
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


def _refuse_renewal(agreement: Agreement) -> None:
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
    _refuse_amendment(agreement, on=on, end=end, title=title)
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


def _refuse_amendment(agreement: Agreement, *, on: date, end: date, title: str) -> None:
    if agreement.is_amendment:
        raise DomainError(
            "Un avenant ne se modifie pas par un autre\u00a0: modifiez la convention elle-même."
        )
    if agreement.state not in (AgreementState.SIGNED, AgreementState.ACTIVE):
        raise DomainError(
            f"Cette convention est à l’état «\u00a0{agreement.get_state_display()}\u00a0»\u00a0: un avenant modifie "
            "une convention signée ou en vigueur."
        )
    if not title.strip():
        raise DomainError("Dites en quelques mots ce que l’avenant change.").at("title")
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


# -- What is carried ------------------------------------------------------------------------


def _carry_parties(family: Iterable[int], *, to: Agreement) -> dict[int, AgreementParty]:
    """The parties of an agreement and of its signed amendments, whose signatories are the newer; by partner."""
    carried: dict[int, AgreementParty] = {}
    for party in AgreementParty.objects.filter(agreement__in=family).order_by("agreement_id", "pk"):
        row = carried.setdefault(party.partner_id, AgreementParty(agreement=to, partner_id=party.partner_id))
        row.role = party.role
        row.signatory_name, row.signatory_function = party.signatory_name, party.signatory_function
    for row in carried.values():
        row.save()
    return carried


def _carry_sections(agreement: Agreement, *, to: Agreement) -> None:
    for one in agreement.sections.order_by("rank", "pk"):
        AgreementSection.objects.create(agreement=to, rank=one.rank, title=one.title, body=one.body)


def _standing(family: Iterable[int]) -> Iterable[Instalment]:
    """The plan that holds, called or not."""
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
