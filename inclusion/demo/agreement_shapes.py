"""What the agreements and the co-financed posts of a demonstration network are made of: plain values, as in `shapes`.

A step whose day is None has not been taken. Partners, funds and actions are named as everywhere in the demonstration.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An organisation that signs, and who signs for it in which function."""

    partner: str
    role: Literal["carrier", "funder", "collectivite", "employer", "partner"]
    name: str
    function: str
    deliberation: str = ""
    deliberated_on: date | None = None
    iban: str = ""
    bic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """The days of an agreement: how far it has come is how many of them are given."""

    drafted_on: date
    review_on: date | None = None
    #: Sent back for this reason after the review.
    corrected_on: date | None = None
    correction: str = ""
    to_sign_on: date | None = None
    signed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A remark on the article of this rank, by the person of a role; resolved where `resolved_on` says so."""

    rank: int
    role: str
    on: date
    text: str
    resolved_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What a partner pays of an agreement on a day, for a year."""

    partner: str
    year: int
    amount: Decimal
    due_on: date
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """An instalment that was called, and what came of it."""

    partner: str
    due_on: date
    called_on: date
    received_on: date | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subsidy:
    """The request to an operator for a year: its budget, its report, and what the operator decided."""

    partner: str
    year: int
    prepared_on: date
    project: str
    report: str = ""
    expenses: tuple[tuple[str, Decimal], ...] = ()
    resources: tuple[tuple[str, Decimal], ...] = ()
    submitted_on: date | None = None
    granted_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """A change of an agreement: its new end, and the instalments that take the place of those not called yet."""

    title: str
    on: date
    #: The first day on which the agreement no longer holds.
    end: date
    dues: tuple[Due, ...]
    life: Life


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """The successor of an agreement; `fund` takes the place of the old one's, whose days are over."""

    fund: str
    life: Life
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """An agreement with everything that happened to it; `[start, end)`."""

    kind: Literal["framework", "cooperation", "ctg"]
    title: str
    purpose: str
    start: date
    end: date
    parties: tuple[Party, ...]
    life: Life
    fund: str = ""
    theme: str = ""
    dues: tuple[Due, ...] = ()
    subsidies: tuple[Subsidy, ...] = ()
    paid: tuple[Paid, ...] = ()
    amendment: Amendment | None = None
    renewal: Renewal | None = None
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Engaged:
    """A year of a post that the fund engaged, and what it paid of it: (day, euros, reference)."""

    year: int
    on: date
    payments: tuple[tuple[date, Decimal, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PostHolder:
    """Who holds a post, `[since, until)`: a person of the register of those who help, by the whole name, or a name."""

    helper: str = ""
    name: str = ""
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobOffer:
    """A public offer to fill a post."""

    on: date
    title: str
    mission: str
    place: str
    contact: str = ""
    email: str
    apply_before: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A co-financed post; `[start, end)`, `offers` are what the collectivité pays in each of its years."""

    title: str
    kind: Literal["digital_adviser", "coordinator"] = "digital_adviser"
    fund: str
    action: str
    employer: str
    collectivite: str
    #: The SIREN of the intercommunalité.
    territory: str
    private: bool = False
    creation: bool = False
    fte: Decimal = Decimal("1.00")
    start: date
    end: date
    yearly_cost: Decimal
    contract_on: date | None = None
    uplifted: bool = False
    other_aid_yearly: Decimal = Decimal("0.00")
    other_aid_source: str = ""
    need: str
    offers: tuple[Decimal | None, ...] = ()
    asked_on: date
    accepted_on: date | None = None
    reason: str = ""
    parties: tuple[Party, ...] = ()
    life: Life | None = None
    engaged: tuple[Engaged, ...] = ()
    holders: tuple[PostHolder, ...] = ()
    offer: JobOffer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPost:
    """A post of the register that no fund co-finances; `agreements`: the title of each that pays some FTE of it.

    `noted_on`: the day on which it was put into the register.
    """

    title: str
    kind: Literal["digital_adviser", "coordinator", "network_coordinator", "mediator", "project_manager", "other"] = (
        "digital_adviser"
    )
    employer: str
    paid_by: Literal["state", "employer", "other"] = "state"
    #: The SIREN of the intercommunalité; empty: the whole département.
    territory: str = ""
    fte: Decimal = Decimal("1.00")
    yearly_cost: Decimal | None = None
    start: date
    end: date | None = None
    state_until: date | None = None
    noted_on: date
    holders: tuple[PostHolder, ...] = ()
    agreements: tuple[tuple[str, Decimal], ...] = ()
    offer: JobOffer | None = None
    outcome: Literal["", "kept", "kept_otherwise", "stopped", "turned"] = ""
    outcome_on: date | None = None
    outcome_note: str = ""
    #: The first words of the action of a roadmap that it serves.
    serves: str = ""
