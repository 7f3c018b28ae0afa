"""How the trials of the demonstration are written down."""

from datetime import date

from equipment.demo.shapes import Trial, Words


def team(use: int, helped: int, good: str = "", bad: str = "", wish: str = "") -> Words:
    """What the team of the school says."""
    return Words(author="school", use=use, helped=helped, what_helped=good, what_hindered=bad, wish=wish)


def ergo(use: int, helped: int, good: str = "", bad: str = "", wish: str = "") -> Words:
    """What the occupational therapist says."""
    return Words(author="therapist", use=use, helped=helped, what_helped=good, what_hindered=bad, wish=wish)


def home(use: int, helped: int, good: str = "", bad: str = "", wish: str = "") -> Words:
    """What the family says."""
    return Words(author="family", use=use, helped=helped, what_helped=good, what_hindered=bad, wish=wish)


def trial(
    school: str,
    pupil: str,
    wanted: str,
    need: str,
    start: str,
    due: str,
    situation: str = "",
    *words: Words,
    out: str = "",
    note: str = "",
    mdph: str = "before",
    back: str = "",
    longer: str = "",
    worn: str = "good",
    remark: str = "",
    lost: bool = False,
) -> Trial:
    """Return a trial; `pupil` is a pseudonym and a class, days are written as ISO dates."""
    pseudonym, level = pupil.split()
    return Trial(
        school=school,
        pupil=pseudonym,
        level=level,
        wanted=wanted,
        need=need,
        start=date.fromisoformat(start),
        due=date.fromisoformat(due),
        situation=situation,
        back=date.fromisoformat(back) if back else None,
        extended_to=date.fromisoformat(longer) if longer else None,
        mdph=mdph,
        worn=worn,
        remark=remark,
        lost=lost,
        words=words,
        outcome=out,
        outcome_note=note,
    )
