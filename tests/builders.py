"""Small makers of rows for the tests: every argument has a plain default, nothing is written that was not asked for."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from django.db import connection, transaction

from inclusion.core import invariants, journal
from inclusion.core.enums import PartnerKind, Verb
from inclusion.core.models.history import KEY, JournalEntry, StateChange
from inclusion.core.models.networks import Membership, Network, User
from inclusion.core.scope import scoped_to
from inclusion.partners.models import Partner
from inclusion.people.models import Beneficiary
from inclusion.territories.models import Commune, Department, Epci
from tests.template import filled

#: The moment at which the tests' writes happen, unless they say otherwise.
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
_number = count(1)


def make_department(code: str = "47", name: str = "Lot-et-Garonne", of_name: str = "de Lot-et-Garonne") -> Department:
    """A département, made once."""
    return Department.objects.get_or_create(code=code, defaults={"name": name, "region": "Région", "of_name": of_name})[
        0
    ]


def make_epci(siren: str = "200000001", name: str = "Val de Garonne") -> Epci:
    """An intercommunalité, made once."""
    return Epci.objects.get_or_create(siren=siren, defaults={"name": name, "kind": "CA", "population": 60000})[0]


def make_commune(
    code: str = "47157", name: str = "Marmande", postal_codes: tuple[str, ...] = ("47200",), **fields: Any
) -> Commune:
    """A commune, made once, in the département of its code."""
    department = fields.pop("department", None) or make_department(code[:2])
    known = Commune.objects.filter(pk=code).first()
    if known:
        return known
    commune = Commune(
        code=code, name=name, postal_codes=list(postal_codes), department=department, population=17000, **fields
    )
    commune.save()
    return commune


def make_network(slug: str = "lot-et-garonne", name: str = "Déclic 47", **fields: Any) -> Network:
    """A network with a host partner that carries it."""
    network = Network.objects.create(
        slug=slug,
        name=name,
        department=fields.pop("department", None) or make_department(),
        host_name="Conseil départemental",
        **fields,
    )
    with scoped_to(network):
        make_partner("Conseil départemental", kind=PartnerKind.DEPARTMENT, is_host=True)
    return network


def make_partner(name: str = "", *, kind: str = PartnerKind.OPERATOR, **fields: Any) -> Partner:
    """A partner of the active network."""
    return Partner.objects.create(
        name=name or f"Partenaire {next(_number)}", kind=kind, added_at=fields.pop("added_at", AT), **fields
    )


def make_user(email: str = "", *, first_name: str = "Camille", last_name: str = "Exemple", **fields: Any) -> User:
    """An account with a verified address and the tests' password."""
    from allauth.account.models import EmailAddress

    user = User.objects.create_user(
        email or f"personne{next(_number)}@exemple.example",
        PASSWORD,
        first_name=first_name,
        last_name=last_name,
        **fields,
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_membership(
    partner: Partner | None = None, *, roles: tuple[str, ...] = ("reader",), user: User | None = None, **fields: Any
) -> Membership:
    """A membership in the active network."""
    return Membership.objects.create(
        user=user or make_user(), partner=partner or make_partner(), roles=list(roles), joined_at=AT, **fields
    )


def make_person(followed_by: Partner, *, by: User, **fields: Any) -> Beneficiary:
    """A person helped, who can be written to by post."""
    values: dict[str, Any] = {
        "first_name": "Jeanne",
        "last_name": "Exemple",
        "birth_year": 1958,
        "address": "12 rue des Exemples",
        "postal_code": "47200",
        "town": "Marmande",
        "consent_on": date(2026, 1, 5),
        "keep_until": date(2028, 1, 5),
        "added_at": AT,
        **fields,
    }
    return Beneficiary.objects.create(followed_by=followed_by, added_by=by, **values)


@transaction.atomic
def record_bare_rows() -> None:
    """Write the journal line and the change of state of each row of the network that was written past the actions."""
    with connection.cursor() as cursor:
        tables = filled(cursor)
    for model in invariants.recorded_models():
        if model._meta.db_table not in tables:
            continue
        for row in model.objects.filter(pk__in=[found[1] for found in invariants.contradicted(model)]):
            journal.record(Verb.PARTNER_CHANGED, on=row, label="Écrit pour un essai", by=None, at=AT)
    for model in invariants.models_with_states():
        if model._meta.db_table not in tables:
            continue
        for row in model.objects.filter(pk__in=[found[1] for found in invariants.elsewhere(model)]):
            begun = model._meta.get_field("state").default
            StateChange.objects.create(
                network_id=row.network_id,
                target_model=model._meta.label,
                target_id=row.pk,
                from_state=begun,
                to_state=row.state,
                at=AT,
            )


def own_details(line: JournalEntry) -> dict[str, Any]:
    """The details that an action gave to its journal line, without what is repeated of the row."""
    return {name: value for name, value in line.details.items() if name != KEY}
