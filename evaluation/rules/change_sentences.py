"""A change in one or two plain sentences, which never say more than the figures do.

The words for the size of an effect are those of Cohen (1988) for a correlation: small from 0.1, medium from 0.3, large
from 0.5. The rank-biserial correlation is one; they are a habit of reading, not a law.
"""

from evaluation.rules.paired import FEWEST_CONCLUSIVE, PairedChange

#: From this absolute effect on, the word.
SIZES = ((0.5, "forte"), (0.3, "moyenne"), (0.1, "faible"))
#: Of the test: beyond this chance, nothing can be concluded.
LEVEL = 0.05
SIZES_SOURCE = "Repères de Cohen (1988) pour une corrélation\u00a0: 0,1 faible, 0,3 moyenne, 0,5 forte."


def reading_of(
    change: PairedChange, *, people: str, missing: int | None, is_retrospective: bool = False
) -> str:
    """What a paired change says: its direction and its size, or that nothing can be concluded.

    `people` says in words over how many it is counted; `missing` is how many pairs lack an answer, None where that is
    not shown.
    """
    start = f"Sur {people} qui ont répondu les deux fois"
    if is_retrospective:
        start = f"Sur {people}, en comparant aujourd’hui et le souvenir d’avant"
    gone = f" Il manque une réponse à {missing} autres." if missing else ""
    return f"{start}, {_found(change)}.{gone}"


def _found(change: PairedChange) -> str:
    if change.effect is None or change.p_value is None or change.n < FEWEST_CONCLUSIVE:
        return "trop peu pour un calcul\u00a0: rien ne permet de conclure"
    if change.effect == 0 or change.p_value >= LEVEL:
        return "les écarts peuvent être dus au hasard\u00a0: rien ne permet de conclure"
    way = "plus hautes" if change.effect > 0 else "plus basses"
    size = next((word for bound, word in SIZES if abs(change.effect) >= bound), "très faible")
    return f"les réponses sont {way} après\u00a0; la différence est {size} et dépasse ce que ferait le hasard"
