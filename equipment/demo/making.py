"""How the models of the demonstration are written down."""

from datetime import date

from equipment.demo.shapes import Model, euros

#: Invented suppliers.
NUMERIC, PAPER, SENSES = "Maquette Numérique", "Papeterie Exemple", "Spécimen Ergonomie"


def model(
    name: str,
    needs: str,
    *,
    says: str,
    advice: str,
    checks: tuple[str, ...],
    value: int,
    items: tuple[tuple[date, int], ...],
    supplier: str,
    place: str,
) -> Model:
    """Return a model; `needs` are keys with spaces between them, `value` is in euros."""
    return Model(
        name=name,
        needs=tuple(needs.split()),
        says=says,
        advice=advice,
        checks=checks,
        value=euros(value),
        items=items,
        supplier=supplier,
        place=place,
    )
