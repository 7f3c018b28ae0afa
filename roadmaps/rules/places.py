"""Where something stands after it was moved, in words."""


def ordinal(rank: int, *, feminine: bool = False) -> str:
    """« 1er », « 1re », « 2e »."""
    if rank == 1:
        return "1re" if feminine else "1er"
    return f"{rank}e"


def moved_sentence(title: str, rank: int, *, within: str = "", feminine: bool = False) -> str:
    """« « Permanences » est maintenant 2e de l’axe 1. »; `within` is what it stands in, with its article."""
    place = f" {within}" if within else ""
    return f"«\u00a0{title}\u00a0» est maintenant {ordinal(rank, feminine=feminine)}{place}."


def of_axis(word: str, rank: int) -> str:
    """« de l’axe 1 », « de l’orientation 2 »: every word for an axis begins with a vowel."""
    return f"de l’{word.lower()} {rank}"
