"""What the demonstration networks share: how their people and their intercommunalités are written.

Organisations are real where the six territories name them; people never are. Every invented person has a surname that
says so, an address under `.example`, and a telephone number in the ranges that the ARCEP keeps for fiction.
"""

from inclusion.demo.shapes import WRITTEN_FOR_THE_DEMO, Partner, Person, Role

#: The first digits of the telephone numbers reserved for fiction (ARCEP, decision 2018-0881).
FICTION_NUMBERS = ("01 99 00", "02 61 91", "03 53 01", "04 65 71", "05 36 49", "06 39 98")

#: The surnames of the demonstration's people.
INVENTED_SURNAMES = ("Exemple", "Modèle", "Fictif", "Spécimen", "Essai", "Témoin", "Maquette", "Échantillon")

_JOBS: dict[Role, str] = {
    "coordinator": "Coordination du réseau",
    "prescriber": "Accompagnement social",
    "operator": "Partenariats",
    "training_place": "Médiation numérique",
    "school": "Direction",
    "bank_manager": "Gestion de la banque de prêt",
    "epci_referent": "Référence inclusion numérique",
    "evaluator": "Évaluation",
    "reader": "Suivi de la feuille de route",
    "hub": "Développement territorial",
}


def account(slug: str, role: Role, name: str, partner: str) -> Person:
    """Return the network's invented person for a role; `name` is a first name and an invented surname."""
    first_name, last_name = name.rsplit(" ", 1)
    return Person(
        role=role,
        first_name=first_name,
        last_name=last_name,
        email=f"{role.replace('_', '-')}@{slug}.example",
        partner=partner,
        job_title=_JOBS[role],
    )


def colleague(slug: str, role: Role, name: str, partner: str, *, job_title: str) -> Person:
    """Return somebody more who holds a role, in another organisation than the network's account of that role."""
    first_name, last_name = name.rsplit(" ", 1)
    return Person(
        role=role,
        first_name=first_name,
        last_name=last_name,
        email=f"{role.replace('_', '-')}-{partner}@{slug}.example",
        partner=partner,
        job_title=job_title,
    )


def epci(siren: str, name: str, short_name: str, seat: str = "") -> Partner:
    """Return an intercommunalité as a partner; `seat` is the INSEE code of its seat, empty where not certain."""
    return Partner(
        key=f"epci-{siren}",
        name=name,
        short_name=short_name,
        kind="intercommunality",
        commune=seat,
        siren=siren,
        epci=siren,
    )


def body(
    key: str,
    name: str,
    short_name: str,
    kind: str,
    commune: str = "",
    *,
    prescribes: bool = False,
    invented: bool = False,
    note: str = "",
) -> Partner:
    """Return an organisation; an invented one says that it was written for the demonstration."""
    return Partner(
        key=key,
        name=name,
        short_name=short_name,
        kind=kind,
        commune=commune,
        prescribes=prescribes,
        invented=invented,
        note=note or (WRITTEN_FOR_THE_DEMO if invented else ""),
    )
