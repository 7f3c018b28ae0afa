"""What the life of a demonstration network is made of: bodies that meet, hub days, places, events, news.

People are named by a first name and an invented surname. Times are those of Paris. Where a meeting, a place or an event
was written for the demonstration, its text says so.
"""

from dataclasses import dataclass, field
from datetime import date, time


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatData:
    """Somebody in a body; `account` is the part of an e-mail before the sign, for whoever has one."""

    partner: str
    name: str
    job_title: str = ""
    kind: str = "member"
    account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskData:
    """Something to do; `action` is the title of an action of the roadmap that it serves."""

    title: str
    partner: str
    due: date
    account: str = ""
    action: str = ""
    done: date | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemData:
    """A point of an agenda: what was said, what was decided, what has to be done."""

    title: str
    minutes: int
    said: str = ""
    decisions: tuple[str, ...] = ()
    tasks: tuple[TaskData, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingData:
    """A meeting; `absent` and `remote` count from the end of the list of seats, the others came.

    `until`: how far it has come, “planned”, “convened”, “held” or “minuted”; “live”: whatever its day, it goes on while
    the demonstration is loaded; “afterwards”: it was noted two days after it took place, and its minutes wait.
    """

    title: str
    on: date
    begins: time
    ends: time
    venue: str
    agenda: tuple[ItemData, ...] = ()
    video: str = ""
    until: str = "minuted"
    absent: int = 0
    remote: int = 0
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyData:
    """A body; one of this name that the roadmaps have brought is kept, with its rhythm and its seats added."""

    name: str
    kind: str
    partner: str
    rhythm: tuple[int, int]
    since: date
    description: str = ""
    seats: tuple[SeatData, ...] = ()
    meetings: tuple[MeetingData, ...] = ()
    points: tuple[tuple[str, str, date], ...] = ()  # title, partner, day


@dataclass(frozen=True, slots=True, kw_only=True)
class HubDayData:
    """What the hub did; `half_days` of the year of `on`."""

    on: date
    half_days: int
    use: str
    title: str
    who: str = ""
    note: str = ""
    done: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HubYear:
    """The days that a hub gives in a year, in half days."""

    partner: str
    year: int
    half_days: int = 40
    days: tuple[HubDayData, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionData:
    """A help desk or a regular workshop of a place."""

    title: str
    hours: str
    kind: str = "help_desk"
    held_by: str = ""
    detail: str = ""
    booking: str = ""
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceData:
    """A place of the guide; lists are words of the national standard, `position` may be empty."""

    key: str
    name: str
    typologies: tuple[str, ...]
    address: str
    postal_code: str
    commune: str
    position: tuple[float, ...] = ()
    phone: str = ""
    hours: str = ""
    summary: str = ""
    services: tuple[str, ...] = ()
    publics: tuple[str, ...] = ()
    special_care: tuple[str, ...] = ()
    fees: tuple[str, ...] = ("Gratuit",)
    programmes: tuple[str, ...] = ()
    access_modes: tuple[str, ...] = ("Se présenter", "Téléphoner")
    support_modes: tuple[str, ...] = ("Accompagnement individuel",)
    itinerance: tuple[str, ...] = ("Fixe",)
    partner: str = ""
    updated: date = date(2026, 9, 15)
    closed: date | None = None
    sessions: tuple[SessionData, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkData:
    """A moment of a programme."""

    title: str
    speakers: str
    on: date
    begins: time
    ends: time
    room: str
    kind: str = "talk"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionData:
    """A question to whoever registers; `answers` are given in turn."""

    label: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EventData:
    """An event; `figures` are kind → number, `exhibitors` a name and what it shows, `came` of how many registered.

    `organisations`: of whoever registers, in turn; `sheet`: the lines of those who signed without having registered.
    """

    title: str
    kind: str
    partner: str
    begins: tuple[date, time]
    ends: tuple[date, time]
    summary: str
    description: str = ""
    place: str = ""
    venue: str = ""
    address: str = ""
    commune: str = ""
    video: str = ""
    themes: tuple[str, ...] = ()
    audience: str = "everybody"
    entrance: str = "free"
    capacity: int | None = None
    series: str = ""
    report: str = ""
    figures: dict[str, int] = field(default_factory=dict)
    talks: tuple[TalkData, ...] = ()
    exhibitors: tuple[tuple[str, str], ...] = ()
    questions: tuple[QuestionData, ...] = ()
    organisations: tuple[str, ...] = ()
    registered: int = 0
    waiting: int = 0
    sheet: str = ""
    announced: date | None = None
    cancelled: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueData:
    """An issue of the newsletter: the days that it reports on, and the items added by hand."""

    title: str
    introduction: str
    start: date
    end: date
    sent: date | None = None
    #: Days after the demonstration is loaded on which it leaves by itself.
    planned_in: int = 0
    items: tuple[tuple[str, str, str], ...] = ()  # heading, title, text
    audiences: tuple[tuple[str, str], ...] = ()  # heading, for whom it is
    pictures: tuple[tuple[str, str, str], ...] = ()  # title, file, what it shows


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileData:
    """What an organisation does, for the directory."""

    partner: str
    summary: str
    services: tuple[str, ...]
    publics: tuple[str, ...] = ()
    epcis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkLife:
    """Everything that a network lives through."""

    bodies: tuple[BodyData, ...] = ()
    hub: tuple[HubYear, ...] = ()
    places: tuple[PlaceData, ...] = ()
    series: tuple[tuple[str, str], ...] = ()  # title, summary
    events: tuple[EventData, ...] = ()
    subscribers: int = 0
    #: Of them, those who say that they are professionals.
    professionals: int = 0
    issues: tuple[IssueData, ...] = ()
    profiles: tuple[ProfileData, ...] = ()
    site: dict[str, object] = field(default_factory=dict)
