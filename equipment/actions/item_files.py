"""Items from a file: tried out without a trace, then written as a whole or not at all."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db import transaction

from equipment.actions.items import lock_inventory, write_items
from equipment.models import EquipmentModel, Item
from equipment.rules.item_rows import ReadItems, folded, known_headers, match_columns, read_items
from inclusion.core.errors import DomainError
from inclusion.core.imports.spreadsheets import Bounds, read_table, refused, without_tail
from inclusion.core.scope import active_network

BOUNDS = Bounds(megabytes=2, rows=2000)

type Table = list[tuple[int, list[Any]]]


def table_of(data: bytes) -> Table:
    """The lines of a file, its headers first.

    Raises DomainError (at "file") for what is no table, is too large or has not the columns that are needed.
    """
    table = read_table(data, bounds=BOUNDS, known_headers=known_headers)
    columns = match_columns(without_tail(table[0][1]))
    missing = [
        word for name, word in (("model", "Modèle"), ("number", "Numéro d’inventaire")) if name not in columns
    ]
    if missing:
        named = " et ".join(f"«\u00a0{word}\u00a0»" for word in missing)
        raise refused(
            f"Ce fichier n’a pas de colonne {named}\u00a0: sa première ligne porte les titres des colonnes, "
            "comme dans le modèle à télécharger."
        )
    if len(table) == 1:
        raise refused("Ce fichier n’a que ses titres\u00a0: ajoutez au moins un matériel.")
    return table


def try_items(table: Table) -> ReadItems:
    """What the lines would add, and what is wrong with the others; nothing is written."""
    columns = match_columns(without_tail(table[0][1]))
    models: dict[str, list[int]] = defaultdict(list)
    for key, name, brand in EquipmentModel.objects.order_by("pk").values_list("pk", "name", "brand"):
        models[folded(name)].append(key)
        if brand:
            models[folded(f"{name} {brand}")].append(key)
    first = read_items(table[1:], columns, models=models, taken=())
    numbers = [row.number for row in first.rows]
    taken = Item.objects.filter(inventory_number__in=numbers).order_by()
    return read_items(
        table[1:], columns, models=models, taken=taken.values_list("inventory_number", flat=True)
    )


@transaction.atomic
def import_items(table: Table, *, by: Any, at: datetime) -> list[Item]:
    """Add every item of a file that was tried out; nothing where one line is wrong by now.

    Raises DomainError (at "file") that says so.
    """
    lock_inventory(active_network().pk)
    read = try_items(table)
    if read.faults:
        raise DomainError(
            f"Rien n’est ajouté\u00a0: ligne {read.faults[0].line}, {read.faults[0].sentence}"
        ).at("file")
    if not read.rows:
        raise refused("Ce fichier n’a aucun matériel\u00a0: rien n’est ajouté.")
    models = EquipmentModel.objects.in_bulk({row.model for row in read.rows})
    rows = [
        Item(
            network_id=models[row.model].network_id,
            model=models[row.model],
            inventory_number=row.number,
            serial=row.serial,
            condition=row.condition,
            place=row.place,
            acquired_on=row.acquired_on,
            added_at=at,
        )
        for row in read.rows
    ]
    return write_items(rows, by=by, at=at)
