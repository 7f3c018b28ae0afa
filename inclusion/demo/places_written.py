"""How places of the demonstration are written: the services of the national standard, and places in real towns."""

from inclusion.demo.life_shapes import PlaceTold

STEPS = "Aide aux démarches administratives"
BASICS = "Maîtrise des outils numériques du quotidien"
WORK = "Insertion professionnelle via le numérique"
SAFE = "Utilisation sécurisée du numérique"
FAMILY = "Parentalité et éducation avec le numérique"
LEISURE = "Loisirs et créations numériques"
CULTURE = "Compréhension du monde numérique"
ACCESS = "Accès internet et matériel informatique"
DEVICES = "Acquisition de matériel informatique à prix solidaire"


def written_place(
    key: str,
    name: str,
    kind: str,
    address: str,
    town: tuple[str, str],
    position: tuple[float, float],
    phone: str,
    hours: str,
    services: tuple[str, ...],
    **more: object,
) -> PlaceTold:
    """A place written for the demonstration, in a real town: `town` is the INSEE and the postal code."""
    return PlaceTold(
        key=key,
        name=name,
        typologies=(kind,),
        address=address,
        postal_code=town[1],
        commune=town[0],
        position=position,
        phone=phone,
        hours=hours,
        services=services,
        **{"summary": "Lieu écrit pour la démonstration.", **more},
    )
