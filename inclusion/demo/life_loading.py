"""The life of a demonstration network becomes rows: places first, then everything else day by day."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from django.utils import timezone

from inclusion.core.registry.links import link_targets
from inclusion.core.web.acting import Stamp
from inclusion.demo.helpers import load_helpers
from inclusion.demo.life_shapes import NetworkLife
from inclusion.demo.loading import DATA, Loaded, moment
from inclusion.demo.reading import read
from inclusion.demo.story import Story
from inclusion.directory.actions import write_profile
from inclusion.events.models import Event, EventSeries
from inclusion.guide.models import Place
from inclusion.meetings.models import Body, Meeting
from inclusion.site.actions import change_site
from inclusion.territories.models import Epci


@dataclass
class Desk:
    """What is there of a life while it is loaded: the network, and its rows by their keys."""

    loaded: Loaded
    life: NetworkLife
    story: Story
    #: Actions of the roadmaps by their titles, as what can be linked: « roadmaps.action:12 ».
    actions: dict[str, str]
    places: dict[str, Place] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    series: dict[str, EventSeries] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)

    def by(self, on: date) -> Stamp:
        """Who does it and when, as every action wants to know."""
        return {"by": self.loaded.coordinator, "at": moment(on)}

    def action(self, title: str) -> str:
        """The key of an action of the roadmaps that is not over; empty for any other."""
        return self.actions.get(title, "")


def at_time(day: date, hour: time) -> datetime:
    """The moment of this local hour on this day."""
    return timezone.make_aware(datetime.combine(day, hour))


def just_after(moment_: datetime) -> datetime:
    """The evening of this day, when what took place is written down."""
    return datetime.combine(moment_.date(), time(20, 0), tzinfo=UTC)


def load_life(loaded: Loaded) -> None:
    """Load the life of this network, where it has one; then who helps there."""
    places = _load_life(loaded)
    load_helpers(loaded, places)


def _load_life(loaded: Loaded) -> dict[str, Place]:
    """Load all but who helps; return the places of the guide."""
    from inclusion.demo import life_events, life_hub, life_meetings, life_news, life_places

    life = read(DATA / loaded.data.slug / "life", NetworkLife)
    links = {one.label.split(" (")[0]: one.key for one in link_targets(timezone.localdate())}
    desk = Desk(loaded, life, Story(loaded), links)
    first = moment(loaded.data.founded)
    change_site(**life.site, by=loaded.coordinator, at=first)
    life_places.load(desk)
    _profiles(desk)
    for part in (life_meetings, life_hub, life_events, life_news):
        part.load(desk)
    desk.story.load()
    return desk.places


def _profiles(desk: Desk) -> None:
    for data in desk.life.profiles:
        write_profile(
            desk.loaded.partners[data.partner],
            summary=data.summary,
            services=data.services,
            publics=data.publics,
            epcis=Epci.objects.filter(pk__in=data.epcis),
            **desk.by(date(2026, 9, 1)),
        )
