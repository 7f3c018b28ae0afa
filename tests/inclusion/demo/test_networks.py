"""The data of the demonstration networks holds together and names no real person."""

import dataclasses
import re
from collections.abc import Iterator
from datetime import date

import pytest
from stdnum.fr import siren

from inclusion.core.access import ROLES
from inclusion.core.enums import Channel, PartnerKind
from inclusion.core.web.colours import TEXT_CONTRAST, WHITE, contrast
from inclusion.demo.life_events import INVENTED_SURNAMES
from inclusion.demo.loading import HUB_MEMBERS, declared
from inclusion.demo.shapes import Network
from inclusion.guide.rules.search import NEEDS
from inclusion.territories.actions import read_rows

#: The first digits of the telephone numbers reserved for fiction (ARCEP, decision 2018-0881).
FICTION_NUMBERS = ("01 99 00", "02 61 91", "03 53 01", "04 65 71", "05 36 49", "06 39 98")
#: The surnames of the people who presented the six initiatives: they must never appear.
REAL_SURNAMES = {
    *("audoin", "belbès", "benhaïm", "bireau", "briand", "claude", "connen", "ferrero", "godin", "gras"),
    *("hérail", "herail", "lucas", "marquis", "pichon", "rautureau", "rietsch", "tabarin"),
}
TODAY = date(2026, 11, 24)

NETWORKS = {network.slug: network for network in declared()}


@pytest.fixture(params=list(NETWORKS))
def network(request) -> Network:
    """Each demonstration network in turn."""
    return NETWORKS[request.param]


@pytest.fixture(scope="module")
def communes() -> dict[str, dict[str, str]]:
    """The shipped communes by INSEE code."""
    return {row["code"]: row for row in read_rows("communes.csv.xz")}


def texts(value: object) -> Iterator[str]:
    """Every text in a tree of dataclasses, tuples and dictionaries."""
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from texts(getattr(value, field.name))
    elif isinstance(value, dict):
        yield from texts(tuple(value.items()))
    elif isinstance(value, tuple):
        for one in value:
            yield from texts(one)


def repeated(values: list) -> set:
    return {value for value in values if values.count(value) > 1}


def test_the_six_territories_are_there():
    assert {slug: network.department for slug, network in NETWORKS.items()} == {
        "maine-et-loire": "49",
        "vendee": "85",
        "lot-et-garonne": "47",
        "haute-savoie": "74",
        "landes": "40",
        "vaucluse": "84",
    }


def test_keys_and_short_names_are_unique(network):
    assert not repeated([partner.key for partner in network.partners])
    assert not repeated([partner.short_name for partner in network.partners])
    assert not repeated([partner.name for partner in network.partners])
    assert not repeated([person.key for person in network.beneficiaries])
    assert not repeated([person.email for person in network.beneficiaries if person.email])


def test_kinds_are_those_of_the_portal(network):
    assert {partner.kind for partner in network.partners} <= set(PartnerKind.values)
    assert {person.channel for person in network.beneficiaries} <= set(Channel.values)


def test_host_is_a_partner(network):
    assert network.partner(network.host).kind in ("department", "commune", "other")
    with pytest.raises(KeyError):
        network.partner("nobody")


def test_one_account_for_each_role_in_a_partner_of_the_network(network):
    shared = {slug for _, slug, _ in HUB_MEMBERS}
    has_hub = any(partner.kind == "hub" for partner in network.partners) and network.slug not in shared
    roles = sorted(role for role in ROLES if role != "hub" or has_hub)
    assert sorted(person.role for person in network.people) == roles
    for person in network.people:
        assert person.email == f"{person.role.replace('_', '-')}@{network.slug}.example"
        assert network.partner(person.partner)


def test_colleagues_hold_a_role_elsewhere(network):
    main = {person.role: person.partner for person in network.people}
    emails = [person.email for person in (*network.people, *network.colleagues)]
    assert len(set(emails)) == len(emails)
    for person in network.colleagues:
        assert network.partner(person.partner)
        # A second coordinator confirms what the first one asks for, in the same organisation.
        assert person.partner != main[person.role] or person.role == "coordinator"


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        ("prescriber", {"social_centre", "ccas", "france_services", "commune"}),
        ("operator", {"operator"}),
        ("training_place", {"training_place"}),
        ("hub", {"hub"}),
        ("school", {"school"}),
        ("epci_referent", {"intercommunality"}),
        ("reader", {"prefecture"}),
    ],
)
def test_a_role_is_given_in_the_right_kind_of_partner(network, role, kinds):
    person = next((person for person in network.people if person.role == role), None)
    if person is None:
        assert role == "hub"  # three networks name no hub
        return
    partner = network.partner(person.partner)
    assert partner.kind in kinds
    assert partner.prescribes or role != "prescriber"


def test_colour_carries_white_letters_and_is_its_own(network):
    assert contrast(network.brand, WHITE) >= TEXT_CONTRAST
    assert not repeated([other.brand for other in NETWORKS.values()])


def test_texts_fit_their_columns(network):
    assert len(network.name) <= 80
    assert len(network.tagline) <= 200
    assert len(network.host_service) <= 120
    for partner in network.partners:
        assert len(partner.name) <= 160
        assert len(partner.short_name) <= 60


