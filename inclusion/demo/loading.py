"""Turn the declared demonstration networks into rows, by the same actions that people use.

Upper apps keep what they add in their own `demo/loading.py` (`register_part`). A network that is already there is
left as it is: the demonstration goes on with the
same data.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, cast

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import F
from django.utils.module_loading import autodiscover_modules

from inclusion.core.access import ROLES
from inclusion.core.jobs import left_to_the_sweep
from inclusion.core.models.mails import Mail, MailQuerySet
from inclusion.core.models.networks import Membership, Network, User
from inclusion.core.roles import Hub
from inclusion.core.scope import scoped_to
from inclusion.demo import shapes
from inclusion.demo.reading import read
from inclusion.members import actions as member_actions
from inclusion.networks import actions as network_actions
from inclusion.partners import actions as partner_actions
from inclusion.partners.models import Partner
from inclusion.people.actions import files
from inclusion.people.models import Beneficiary
from inclusion.territories.models import Commune, Department

#: The first one is loaded first: the portal opens with it.
SLUGS = ("lot-et-garonne", "maine-et-loire", "vendee", "haute-savoie", "landes", "vaucluse")
#: What is declared: a folder for each network.
DATA = Path(__file__).parent / "data"
#: A regional hub serves several départements: whose account is a member of which other networks, and there of which
#: partner.
HUB_MEMBERS = (("hub@lot-et-garonne.example", "landes", "Hubikoop"),)
#: The same for every account of the demonstration; it protects nothing.
PASSWORD = "Liant-2026-demo"


@dataclass
class Loaded:
    """A network whose partners and people are rows; what the parts of the upper apps go on from."""

    data: shapes.Network
    network: Network
    partners: dict[str, Partner]
    people: dict[str, Beneficiary]
    coordinator: User
    #: Who has an account, by the part of the e-mail before the sign: "school", "bank-manager".
    users: dict[str, User] = field(default_factory=dict)


_parts: list[Callable[[Loaded], None]] = []
_late_parts: list[Callable[[Loaded], None]] = []


def register_late_part(part: Callable[[Loaded], None]) -> Callable[[Loaded], None]:
    """Add to what a demonstration network loads once the people who help are in their register."""
    _late_parts.append(part)
    return part


def register_part(part: Callable[[Loaded], None]) -> Callable[[Loaded], None]:
    """Add what an upper app loads into each demonstration network; it runs in the network's scope."""
    _parts.append(part)
    return part


def moment(day: date) -> datetime:
    """The moment of a day at which the demonstration's events happen."""
    return datetime.combine(day, time(9, 0), tzinfo=UTC)


def declared() -> list[shapes.Network]:
    """Return the declared networks, in the order in which they are loaded."""
    return [_declared(slug) for slug in SLUGS]


@cache
def _declared(slug: str) -> shapes.Network:
    return read(DATA / slug / "network", shapes.Network)


def load(data: shapes.Network) -> bool:
    """Load one network whole, or nothing; return False when it was there already."""
    if Network.objects.filter(slug=data.slug).exists():
        return False
    autodiscover_modules("demo.loading")
    with transaction.atomic(), _without_savepoints(), left_to_the_sweep():
        _load(data)
    return True


@transaction.atomic
def join_hub_members() -> None:
    """Let the people of a hub be members of each network that it serves and that is there: after all are loaded."""
    for email, slug, name in HUB_MEMBERS:
        user, network = User.objects.filter(email=email).first(), Network.objects.filter(slug=slug).first()
        if user is None or network is None:
            continue
        with scoped_to(network):
            if not Membership.objects.filter(user=user).exists():
                partner, at = Partner.objects.get(name=name), moment(_declared(slug).founded)
                member_actions.add_member(
                    user, partner, [Hub.name], by=None, at=at, job_title="Développement territorial"
                )


@contextmanager
def _without_savepoints() -> Iterator[None]:
    """Let actions set no savepoint: they would be a third of all statements, and what fails here fails whole."""
    connection.features.uses_savepoints = False
    try:
        yield
    finally:
        connection.features.uses_savepoints = True


