"""What the roadmaps of a demonstration network are made of: plain values, as in `shapes`.

Partners are named by their key, axes by their rank in their roadmap, intercommunalités by their SIREN. Periods are
half-open. A step whose day is None has not been taken.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

type State = Literal["to_start", "ongoing", "blocked", "paused", "done", "dropped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStep:
    """A change of state of an action, with its reason where one is wanted."""

    on: date
    to: State
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanNote:
    """What was said about an action on a day."""

    on: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCondition:
    """What holds an action up, who can lift it, by when."""

    on: date
    text: str
    partner: str = ""
    due_on: date | None = None
    lifted_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFunding:
    """Euros planned on the fund of this name, through its action of that name."""

    fund: str
    planned: Decimal
    action: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanMoney:
    """Euros that go through no fund of the network."""

    label: str
    amount: Decimal
    partner: str = ""
    secured_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAction:
    """An action. `added_on`: the day on which it emerged, None where it stood in the first roadmap.

    `leads`: keys of partners, or one with its service (« ville/Direction Seniors »), its contact (« ville/+Odile
    Exemple, Adjointe ») or its member (« ville/@coordinator »). `comments`: day, text, key of the member who is named
    in it and follows the action.
    """

    title: str
    description: str = ""
    leads: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    steps: tuple[PlanStep, ...] = ()
    progress: int = 0
    budget: Decimal | None = None
    priority: Literal["high", "normal", "low"] = "normal"
    strand: Literal["", "social", "cultural"] = ""
    needs: tuple[str, ...] = ()
    added_on: date | None = None
    notes: tuple[PlanNote, ...] = ()
    conditions: tuple[PlanCondition, ...] = ()
    comments: tuple[tuple[date, str, str], ...] = ()
    funding: tuple[PlanFunding, ...] = ()
    money: tuple[PlanMoney, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAxis:
    """An axis; `takes_up` is the rank of the departmental axis that it takes up."""

    title: str
    description: str = ""
    takes_up: int | None = None
    actions: tuple[PlanAction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAdoption:
    """The body (by its name) that adopted a roadmap, and when.

    `noted_by`: who of the territory noted it, by the key of the account; it waits for the coordination to confirm it.
    """

    body: str
    on: date
    noted_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanMistake:
    """An adoption that was noted by mistake, and why it was withdrawn."""

    body: str
    on: date
    withdrawn_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedRoadmap:
    """A local roadmap of an intercommunalité (SIREN) of which only the days are noted, under the departmental one."""

    epci: str
    title: str
    start: date
    end: date
    drafted_on: date
    adopted: PlanAdoption | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPost:
    """A post that a roadmap asked for, and what was decided."""

    title: str
    fte: Decimal = Decimal("1.00")
    outcome: Literal["asked", "granted", "declined"] = "asked"
    decided_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPaper:
    """A document attached: a small PDF is made of its title and paragraphs."""

    kind: Literal["diagnostic", "minutes", "other"]
    title: str
    filename: str
    day: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanIndicator:
    """An indicator: of the axis of a rank, or of the action of a title, or of the whole roadmap.

    `years`: year → (target, value). A counted one names what the portal counts. `feeds` names the departmental one.
    """

    name: str
    unit: str = ""
    definition: str = ""
    axis: int | None = None
    action: str = ""
    measure: str = ""
    gathering: Literal["sum", "last"] = "sum"
    feeds: str = ""
    years: tuple[tuple[int, str | None, str | None], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Idea:
    """An idea of a workshop's table (by its rank); `like` is the text of the one that it was merged into."""

    table: int
    text: str
    detail: str = ""
    votes: int = 0
    like: str = ""
    withdrawn: bool = False
    #: It became an action of the axis of this rank.
    becomes_action_of: int | None = None
    became_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWorkshop:
    """A workshop with its tables, as (topic, rank of the axis that it works on), and what came of it."""

    title: str
    introduction: str
    held_on: date
    open_until: date
    votes_each: int
    tables: tuple[tuple[str, int | None], ...]
    ideas: tuple[Idea, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A roadmap with everything that happened to it; a local one is nested under the plan of the title `under`."""

    level: Literal["departmental", "local"]
    title: str
    summary: str
    start: date
    end: date
    begun_on: date
    carriers: tuple[str, ...]
    epcis: tuple[str, ...] = ()
    #: INSEE codes, for a roadmap of a commune.
    communes: tuple[str, ...] = ()
    under: str = ""
    axis_word: Literal["axis", "objective", "orientation"] = "axis"
    axes: tuple[PlanAxis, ...] = ()
    drafted_on: date | None = None
    #: Who of the territory noted that day, by the key of the account: it waits for the coordination to confirm it.
    drafted_by: str = ""
    mistaken: PlanMistake | None = None
    adopted: PlanAdoption | None = None
    posts: tuple[PlanPost, ...] = ()
    papers: tuple[PlanPaper, ...] = ()
    indicators: tuple[PlanIndicator, ...] = ()
    workshops: tuple[PlanWorkshop, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Committee:
    """A body of the governance, of the département or of an intercommunalité."""

    name: str
    kind: Literal["copil", "cotech", "network", "group", "assembly", "other"]
    partner: str = ""
    epci: str = ""
    deals_since: date | None = None
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """Money to train helpers, what intercommunalités committed to (SIREN, places, euros, day), what took place.

    `uses`: (SIREN, label, day, people trained, euros).
    """

    name: str
    amount: Decimal
    minimum_places: int
    start: date
    end: date
    allotted: tuple[tuple[str, int, Decimal, date], ...] = ()
    uses: tuple[tuple[str, str, date, int, Decimal], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Planning:
    """All that a network's roadmaps need: bodies, plans, seats (SIREN, latitude, longitude), training."""

    #: How many departmental axes a local roadmap takes up; None: as the portal has it.
    minimum_axes: int | None = None
    #: What makes an intercommunalité covered: roadmap, body, agreement; empty: any of them.
    covered_by: tuple[str, ...] = ()
    bodies: tuple[Committee, ...] = ()
    plans: tuple[Plan, ...] = ()
    #: Local ones without content, of which posts ask how far they have come: all is given with the posts then.
    noted: tuple[NotedRoadmap, ...] = ()
    seats: tuple[tuple[str, str, str], ...] = ()
    #: Those that do not count (SIREN, why).
    aside: tuple[tuple[str, str], ...] = ()
    trainings: tuple[Training, ...] = ()
