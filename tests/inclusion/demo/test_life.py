"""The life that the demonstration shows: what the seed says is in it, names and numbers are invented."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from stdnum.fr import siret

from inclusion.core.french.hours import is_readable
from inclusion.demo.life_events import INVENTED_SURNAMES
from inclusion.demo.life_places import invented_siret
from inclusion.demo.life_shapes import EventData, NetworkLife, PlaceData
from inclusion.demo.loading import DATA, SLUGS, declared
from inclusion.demo.reading import read
from inclusion.events.enums import Audience, Entrance, EventKind, FigureKind, TalkKind
from inclusion.guide.rules import standard
from inclusion.hub_days.enums import HubUse
from inclusion.meetings.enums import Seat
from inclusion.territories.actions import read_rows
from tests.inclusion.demo.test_networks import FICTION_NUMBERS

NETWORKS = {network.slug: network for network in declared()}
LIVES = {slug: read(DATA / slug / "life", NetworkLife) for slug in SLUGS}


@pytest.fixture(params=SLUGS)
def slug(request) -> str:
    """Each network whose life is described."""
    return request.param


@pytest.fixture
def life(slug) -> NetworkLife:
    return LIVES[slug]


@pytest.fixture(scope="module")
def communes() -> dict[str, dict[str, str]]:
    """The shipped communes by INSEE code."""
    return {row["code"]: row for row in read_rows("communes.csv.xz")}


def partners_named(life: NetworkLife) -> Iterator[str]:
    for body in life.bodies:
        yield body.partner
        yield from (seat.partner for seat in body.seats)
        yield from (partner for _, partner, _ in body.points)
        yield from (task.partner for meeting in body.meetings for item in meeting.agenda for task in item.tasks)
    yield from (year.partner for year in life.hub)
    yield from (place.partner for place in life.places if place.partner)
    yield from (session.held_by for place in life.places for session in place.sessions if session.held_by)
    yield from (event.partner for event in life.events)
    yield from (profile.partner for profile in life.profiles)


def test_whoever_is_named_is_a_partner_of_the_network(slug, life):
    assert set(partners_named(life)) <= {partner.key for partner in NETWORKS[slug].partners}


def test_accounts_that_sit_or_act_exist(slug, life):
    people = (*NETWORKS[slug].people, *NETWORKS[slug].colleagues)
    known = {person.email.partition("@")[0]: person for person in people}
    for body in life.bodies:
        for seat in body.seats:
            assert seat.kind in Seat.values
            if seat.account:
                person = known[seat.account]
                assert seat.name == f"{person.first_name} {person.last_name}"


def test_people_are_invented(life):
    names = [seat.name for body in life.bodies for seat in body.seats]
    names += [
        talk.speakers for event in life.events for talk in event.talks if not talk.speakers.startswith("Collectifs")
    ]
    assert {name.rsplit(" ", 1)[-1] for name in names} <= set(INVENTED_SURNAMES)


def test_places_stand_in_real_towns_of_the_departement(slug, life, communes):
    for place in life.places:
        row = communes[place.commune]
        assert row["department"] == NETWORKS[slug].department
        assert place.postal_code in row["postal_codes"].split(), place.name


def test_places_speak_the_words_of_the_standard(life):
    for place in life.places:
        assert set(place.services) <= set(standard.SERVICES)
        assert set(place.publics) <= set(standard.PUBLICS)
        assert set(place.special_care) <= set(standard.SPECIAL_CARE)
        assert set(place.fees) <= set(standard.FEES)
        assert set(place.programmes) <= set(standard.PROGRAMMES)
        assert set(place.access_modes) <= set(standard.ACCESS_MODES)
        assert set(place.support_modes) <= set(standard.SUPPORT_MODES)
        assert set(place.typologies) <= set(standard.TYPOLOGIES)
        assert not place.hours or is_readable(place.hours)
        assert all(is_readable(session.hours) for session in place.sessions)


def test_telephones_are_of_the_ranges_kept_for_fiction(life):
    numbers = [place.phone for place in life.places if place.phone]
    assert all(number.startswith(FICTION_NUMBERS) for number in numbers)


def test_invented_numbers_are_well_formed_and_apart():
    numbers = [invented_siret(n) for n in (1, 47001, 74030, 84013, 99999)]
    assert all(siret.is_valid(number) for number in numbers)
    assert len(set(numbers)) == 5


def test_keys_of_places_are_unique_and_events_find_theirs(life):
    keys = [place.key for place in life.places]
    assert len(set(keys)) == len(keys)
    assert {event.place for event in life.events if event.place} <= set(keys)


def test_events_are_what_the_portal_knows(life):
    for event in life.events:
        assert event.kind in EventKind.values
        assert event.audience in Audience.values
        assert event.entrance in Entrance.values
        assert set(event.figures) <= set(FigureKind.values)
        assert {talk.kind for talk in event.talks} <= set(TalkKind.values)
        assert set(event.themes) <= set(standard.SERVICES)
        assert event.begins < event.ends
        assert event.registered <= (event.capacity or 1000)


def test_hub_days_fit_in_their_year(life):
    for year in life.hub:
        assert sum(day.half_days for day in year.days) <= year.half_days == 40
        assert {day.use for day in year.days} <= set(HubUse.values)
        assert all(day.on.year == year.year for day in year.days)


def _annecy(title: str) -> EventData:
    return next(event for event in LIVES["haute-savoie"].events if event.title.startswith(title))


def test_numerica_2024_is_what_was_reported():
    festival = _annecy("NuméricA 2024")
    assert festival.figures == {"visitors": 1420, "exhibitors": 29, "talks": 14, "speakers": 200}
    assert len(festival.exhibitors) == 29
    assert len([talk for talk in festival.talks if talk.kind == "talk"]) == 14
    assert [talk.begins.hour for talk in festival.talks if talk.kind == "show"] == [20]
    assert festival.ends[0] - festival.begins[0] == timedelta(days=1)


def test_each_of_the_six_town_halls_has_its_help_desk_and_its_workshop():
    halls: list[PlaceData] = [place for place in LIVES["haute-savoie"].places if place.key.startswith("mairie-")]
    assert len(halls) == 6
    for hall in halls:
        assert sorted(session.kind for session in hall.sessions) == ["help_desk", "workshop"]


def test_declic_47_has_three_steering_committees_and_a_technical_one():
    kinds = [(body.kind, body.rhythm) for body in LIVES["lot-et-garonne"].bodies]
    assert sorted(kinds) == [("copil", (1, 2))] * 3 + [("cotech", (3, 6))]
    forum = next(event for event in LIVES["lot-et-garonne"].events if event.kind == "forum")
    assert forum.figures == {"visitors": 1400}


def test_annecy_meets_each_quarter_and_vaucluse_is_given_twenty_days_a_year():
    quarterly = next(body for body in LIVES["haute-savoie"].bodies if body.kind == "network")
    assert quarterly.rhythm == (4, 4)
    assert [(year.year, year.half_days) for year in LIVES["vaucluse"].hub] == [(2025, 40), (2026, 40)]
