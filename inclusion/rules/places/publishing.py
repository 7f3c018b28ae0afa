"""Which places go into the files of open data, and why the others do not; every value leaves as it is or not at all.

A file that a schema checks cannot put an apostrophe before what a spreadsheet would run, as the exports of lists do: a
place whose text would run as a formula is left out until its text is mended, and its keepers are told.
"""

import re
from collections.abc import Mapping

from inclusion.rules.places.standard import BY_NAME, SEPARATOR, Problem, Shape, problems

#: What a spreadsheet runs: an equals sign in front, or another sign of the kind before a call or a pipe.
_FORMULA = re.compile(r"\s*(?:[=＝]|[+\-@＋－＠][^\s]*[(|!])")
RUNS = "Un tableur prendrait ce texte pour une formule."
PIPE = "Une des valeurs contient une barre verticale, qui sépare les valeurs dans le fichier."
NO_PIVOT = "Le numéro SIRET ou RNA manque."


def would_run(text: str) -> bool:
    """Whether a spreadsheet that opens the file would run this text instead of showing it.

    « +33553640000 » and « - Accueil » are shown; « =1+1 » and « @SUM(A1) » would run.
    """
    return bool(_FORMULA.match(text))


def unpublishable(row: Mapping[str, str], values: Mapping[str, object]) -> list[Problem]:
    """What keeps a place out of the national files: `row` holds its cells, `values` what they were made of."""
    found = [
        Problem(one.column, NO_PIVOT) if one.column == "pivot" and not row["pivot"] else one
        for one in problems(row)
    ]
    found += [Problem(name, RUNS) for name, text in row.items() if would_run(text) and not _is_number(name)]
    found += [
        Problem(name, PIPE)
        for name, value in values.items()
        if isinstance(value, list) and any(SEPARATOR in str(one) for one in value)
    ]
    return found


def _is_number(name: str) -> bool:
    return BY_NAME[name].shape == Shape.NUMBER
