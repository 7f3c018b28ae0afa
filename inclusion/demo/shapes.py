"""What the data of a demonstration network is made of: plain values that a loader turns into rows.

Partners, actions and people are named by a `key`, unique in their network. Periods are half-open (`end` is the first
day after), as in storage. Amounts are euros with two places.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from inclusion.demo.agreement_shapes import Agreement, Post, StaffPost
from inclusion.demo.roadmap_shapes import Planning

type Role = Literal[
    "coordinator",
    "prescriber",
    "operator",
    "training_place",
    "school",
    "bank_manager",
    "epci_referent",
    "evaluator",
    "reader",
    "hub",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place that accepts passes: `hours` in the notation of OpenStreetMap, coordinates about those of the town."""

    name: str
    address: str
    postal_code: str
    commune: str
    phone: str
    hours: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """An organisation of the network.

    `kind` is a value of `PartnerKind`. `commune` is the INSEE code of the seat and `siren` the number of the
    organisation, both empty where not known for certain. `epci` is the SIREN of an intercommunalité that the partner
    is. `prescribes`: sends passes. `invented`: a plausible body written for the demonstration, not a real one.
    """

    key: str
    name: str
    short_name: str
    kind: str
    commune: str = ""
    siren: str = ""
    epci: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    prescribes: bool = False
    invented: bool = False
    note: str = ""
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An invented person with an account: one role, in one partner of the network."""

    role: Role
    first_name: str
    last_name: str
    email: str
    partner: str
    job_title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Beneficiary:
    """An invented person helped. `lines` are the address above the town; `operator` is whose user the person is."""

    key: str
    first_name: str
    last_name: str
    birth_year: int | None = None
    lines: tuple[str, ...] = ()
    postal_code: str = ""
    town: str = ""
    country: str = ""
    commune: str = ""
    operator: str = ""
    followed_by: str
    channel: Literal["post", "email"] = "post"
    language: str = ""
    email: str = ""
    phone: str = ""
    consent_on: date
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Money that came in, with the bank's reference (unique in the network); below zero it went back."""

    on: date
    amount: Decimal
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call for what was promised and not called yet."""

    on: date
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What a partner promises for a year, when it was called, what came; `earmarked_for` names actions of the fund.

    `mistaken` was typed though it never came, and was taken back on the same day.
    """

    partner: str
    year: int
    pledged: Decimal
    pledged_on: date
    call: Call | None = None
    receipts: tuple[Receipt, ...] = ()
    mistaken: tuple[Receipt, ...] = ()
    earmarked_for: tuple[str, ...] = ()
    withdrawn_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Partners that were asked on a day whether they contribute to the fund in a year."""

    partners: tuple[str, ...]
    year: int
    on: date
    answer_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A link to the simulator, made for somebody who does not contribute yet."""

    note: str
    on: date
    expires_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Leverage:
    """The matcher adds `added` euros for every `received` received; caps bound the match, not what is received."""

    matcher: str
    added: int
    received: int
    start: date
    end: date
    contributor_cap: Decimal | None = None
    year_cap: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """State or European money earmarked for actions (by their names); its money comes in one or several times."""

    name: str
    funder: str
    actions: tuple[str, ...]
    amount: Decimal
    awarded_on: date
    spend_by: date | None = None
    justify_by: date | None = None
    is_european: bool = False
    receipts: tuple[Receipt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money that left for a commitment; `payee` where it went to another one (a partner's key, or a name).

    `waiting`: nobody has confirmed it yet. `invoice`: its number, of an invoice that is kept.
    """

    on: date
    amount: Decimal
    reference: str
    payee: str = ""
    invoice: str = ""
    waiting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """Euros promised to an action; `released_on` gives back what was not paid by then."""

    label: str
    on: date
    amount: Decimal
    #: A partner's key, or the name of somebody outside the network.
    payee: str
    #: Its number, of a quote that is kept.
    quote: str = ""
    payments: tuple[Payment, ...] = ()
    released_on: date | None = None

    @property
    def paid(self) -> Decimal:
        return sum((one.amount for one in self.payments if not one.waiting), Decimal("0.00"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What a fund pays for. `targets`: operators whose users it is for; `reach`: (partner, year) → users helped."""

    name: str
    description: str
    opened_on: date
    targets: tuple[str, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    reach: dict[tuple[str, int], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PassProgramme:
    """The terms under which passes are issued, on the action of this name."""

    name: str
    action: str
    face_value: Decimal
    booklet_size: int
    validity_months: int
    yearly_limit: int
    opened_on: date
    #: Days after the printed day on which places still accept a pass.
    tolerance_days: int = 0
    session_passes: int | None = None
    session_minutes: int | None = None
    signatory_name: str = ""
    signatory_title: str = ""
    #: In which letters are written beside French.
    languages: tuple[str, ...] = ()
    #: The partner that pays and has the logo that was drawn for the demonstration.
    logo_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Passes of a booklet that served in a place: how many, the next ones in their order."""

    place: str
    on: date
    session: str
    count: int = 1
    #: Taken back on this day, since the session did not take place or another pass was meant.
    taken_back_on: date | None = None
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booklet:
    """A booklet that was sent before the demonstration begins, and what became of it."""

    beneficiary: str
    prescriber: str
    on: date
    uses: tuple[Use, ...] = ()
    #: What is left of it was cancelled on this day.
    withdrawn_on: date | None = None
    because: str = ""
    #: La Poste brought its letter back on this day.
    returned_on: date | None = None
    #: A letter of reminder was asked for on this day.
    reminded_on: date | None = None
    #: Its letter was not received: another booklet was sent on this day.
    replaced_on: date | None = None
    #: The person moved to this address while the letter waited for the post.
    moved_to: str = ""
    #: It was sent so many days before the demonstration begins, whenever that is, and not on its day.
    days_ago: int | None = None
    #: How its letter goes; empty: as the person's file says.
    channel: Literal["", "post", "email", "hand"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """Booklets that were sent to several people at once."""

    prescriber: str
    on: date
    beneficiaries: tuple[str, ...]
    #: Whose letters came back by e-mail the day after.
    bounced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A pass that had served, the first of a person's booklets, scanned once more without a connection."""

    place: str
    beneficiary: str
    on: date
    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """What a place attests of all sessions of a person there; `other` is what no list of services has."""

    place: str
    beneficiary: str
    on: date
    subjects: tuple[str, ...]
    minutes: int
    trainer: str
    other: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRequest:
    """An organisation, written for the demonstration, that asks to accept passes so many days before it is loaded.

    `accepted_after`: in how many days it was accepted; None: it waits.
    """

    organisation: str
    kind: str
    siret: str
    name: str
    address: str
    postal_code: str
    commune: str
    services: tuple[str, ...]
    labels: tuple[str, ...] = ()
    first_name: str
    last_name: str
    email: str
    phone: str
    days_ago: int
    accepted_after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How a place asks to be paid, in days after the end of a month; never where it has not asked at all."""

    place: str
    asks_after: int
    validated_after: int
    paid_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fund:
    """A pot common to several contributors, with everything that happened to it."""

    name: str
    host: str
    purpose: str
    envelope: Decimal
    start: date
    end: date
    #: The day on which it was opened in the portal; None: its first day.
    opened_on: date | None = None
    finances_posts: bool = False
    post_kinds: tuple[str, ...] = ()
    iban: str = ""
    second_person_above: Decimal | None = None
    #: Whether no total of the network counts it.
    is_example: bool = False
    #: The training place (its partner's key) for which somebody asks for another account, which waits, and when.
    account_asked_for: str = ""
    account_asked_on: date | None = None
    leverage: Leverage | None = None
    contributions: tuple[Contribution, ...] = ()
    grants: tuple[Grant, ...] = ()
    actions: tuple[Action, ...] = ()
    requests: tuple[Request, ...] = ()
    invitations: tuple[Invitation, ...] = ()
    #: The day on which the accounts before `closed_until` were closed.
    closed_on: date | None = None
    closed_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRequest:
    """An organisation, written for the demonstration, that asks to take part."""

    organisation: str
    kind: str
    commune: str
    first_name: str
    last_name: str
    email: str
    message: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """A person sent somewhere so many days before the network is loaded, and how far it went (`story`).

    `to`: "place:" and the name of a place of the guide, or "partner:" and the key of one. `shares`: what the person
    agreed to show: "phone", "email", "address", "path".
    """

    person: str
    need: str
    to: str
    days_ago: int
    story: Literal["sent", "accepted", "link", "met", "missed", "done", "declined", "passed_on", "withdrawn"] = "sent"
    reason: str = ""
    note: str = ""
    word: str = ""
    shares: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperTraining:
    """A training that somebody followed; `certificate` is empty, seen or stored."""

    title: str
    hours: Decimal
    on: date
    certificate: str = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Helper:
    """Somebody of the register of people who help; `left` is their last day."""

    key: str
    first_name: str
    last_name: str
    status: str
    partner: str
    job_title: str = ""
    email: str = ""
    phone: str = ""
    services: tuple[str, ...] = ()
    publics: tuple[str, ...] = ()
    epcis: tuple[str, ...] = ()
    #: A place of the network's life, where it has one.
    place: str = ""
    hours: str = ""
    found_by: str = "nobody"
    named_for: str = "nobody"
    shares_contact: bool = False
    arrived: date
    confirmed: date
    left: date | None = None
    trainings: tuple[HelperTraining, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Volunteer:
    """Somebody of the register in a cohort."""

    helper: str
    host: str
    start: date
    end: date
    tutor: str = ""
    tutor_name: str = ""
    tutor_contact: str = ""
    missions: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortDay:
    """A training day of a cohort: who was expected, who came, who did not."""

    on: date
    title: str
    where: str
    listed: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """A cohort of civic service."""

    title: str
    start: date
    end: date
    volunteers: tuple[Volunteer, ...]
    days: tuple[CohortDay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A demonstration network. `host` is the partner that carries it; letters leave under its name and address."""

    slug: str
    name: str
    department: str
    brand: str
    tagline: str
    description: str
    host: str
    host_address: tuple[str, ...]
    host_service: str
    signatory: str
    phone: str
    email: str
    #: Keys of what the network does (`inclusion.core.activities`).
    activities: tuple[str, ...]
    #: When its letters are taken to the post; on Fridays, unless by hand.
    posting_rhythm: str = "by_hand"
    partners: tuple[Partner, ...]
    people: tuple[Person, ...]
    #: Who holds one of these roles in another organisation.
    colleagues: tuple[Person, ...] = ()
    beneficiaries: tuple[Beneficiary, ...] = ()
    funds: tuple[Fund, ...] = ()
    programme: PassProgramme | None = None
    booklets: tuple[Booklet, ...] = ()
    rhythms: tuple[Rhythm, ...] = ()
    mailings: tuple[Mailing, ...] = ()
    refused: tuple[Refused, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    place_requests: tuple[PlaceRequest, ...] = ()
    #: Funds that the instalments of agreements feed.
    agreed_funds: tuple[Fund, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    posts: tuple[Post, ...] = ()
    staff: tuple[StaffPost, ...] = ()
    planning: Planning | None = None
    helpers: tuple[Helper, ...] = ()
    cohort: Cohort | None = None
    #: The day on which the network began to use the portal.
    founded: date = date(2025, 1, 6)
    join_requests: tuple[JoinRequest, ...] = ()
    referrals: tuple[Referral, ...] = ()

    def partner(self, key: str) -> Partner:
        """Return the partner of this key; KeyError where there is none."""
        for partner in self.partners:
            if partner.key == key:
                return partner
        raise KeyError(key)
