"""Who of a choice or a file would be sent a booklet, and who not and why: asked of all at once, never one by one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from funding.actions.commitments import foreseen
from funding.actions.new_people import issued_to
from funding.actions.passes import refuse_programme
from funding.enums import MailingOutcome
from funding.models import Mailing, MailingLine, Pass, PassProgramme
from funding.rules.attribution import PotTooSmall
from funding.rules.mailing_rows import Row
from funding.rules.passes import reach_problem, yearly_allowance
from inclusion.core.enums import Channel, PartnerKind
from inclusion.core.errors import DomainError
from inclusion.core.french.likeness import Identity, Likeness
from inclusion.core.french.money import ZERO
from inclusion.core.french.names import search_form
from inclusion.partners.models import Partner
from inclusion.people.actions.files import Directory
from inclusion.people.models import Beneficiary

#: What of a row tells a person apart.
_IDENTITY = ("first_name", "last_name", "birth_year", "postal_code", "town")


@dataclass
class Draft:
    """One line before it is kept: who, by which way, what stands in the way."""

    rank: int
    channel: str
    person: Beneficiary | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    problem: str = ""

    def refuse(self, sentence: str) -> None:
        """Set the line aside; what was said first stands."""
        self.problem = self.problem or sentence[:300]

    def as_line(self, mailing: Mailing) -> MailingLine:
        """The row that keeps it."""
        return MailingLine(
            network_id=mailing.network_id,
            mailing=mailing,
            rank=self.rank,
            person=self.person,
            fields=self.fields,
            channel=self.channel,
            outcome=MailingOutcome.REFUSED if self.problem else MailingOutcome.READY,
            problem=self.problem,
        )


def drafts_of_people(people: Sequence[Beneficiary], *, channel: str) -> list[Draft]:
    """One line for each of these people, in their order."""
    return [Draft(rank, channel or person.channel, person) for rank, person in enumerate(people, 1)]


def drafts_of_rows(rows: Sequence[Row], *, among: QuerySet[Beneficiary], channel: str) -> list[Draft]:
    """One line for each row: with the person's file where there is one, else with what opens it."""
    operators = _operators()
    known = Directory()
    for pk, *told in among.order_by().values_list("pk", *_IDENTITY):
        known.add(pk, Identity(*told))
    in_file = Directory()
    drafts, matched = [], {}
    for row in rows:
        draft = Draft(row.number, row.values.pop("channel", None) or channel)
        drafts.append(draft)
        _read_operator(row, operators)
        draft.fields = row.values
        if row.problems:
            draft.refuse(" ".join(row.problems))
            draft.fields["unread"] = row.unread
            continue
        one = Identity(**{name: row.values[name] for name in _IDENTITY if name in row.values})
        _refuse_again(draft, in_file.like(one))
        in_file.add(row.number, one)
        if (found := _match(draft, known.like(one))) is not None:
            matched[draft.rank] = found
    _join(drafts, matched)
    return drafts


def _operators() -> dict[str, int]:
    partners = Partner.objects.active().filter(kind=PartnerKind.OPERATOR).order_by("-pk")
    return {
        search_form(name): partner.pk
        for partner in partners
        for name in (partner.name, partner.short_name)
        if name
    }


def _read_operator(row: Row, operators: dict[str, int]) -> None:
    if (written := row.values.pop("operator", None)) is None:
        return
    if (found := operators.get(search_form(written))) is None:
        row.refuse("Opérateur", written[:80], "aucun opérateur du réseau ne porte ce nom")
    else:
        row.values["operator_id"] = found


def _refuse_again(draft: Draft, found: list[tuple[Likeness, int]]) -> None:
    if found and found[0][0] == Likeness.SAME:
        draft.refuse(f"Même personne que la ligne {found[0][1]} de ce fichier.")
    elif found and found[0][0] == Likeness.UNSURE:
        draft.refuse(
            f"Ressemble à la ligne {found[0][1]} de ce fichier. Si c’est quelqu’un d’autre, "
            "envoyez son pass par «\u00a0Envoyer un pass\u00a0»."
        )


