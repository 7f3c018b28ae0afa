"""What the equipment of a demonstration network is made of: plain values that the loading turns into rows.

Models, schools, partners and people are named by a key of their network. Days are what people say: a loan ends on the
day on which it comes back. Amounts are euros.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

#: What is declared: a folder for each network.
DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A kind of equipment, and how many items of it were bought on which day, all at its value."""

    name: str
    drawing: str
    needs: tuple[str, ...]
    says: str
    advice: str
    checks: tuple[str, ...]
    value: Decimal
    items: tuple[tuple[date, int], ...]
    supplier: str
    #: Where its items stand.
    place: str

    @property
    def count(self) -> int:
        """How many items of it the bank has."""
        return sum(count for _, count in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A kit: one item of each of these models."""

    name: str
    needs: tuple[str, ...]
    says: str
    models: tuple[str, ...]
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A supply, and how its stock went: day, change, reason."""

    name: str
    kind: str
    model: str = ""
    low_at: int
    place: str
    moves: tuple[tuple[date, int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """A purchase that is no item of a model."""

    on: date
    supplier: str
    label: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class College:
    """An invented school; `partner` is the key of the partner whose members ask in its name."""

    key: str
    uai: str
    name: str
    partner: str
    address: str
    postal_code: str
    town: str
    commune: str
    pupils: int
    ulis: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What one author says of a trial: use from 0 (never) to 3 (each day), help from 1 to 5."""

    author: str
    use: int
    helped: int
    what_helped: str = ""
    what_hindered: str = ""
    wish: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One loan, from the request to what came of it.

    `start` and `due` may be any days: they are moved to the open day that follows. `back` is the day on which it came
    back, None: on its last day.
    """

    school: str
    pupil: str
    level: str
    wanted: str
    need: str
    start: date
    due: date
    situation: str = ""
    back: date | None = None
    extended_to: date | None = None
    mdph: str = "before"
    worn: str = "good"
    remark: str = ""
    #: It never came back.
    lost: bool = False
    words: tuple[Words, ...] = ()
    outcome: str = ""
    outcome_note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A request or a loan of these days, in open days from today: below zero they are over.

    `upto` is how far it has come: "draft", "sent", "refused", "withdrawn", "waiting", "booked", "cancelled", "out".
    `asked` is how many open days ago it was sent; `because` is why it was refused or cancelled.
    """

    school: str
    pupil: str
    level: str
    wanted: str
    need: str
    start: int
    due: int
    upto: str
    asked: int
    situation: str = ""
    mdph: str = "before"
    later: bool = True
    #: What is asked for with it.
    also: tuple[str, ...] = ()
    because: str = ""
    extended: int = 0
    words: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A maintenance; `until` None while nobody knows when it will be over."""

    model: str
    reason: str
    on: date
    until: date | None = None
    report: str = ""
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Devices of one kind in a lot, and how many of them have come how far along the chain.

    `ends` maps a state of `DeviceState` to how many stand there today; together they are all. `spec` is what it has
    inside.
    """

    kind: str
    brand: str
    model: str
    spec: str
    weight: Decimal
    ends: dict[str, int]
    has_storage: bool = True

    @property
    def count(self) -> int:
        """How many devices."""
        return sum(self.ends.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """Devices that a partner gave on a day; `signed` is when both signed the agreement."""

    donor: str
    on: date
    signatory: str
    says: str
    announced: int
    batches: tuple[Batch, ...]
    signed: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A family that is proposed for a device, and what became of it.

    `by` is who proposes: a partner of the network. `decided` is the day of the commission; `came` says for each
    session, by its rank, how the family came: "present", "absent", "excused", "expected".
    """

    first_name: str
    last_name: str
    birth_year: int
    town: str
    postal_code: str
    by: str
    on: date
    children: int
    why: str
    decided: date | None = None
    refused: str = ""
    given: date | None = None
    came: dict[int, str] = field(default_factory=dict)
    outcome: str = ""
    stopped: str = ""
    withdrawn: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A named session: when it begins (local time), where, and who leads it (a partner)."""

    title: str
    on: date
    hour: int
    place: str
    trainer: str
    seats: int = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Lending:
    """The bank of a network: what it bought, for whom, what was lent and tried.

    `bench` is on the workbench today: model, reason, since how many open days, until when (None: nobody knows).
    """

    budget: Decimal
    models: tuple[Model, ...]
    cases: tuple[Case, ...]
    supplies: tuple[Counted, ...]
    purchases: tuple[Bought, ...]
    repairs: tuple[Repair, ...]
    schools: tuple[College, ...]
    trials: tuple[Trial, ...]
    standing: tuple[Standing, ...]
    #: Loans for about a term, most for pupils who tried something else before; none began before the summer.
    term: tuple[Standing, ...]
    bench: tuple[tuple[str, str, int, int | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refurbishing:
    """The chain of a network: what was given, to whom it went, families apart.

    `hours` of the workshop belong to no one device: day, hours, insertion job or not, what.
    """

    recycler: str
    associations: tuple[str, ...]
    hours: tuple[tuple[date, Decimal, bool, str], ...]
    lots: tuple[Lot, ...]
    #: For how many years of use the values of the public source are taken; 0: none are.
    years_of_use: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Aid:
    """The aid for families of a network. `payer` begins the name of the action of the fund that pays for it.

    `coming` are sessions in days from today: title, days, place, trainer. `commissions` are the days on which one sat.
    """

    name: str
    purpose: str
    commitment: str
    payer: str
    opened_on: date
    members: str
    subjects: tuple[str, ...]
    commissions: tuple[date, ...]
    sessions: tuple[Session, ...]
    coming: tuple[tuple[str, int, str, str], ...]
    families: tuple[Family, ...]
