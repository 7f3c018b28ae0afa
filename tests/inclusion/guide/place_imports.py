"""Rows that the pages of place imports need, for the access table and the walk through all pages."""

from typing import Any

from inclusion.core.models.networks import Membership
from inclusion.guide.actions import imports as actions
from inclusion.guide.models import PlacePair
from tests.builders import AT
from tests.inclusion.place_builders import make_place, make_source

#: One place, one row that is refused, one that is remarked upon.
FILE = (
    "id,pivot,nom,commune,code_postal,adresse,date_maj,services\n"
    "lieu-a,21470157800013,Espace de la gare,Marmande,47200,1 rue de la Gare,2026-05-04,Wifi\n"
    "lieu-b,,Sans adresse,Marmande,47200,,2026-05-04,\n"
)


def rows(cast: dict[str, Membership], known: dict[str, Any]) -> dict[str, Any]:
    """Rows by the name of what they are; `known` are those of the modules before."""
    source = make_source(name="Fichier de la région")
    partner = cast["training_place"].partner
    place = make_place(
        name="Espace de la gare", town="Marmande", postal_code="47200", insee_code="47157", partner=partner
    )
    other = make_place(name="Espace gare", town="Marmande", postal_code="47200", insee_code="47157")
    return {
        "guide_place": place,
        "place_source": source,
        "place_import": actions.try_import(
            FILE.encode(), "lieux.csv", source=source, by=cast["coordinator"].user, at=AT
        ),
        "place_pair": PlacePair.objects.create(first=place, second=other, likeness=80),
    }