def _match(draft: Draft, found: list[tuple[Likeness, int]]) -> int | None:
    """The person's own file where it is sure; a line that nobody can be sure of is set aside."""
    same = [key for how, key in found if how == Likeness.SAME]
    if len(same) == 1:
        return same[0]
    if same or any(how == Likeness.UNSURE for how, _ in found):
        count = len([how for how, _ in found if how >= Likeness.UNSURE])
        said = "Une fiche lui ressemble" if count == 1 else f"{count} fiches lui ressemblent"
        draft.refuse(
            f"{said}, sans qu’on puisse être sûr que c’est elle. Envoyez son pass depuis sa fiche, "
            "ou par «\u00a0Envoyer un pass\u00a0»."
        )
    return None


def _join(drafts: Iterable[Draft], matched: dict[int, int]) -> None:
    """Put the files that were found on their lines: what the rows said of these people is not kept."""
    people = Beneficiary.objects.in_bulk(set(matched.values()))
    taken: dict[int, int] = {}
    for draft in drafts:
        if (pk := matched.get(draft.rank)) is None:
            draft.channel = draft.channel or Channel.POST
            continue
        draft.person, draft.fields = people[pk], {}
        draft.channel = draft.channel or draft.person.channel
        if pk in taken:
            draft.refuse(f"Même personne que la ligne {taken[pk]} de ce fichier.")
        taken.setdefault(pk, draft.rank)


def set_aside(
    drafts: Sequence[Draft], *, programme: PassProgramme, prescriber: Partner, at: datetime
) -> None:
    """Say on each line why it could not be sent now: the limit, the address.

    Raises DomainError (at "programme") for a programme of which nothing can be sent at all.
    """
    on = timezone.localdate(at)
    try:
        refuse_programme(programme, prescriber=prescriber, on=on)
    except DomainError as refused:
        raise refused.at("programme") from None
    people = [one.person.pk for one in drafts if one.person]
    issued = issued_to(people, programme=programme, year=on.year)
    for draft in drafts:
        if draft.person is not None:
            count = issued.get(draft.person.pk, 0)
            allowance = yearly_allowance(limit=programme.yearly_limit, issued=count, year=on.year)
            if allowance.is_reached:
                draft.refuse(allowance.sentence)
        if not draft.problem:
            told = vars(draft.person) if draft.person else draft.fields
            said = {name: told.get(name, "") for name in _REACHED_BY}
            draft.refuse(reach_problem(channel=draft.channel, first_name="cette personne", **said))


#: What of a person says whether a letter reaches them.
_REACHED_BY = ("address", "postal_code", "town", "country", "email")


@dataclass(frozen=True)
class Cost:
    """What a mailing would commit, and what there is for it, in euros; None: as much as is asked."""

    count: int
    value: Decimal
    fund_has: Decimal | None
    envelope_has: Decimal | None

    @property
    def total(self) -> Decimal:
        """What all of it would commit."""
        return self.value * self.count

    @property
    def payable(self) -> int:
        """How many booklets can be paid."""
        limits = [left for left in (self.fund_has, self.envelope_has) if left is not None]
        return min([self.count, *(int(max(left, ZERO) // self.value) for left in limits)])

    @property
    def unpayable(self) -> int:
        """How many would be refused for want of euros."""
        return self.count - self.payable


def cost_of(programme: PassProgramme, *, count: int, at: datetime) -> Cost:
    """Return what so many booklets of a programme cost, against its fund and its envelope; nothing is written."""
    total = programme.booklet_value * count
    fund_has = None
    if count:
        try:
            foreseen(programme.funded_action, amount=total, on=timezone.localdate(at), labels={})
        except PotTooSmall as short:
            fund_has = total - short.missing
        except DomainError:
            fund_has = ZERO
    used = Pass.objects.of_programme(programme).in_use() if programme.envelope is not None else ZERO
    envelope_has = None if programme.envelope is None else max(programme.envelope - used, ZERO)
    return Cost(count, programme.booklet_value, fund_has, envelope_has)