def test_communes_exist(network, communes):
    for partner in network.partners:
        assert not partner.commune or partner.commune in communes, partner.key
        for place in partner.places:
            assert place.postal_code in communes[place.commune]["postal_codes"].split(), place.name
    for person in network.beneficiaries:
        if person.commune and "Cedex" not in person.town:
            row = communes[person.commune]
            assert (row["name"].replace("'", "’"), person.postal_code in row["postal_codes"].split()) == (
                person.town,
                True,
            )


def test_intercommunalites_lie_in_the_departement_and_their_seat_in_them(network, communes):
    touching = {row["epci"] for row in communes.values() if row["department"] == network.department}
    ours = [partner for partner in network.partners if partner.kind == "intercommunality"]
    assert ours
    for partner in ours:
        assert partner.epci == partner.siren
        assert partner.epci in touching, partner.name
        assert not partner.commune or communes[partner.commune]["epci"] == partner.epci, partner.name


@pytest.mark.parametrize(("slug", "count"), [("lot-et-garonne", 12), ("landes", 18), ("vaucluse", 13), ("vendee", 19)])
def test_as_many_intercommunalites_as_the_territory_has(slug, count):
    kinds = [partner.kind for partner in NETWORKS[slug].partners]
    assert kinds.count("intercommunality") == count


def test_sirens_are_well_formed(network):
    for partner in network.partners:
        assert not partner.siren or siren.is_valid(partner.siren), partner.name


def test_addresses_are_under_example_and_numbers_are_for_fiction(network):
    for text in texts(network):
        # A lead is written « partner/service@account ».
        if "@" in text and "Cyb@njou" not in text and "/" not in text.partition("@")[0]:
            assert re.fullmatch(r"[^@\s]+@[^@\s]+\.example", text), text
        if re.fullmatch(r"0\d( \d\d){4}", text):
            assert text.startswith(FICTION_NUMBERS), text
    assert network.phone.startswith(FICTION_NUMBERS)


def test_no_real_person_and_every_person_invented(network):
    words = {word for text in texts(network) for word in re.findall(r"[^\W\d_]+", text.lower())}
    assert not words & REAL_SURNAMES
    for person in (*network.people, *network.colleagues, *network.beneficiaries, *network.join_requests):
        assert any(surname in re.split(r"-", person.last_name) for surname in INVENTED_SURNAMES), person
    signed = [*network.agreements, *network.posts]
    for party in (party for one in signed for party in one.parties):
        assert party.name.rsplit(" ", 1)[1] in INVENTED_SURNAMES, party
        assert network.partner(party.partner)


def test_french_signs_stand_behind_a_space_that_does_not_break(network):
    for text in texts(network):
        assert not re.search(r" [:;?!€%]|'", text), text


def test_people_helped_are_followed_and_users_of_operators_of_the_network(network):
    for person in network.beneficiaries:
        assert network.partner(person.followed_by).prescribes
        assert network.partner(person.operator).kind == "operator"
        assert person.consent_on <= TODAY
        assert bool(person.email) or person.channel == "post"


def test_lot_et_garonne_has_usual_and_hard_letters():
    people = NETWORKS["lot-et-garonne"].beneficiaries
    assert len(people) >= 40
    assert any(not person.lines and not person.email for person in people)
    assert any("Cedex" in person.town for person in people)
    assert any(person.country for person in people)
    assert any(len(f"{person.first_name} {person.last_name}") > 38 for person in people)
    assert any(max(map(len, person.lines), default=0) > 38 for person in people)
    assert {person.channel for person in people} == {"post", "email"}


def test_operators_of_lot_et_garonne_are_those_that_are_named():
    names = [partner.short_name for partner in NETWORKS["lot-et-garonne"].partners if partner.kind == "operator"]
    assert names == [
        "CAF 47",
        "MSA",
        "CPAM 47",
        "CARSAT",
        "URSSAF",
        "Missions locales",
        "France Travail",
        "Cap emploi",
        "Orange",
        "La Poste",
        "Lot-et-Garonne Numérique",
        "SNCF",
    ]


def test_join_requests_wait_from_real_towns(network, communes):
    for request in network.join_requests:
        assert request.commune in communes
        assert request.kind in PartnerKind.values
        assert request.on <= TODAY


def test_referrals_name_people_needs_and_organisations_of_their_network(network):
    people = {person.key for person in network.beneficiaries}
    for one in network.referrals:
        kind, _, name = one.to.partition(":")
        assert one.person in people and one.need in NEEDS and kind in ("place", "partner"), one
        assert kind == "place" or network.partner(name), one
        assert bool(one.reason) == (one.story == "declined"), one
        assert bool(one.word) or one.story not in ("done", "passed_on"), one
    assert bool(network.referrals) == ("referrals" in network.activities)


def test_vaucluse_shows_each_way_that_a_referral_may_go():
    referrals = NETWORKS["vaucluse"].referrals
    assert {one.story for one in referrals} == {
        *("sent", "accepted", "link", "met", "missed", "done", "declined", "passed_on", "withdrawn")
    }
    # One that nobody answered for eight days goes back to its sender.
    assert any(one.story == "sent" and one.days_ago == 8 for one in referrals)
