"""Files of schools: read and tried out, never written by this alone."""

from equipment.rules.school_rows import ReadSchools, known_headers, match_columns, read_schools
from inclusion.core.imports.spreadsheets import Bounds, read_table, refused, without_tail

#: Every school of a large département, first and second degree.
BOUNDS = Bounds(megabytes=2, rows=3000)


def try_schools(data: bytes, *, department: str) -> ReadSchools:
    """Return what a file says of the schools of a département (its code), and the lines that it cannot take.

    What it is, its bytes say. Raises DomainError (at "file") for what is no table, is too large or names no schools.
    """
    table = read_table(data, bounds=BOUNDS, known_headers=known_headers)
    columns, ignored = match_columns(without_tail(table[0][1]))
    missing = [word for name, word in (("uai", "uai"), ("name", "nom")) if name not in columns]
    if missing:
        named = " et ".join(f"«\u00a0{word}\u00a0»" for word in missing)
        raise refused(
            f"Ce fichier n’a pas de colonne {named}\u00a0: sa première ligne porte les titres des colonnes, "
            "comme dans l’annuaire de l’Éducation nationale."
        )
    if len(table) == 1:
        raise refused("Ce fichier n’a que ses titres\u00a0: ajoutez au moins un établissement.")
    return read_schools(table[1:], columns, department=department, ignored=ignored)
