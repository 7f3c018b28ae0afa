"""Lock agreements and write them: days, parties, instalments."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from funding.agreements.actions.texts import take_up_template
from funding.agreements.enums import AgreementKind, InstalmentFlow, PartyRole
from funding.agreements.models import Agreement, AgreementParty, Instalment
from funding.agreements.queries.checks import closed_sentence, length_problem
from funding.agreements.queries.instalments import instalment_fault, taken_twice
from funding.agreements.rules.terms import yearly_days
from funding.enums import AgreementState, Verb
from funding.ledger.actions import locked, next_number, refuse_future
from funding.ledger.models.funds import Fund, FundedAction
from funding.ledger.rules import booked
from funding.posts.models import Post, PostYear
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.identifiers import bic_problem, clean_bic, clean_iban, iban_problem
from inclusion.core.french.names import of
from inclusion.core.french.periods import Period, plain_date, shown_end
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner

# -- Lock of an agreement
#
# Lock order: the fund where its promises will change, then the agreement that is amended, then its amendment. Whoever
# has locked an agreement sees parties, instalments and a state that nobody else can change.


def lock_agreement(agreement: Agreement) -> Agreement:
    """Lock the agreement, after the one that it amends, until the end of the transaction; return it, up to date.

    Raises DomainError for a draft that was discarded meanwhile.
    """
    rows = Agreement.objects.select_for_update(of=("self",))
    if agreement.parent_id is not None:
        rows.get(pk=agreement.parent_id)
    found = rows.select_related("parent", "fund").filter(pk=agreement.pk).first()
    if found is None:
        raise DomainError("Ce brouillon de convention vient d’être supprimé.")
    return found


def lock_agreement_and_fund(agreement: Agreement) -> Agreement:
    """The same, after the fund to which its payers promise: for steps that change what they owe it."""
    if agreement.fund is not None:
        locked(agreement.fund)
    return lock_agreement(agreement)


def open_agreement(agreement: Agreement, *, or_under_review: bool = False) -> Agreement:
    """The same, for an agreement whose text, parties and plan may still be changed; DomainError says how otherwise."""
    found = lock_agreement(agreement)
    if not found.is_open and not (or_under_review and found.state == AgreementState.REVIEW):
        raise DomainError(closed_sentence(found))
    return found


# -- Drafts


@dataclass(frozen=True)
class PartyTerms:
    """An organisation that signs, why, by whom and by which deliberation; the account of the one that is paid."""

    partner: Partner
    role: PartyRole
    signatory_name: str = ""
    signatory_function: str = ""
    deliberation: str = ""
    deliberated_on: date | None = None
    iban: str = ""
    bic: str = ""


@dataclass(frozen=True)
class InstalmentTerms:
    """What a party pays, how, for which year and by which day."""

    party: AgreementParty
    flow: InstalmentFlow
    year: int
    amount: Decimal
    due_on: date
    label: str = ""
    post_year: PostYear | None = None


@transaction.atomic
def draft_agreement(
    *,
    kind: AgreementKind,
    title: str,
    start: date,
    end: date,
    purpose: str = "",
    fund: Fund | None = None,
    funded_action: FundedAction | None = None,
    theme: str = "",
    parties: Sequence[PartyTerms] = (),
    by: User,
    at: datetime,
) -> Agreement:
    """Begin an agreement for the days of `[start, end)`, with its number and the articles of the template of its kind.

    Raises DomainError for one without a title, an end before its start, a cooperation of more than three years, an
    action of another fund, a signatory without a function, an organisation that is a party twice.
    """
    _refuse(AgreementKind(kind), title=title, start=start, end=end, fund=fund, funded_action=funded_action)
    agreement = Agreement.objects.create(
        reference=next_reference(timezone.localdate(at).year),
        kind=kind,
        title=title.strip(),
        purpose=purpose.strip(),
        start=start,
        end=end,
        fund=fund,
        funded_action=funded_action,
        theme=theme.strip(),
        drafted_by=by,
        drafted_at=at,
    )
    for terms in parties:
        _write_party(agreement, terms, party=None, by=by)
    take_up_template(agreement, by=by, at=at)
    journal.record(Verb.AGREEMENT_DRAFTED, on=agreement, by=by, at=at, kind=agreement.kind)
    return agreement


def next_reference(year: int) -> str:
    """The next number of the agreements of a year: CONV-2026-0004."""
    return f"CONV-{year}-{next_number(f'agreement-{year}'):04d}"


def _refuse(
    kind: AgreementKind,
    *,
    title: str,
    start: date,
    end: date,
    fund: Fund | None,
    funded_action: FundedAction | None,
    parent: Agreement | None = None,
) -> None:
    """Raise DomainError for what no agreement of this kind can be; `parent` is what an amendment changes."""
    if not title.strip():
        raise DomainError("Donnez un titre à la convention.").at("title")
    if start >= end:
        raise DomainError("Le dernier jour de la convention ne précède pas le premier.").at("end")
    if parent is not None:
        refuse_days_of_amendment(parent, start)
    elif problem := length_problem(kind, start, end):
        raise DomainError(problem).at("end")
    if funded_action is not None and (fund is None or funded_action.fund_id != fund.pk):
        whose = "choisissez aussi ce fonds" if fund is None else "choisissez-en une de ce fonds"
        raise DomainError(
            f"«\u00a0{funded_action}\u00a0» relève du fonds «\u00a0{funded_action.fund}\u00a0»\u00a0: {whose}."
        ).at("funded_action")


def refuse_days_of_amendment(parent: Agreement, start: date) -> None:
    """Raise DomainError, at the start, for an amendment that takes effect before what it changes, or after its end."""
    if not parent.start <= start <= parent.end:
        raise DomainError(
            f"L’avenant prend effet pendant la convention qu’il modifie, du {plain_date(parent.start)} au "
            f"{plain_date(shown_end(parent.end))}, ou le lendemain de sa fin."
        ).at("start")


@transaction.atomic
def change_agreement(
    agreement: Agreement,
    *,
    title: str,
    start: date,
    end: date,
    purpose: str,
    fund: Fund | None,
    funded_action: FundedAction | None,
    theme: str,
    by: User,
    at: datetime,
) -> Agreement:
    """Change what an open agreement is about, its days and its fund; raises DomainError as `draft_agreement` does."""
    agreement = open_agreement(agreement)
    _refuse(
        AgreementKind(agreement.kind),
        title=title,
        start=start,
        end=end,
        fund=fund,
        funded_action=funded_action,
        parent=agreement.parent,
    )
    values = {
        "title": title.strip(),
        "start": start,
        "end": end,
        "purpose": purpose.strip(),
        "fund": fund,
        "funded_action": funded_action,
        "theme": theme.strip(),
    }
    changed = [name for name, value in values.items() if getattr(agreement, name) != value]
    for name in changed:
        setattr(agreement, name, values[name])
    if changed:
        agreement.save(update_fields=changed)
        journal.record(Verb.AGREEMENT_CHANGED, on=agreement, by=by, at=at, changed=changed)
    return agreement


@transaction.atomic
def discard_draft(agreement: Agreement, *, by: User, at: datetime) -> None:
    """Delete a draft, or what was sent back for correction, with its parties, its articles and its plan.

    The post that it was for may have another one. Raises DomainError for an agreement that others read or have signed.
    """
    agreement = open_agreement(agreement)
    journal.record(Verb.AGREEMENT_DISCARDED, on=agreement, by=by, at=at)
    Post.objects.filter(agreement=agreement).update(agreement=None)
    agreement.delete()


# -- Parties --------------------------------------------------------------------------------


@transaction.atomic
def set_party(
    agreement: Agreement,
    *,
    partner: Partner,
    role: PartyRole,
    signatory_name: str,
    signatory_function: str,
    deliberation: str = "",
    deliberated_on: date | None = None,
    iban: str = "",
    bic: str = "",
    party: AgreementParty | None = None,
    by: User,
    at: datetime,
) -> AgreementParty:
    """Add a party to an open agreement, or change the one that is given; under review, all but who it is and its role.

    A party that is added without a signatory has the one of its last agreement. Another account is for somebody else to
    let be signed: see `prepare_to_sign`. Raises DomainError for a signatory
    without a function, a deliberation without its day, an IBAN or a BIC that is none, and for an organisation that is a
    party already.
    """
    completes = party is not None and (party.partner_id, party.role) == (partner.pk, role)
    agreement = open_agreement(agreement, or_under_review=completes)
    terms = PartyTerms(partner, role, signatory_name, signatory_function, deliberation, deliberated_on, iban, bic)
    if deliberated_on is not None:
        refuse_future(deliberated_on, at=at, because="une délibération se note une fois prise", field="deliberated_on")
    written = _write_party(agreement, terms, party=party, by=by)
    journal.record(
        Verb.AGREEMENT_CHANGED, on=agreement, by=by, at=at, changed=["parties"], partner=partner.pk, role=str(role)
    )
    return written


def _write_party(agreement: Agreement, terms: PartyTerms, *, party: AgreementParty | None, by: User) -> AgreementParty:
    """Create a party; the caller has locked the agreement."""
    name, function = terms.signatory_name.strip(), terms.signatory_function.strip()
    # A signatory, a deliberation or an account that is said by half, or wrong.
    if name and not function:
        raise DomainError(
            f"Indiquez aussi la fonction {of(name)}\u00a0: c’est à ce titre qu’une personne engage son organisme."
        ).at("signatory_function")
    if terms.deliberation.strip() and terms.deliberated_on is None:
        raise DomainError("Indiquez aussi le jour de cette délibération.").at("deliberated_on")
    if terms.deliberated_on is not None and not terms.deliberation.strip():
        raise DomainError("Indiquez aussi le numéro de cette délibération.").at("deliberation")
    if terms.iban and (problem := iban_problem(terms.iban)):
        raise DomainError(problem).at("iban")
    if terms.bic and (problem := bic_problem(terms.bic)):
        raise DomainError(problem).at("bic")
    if terms.partner.merged_into_id is not None:
        raise DomainError(
            f"{terms.partner} a été fusionné avec {terms.partner.merged_into}\u00a0: choisissez celui-ci."
        ).at("partner")
    others = agreement.parties.filter(partner=terms.partner)
    if party is not None:
        party = _party_of(agreement, party)
        others = others.exclude(pk=party.pk)
    if others.exists():
        raise DomainError(f"{terms.partner} est déjà partie à cette convention.").at("partner")
    row = party or AgreementParty(network_id=agreement.network_id, agreement=agreement)
    row.partner, row.role = terms.partner, terms.role
    row.signatory_name, row.signatory_function = name, function
    row.deliberation, row.deliberated_on = terms.deliberation.strip(), terms.deliberated_on
    account = clean_iban(terms.iban), clean_bic(terms.bic)
    if account != (row.iban, row.bic):
        row.account_by = by
    row.iban, row.bic = account
    if party is None:
        _propose_known(row)
    row.save()
    return row


def _propose_known(row: AgreementParty) -> None:
    """Give a new party the signatory and the account of the last agreement of its organisation, where none is said."""
    before = AgreementParty.objects.filter(partner=row.partner).order_by("-pk")
    if not row.signatory_name and (last := before.exclude(signatory_name="").first()):
        row.signatory_name, row.signatory_function = last.signatory_name, last.signatory_function
    if row.is_paid and not row.iban and (last := before.exclude(iban="").first()):
        row.iban, row.bic, row.account_by = last.iban, last.bic, last.account_by


def _party_of(agreement: Agreement, party: AgreementParty) -> AgreementParty:
    """The party as it is now, which another person may have removed."""
    found = agreement.parties.filter(pk=party.pk).first()
    if found is None:
        raise DomainError("Cette partie n’est plus dans la convention\u00a0: rechargez la page.").at("party")
    return found


@transaction.atomic
def remove_party(party: AgreementParty, *, by: User, at: datetime) -> None:
    """Take a party out of an open agreement; raises DomainError while it pays something or was asked for a subsidy."""
    agreement = open_agreement(party.agreement)
    party = _party_of(agreement, party)
    if party.instalments.exists():
        raise DomainError(f"Des échéances sont prévues pour {party}\u00a0: retirez-les d’abord.")
    if party.subsidy_requests.exists():
        raise DomainError(f"Une demande de subvention a été faite à {party}\u00a0: cette partie reste.")
    partner = party.partner_id
    party.delete()
    journal.record(Verb.AGREEMENT_CHANGED, on=agreement, by=by, at=at, changed=["parties"], removed=partner)


# -- Instalments ----------------------------------------------------------------------------


@transaction.atomic
def plan_instalment(
    agreement: Agreement, terms: InstalmentTerms, *, instalment: Instalment | None = None, by: User, at: datetime
) -> Instalment:
    """Add an instalment to the plan of an open agreement, or change the one that is given.

    Raises DomainError for a framework agreement, an amount that is not above zero, a payer that is no party, a year or
    a day outside the agreement or its fund.
    """
    agreement = open_agreement(agreement)
    planned = _write_instalment(agreement, terms, instalment=instalment)
    journal.record(
        Verb.AGREEMENT_CHANGED,
        on=agreement,
        by=by,
        at=at,
        changed=["instalments"],
        amount=str(planned.amount),
        year=planned.year,
    )
    return planned


def _write_instalment(
    agreement: Agreement, terms: InstalmentTerms, *, instalment: Instalment | None = None
) -> Instalment:
    """Create an instalment; the caller has locked the agreement."""
    if agreement.kind == AgreementKind.FRAMEWORK:
        raise DomainError("Une convention cadre n’engage aucun euro\u00a0: elle n’a pas d’échéance.")
    party = _party_of(agreement, terms.party)
    amount = _above_zero(terms.amount)
    fault = instalment_fault(agreement, payer=str(party), flow=terms.flow, year=terms.year, due_on=terms.due_on)
    if fault is not None:
        raise DomainError(fault[1]).at(fault[0])
    _refuse_year_of_another_post(agreement, terms.post_year)
    row = Instalment(network_id=agreement.network_id, agreement=agreement)
    if instalment is not None:
        row = _instalment_of(agreement, instalment)
        if agreement.parent is not None and (gone := taken_twice(agreement.parent, [row])):
            raise DomainError(gone[0])
    row.party, row.flow, row.year, row.amount = party, terms.flow, terms.year, amount
    row.due_on, row.label, row.post_year = terms.due_on, terms.label.strip(), terms.post_year
    row.save()
    return row


def _above_zero(value: Decimal) -> Decimal:
    amount = booked(value)
    if amount <= 0:
        raise DomainError("Une échéance est supérieure à zéro.").at("amount")
    return amount


def _refuse_year_of_another_post(agreement: Agreement, year: PostYear | None) -> None:
    """A year that this agreement, or the one that it amends, has nothing to do with."""
    if year is None:
        return
    if year.post.agreement_id != (agreement.parent_id or agreement.pk):
        raise DomainError(
            f"Cette année est celle d’un poste que cette convention ne finance pas\u00a0: {year.post}."
        ).at("post_year")


def _instalment_of(agreement: Agreement, instalment: Instalment) -> Instalment:
    """The instalment as it is now, which another person may have removed."""
    found = agreement.instalments.filter(pk=instalment.pk).first()
    if found is None:
        raise DomainError("Cette échéance n’est plus dans la convention\u00a0: rechargez la page.")
    return found


@transaction.atomic
def plan_every_year(
    agreement: Agreement,
    *,
    party: AgreementParty,
    flow: InstalmentFlow,
    amount: Decimal,
    month: int,
    day: int,
    label: str = "",
    by: User,
    at: datetime,
) -> list[Instalment]:
    """Plan the same amount on the same day of each civil year of an open agreement, all of them or none.

    Where the first or the last year is not whole, the day is moved inside the agreement. Raises DomainError as
    `plan_instalment` does, for a day that no calendar has, and where one of these is planned already.
    """
    agreement = open_agreement(agreement)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        raise DomainError("Choisissez un jour et un mois du calendrier.").at("day")
    days = yearly_days(Period(agreement.start, agreement.end), month=month, day=day)
    _refuse_planned(agreement, party, flow=flow, days=[due_on for _, due_on in days])
    first = InstalmentTerms(party, flow, days[0][0], amount, days[0][1], label)
    planned = [_write_instalment(agreement, replace(first, year=year, due_on=due_on)) for year, due_on in days]
    journal.record(
        Verb.AGREEMENT_CHANGED,
        on=agreement,
        by=by,
        at=at,
        changed=["instalments"],
        amount=str(planned[0].amount),
        years=[y for y, _ in days],
    )
    return planned


def _refuse_planned(agreement: Agreement, party: AgreementParty, *, flow: InstalmentFlow, days: Iterable[date]) -> None:
    """The same click twice plans once."""
    there = agreement.instalments.filter(party=party, flow=flow, due_on__in=days).order_by("due_on").first()
    if there is not None:
        raise DomainError(
            f"Une échéance {of(party)} est déjà prévue le {plain_date(there.due_on)}\u00a0: rien n’est ajouté. "
            "Choisissez un autre jour, ou retirez-la d’abord."
        ).at("day")


@transaction.atomic
def remove_instalment(instalment: Instalment, *, by: User, at: datetime) -> None:
    """Take an instalment out of the plan of an open agreement."""
    agreement = open_agreement(instalment.agreement)
    instalment = _instalment_of(agreement, instalment)
    amount, year = str(instalment.amount), instalment.year
    instalment.delete()
    journal.record(
        Verb.AGREEMENT_CHANGED, on=agreement, by=by, at=at, changed=["instalments"], removed=amount, year=year
    )