def _load(data: shapes.Network) -> None:
    at = moment(data.founded)
    host = data.partner(data.host)
    founded = network_actions.create_network(
        slug=data.slug,
        name=data.name,
        department=Department.objects.get(pk=data.department),
        host_name=host.name,
        host_kind=host.kind,
        is_demo=True,
        activities=data.activities,
        at=at,
        tagline=data.tagline,
        description=data.description,
        brand=data.brand,
        host_service=data.host_service,
        host_address="\n".join(data.host_address),
        signatory=data.signatory,
        phone=data.phone,
        email=data.email,
    )
    from inclusion.demo.life_help_desks import load_help_desks
    from inclusion.demo.life_loading import load_life  # which goes on from what is loaded here
    from inclusion.demo.life_referrals import load_referrals

    with scoped_to(founded.network):
        rows = {host.key: _complete(founded.host, host, at=at)}
        rows |= {
            one.key: partner_actions.add_partner(**_fields(one), by=None, at=at)
            for one in data.partners
            if one.key != host.key
        }
        users = {
            person.email.partition("@")[0]: _account(person, rows[person.partner], at=at)
            for person in (*data.people, *data.colleagues)
        }
        loaded = Loaded(data, founded.network, rows, {}, users["coordinator"], users)
        for person in data.beneficiaries:
            loaded.people[person.key] = _beneficiary(person, loaded)
        for request in data.join_requests:
            _ask(request, founded.network)
        for part in _parts:
            part(loaded)
        load_life(loaded)
        for part in _late_parts:
            part(loaded)
        load_referrals(loaded)
        load_help_desks(loaded)
        _let_mails_be_gone(founded.network)


def _let_mails_be_gone(network: Network) -> None:
    """Note every e-mail as sent when it was written: none leaves when the demonstration starts."""
    for table in apps.get_models():
        if issubclass(table, Mail):
            waiting = cast(MailQuerySet, table._default_manager.all()).waiting()
            waiting.filter(network=network).update(mailed_at=F("written_at"))


def _fields(partner: shapes.Partner) -> dict[str, Any]:
    return {
        "name": partner.name,
        "short_name": partner.short_name if partner.short_name != partner.name else "",
        "kind": partner.kind,
        "commune": Commune.objects.get(pk=partner.commune) if partner.commune else None,
        "epci_id": partner.epci or None,
        "address": partner.address,
        "phone": partner.phone,
        "email": partner.email,
    }


def _complete(row: Partner, partner: shapes.Partner, *, at: datetime) -> Partner:
    return partner_actions.change_partner(row, **_fields(partner), by=None, at=at)


@cache
def _hashed() -> str:
    """The password as it is kept: hashed once, as each time takes a third of a second."""
    return make_password(PASSWORD)


def _account(person: shapes.Person, partner: Partner, *, at: datetime) -> User:
    from allauth.account.models import EmailAddress

    user = User.objects.create(
        email=person.email, password=_hashed(), first_name=person.first_name, last_name=person.last_name
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    member_actions.add_member(user, partner, [person.role], by=None, at=at, job_title=person.job_title)
    return user


def _beneficiary(person: shapes.Beneficiary, loaded: Loaded) -> Beneficiary:
    return files.add_person(
        followed_by=loaded.partners[person.followed_by],
        operator=loaded.partners[person.operator] if person.operator else None,
        first_name=person.first_name,
        last_name=person.last_name,
        birth_year=person.birth_year,
        address="\n".join(person.lines),
        postal_code=person.postal_code,
        town=person.town,
        country=person.country,
        email=person.email,
        phone=person.phone,
        channel=person.channel,
        address_confirmed="cedex" in person.town.lower(),  # no commune's own code: the letter box of a CCAS
        language=person.language,
        consent_on=person.consent_on,
        by=loaded.coordinator,
        at=moment(person.consent_on),
    )


def _ask(request: shapes.JoinRequest, network: Network) -> None:
    member_actions.ask_to_join(
        organisation=request.organisation,
        kind=request.kind,
        commune=Commune.objects.get(pk=request.commune),
        first_name=request.first_name,
        last_name=request.last_name,
        email=request.email,
        message=request.message,
        at=moment(request.on),
    )


def accounts() -> list[dict[str, str]]:
    """Return the demonstration's accounts: network, role, e-mail and password.

    One for each role comes first in a network, then those of their colleagues.
    """
    return [
        {"network": data.slug, "role": person.role, "email": person.email, "password": PASSWORD}
        for data in declared()
        for people in (data.people, data.colleagues)
        for person in sorted(people, key=lambda one: list(ROLES).index(one.role))
    ]
