"""When actions take place, against their roadmap and against today."""

from datetime import date

from inclusion.core.french.periods import Period, plain_date, shown_end


def fault_of_dates(start: date | None, end: date | None, *, within: Period) -> tuple[str, str] | None:
    """What is wrong with the dates of an action, `[start, end)`: the field and the sentence, or None.

    An action lies in the period of its roadmap; either date may be unknown.
    """
    first, last = plain_date(within.start), plain_date(shown_end(within.end))
    period = f"La feuille de route va du {first} au {last}"
    if start is not None and not within.holds(start):
        return "start", f"{period}\u00a0: l’action ne peut pas commencer le {plain_date(start)}."
    if end is not None and not within.start < end <= within.end:
        return "end", f"{period}\u00a0: l’action ne peut pas finir le {plain_date(shown_end(end))}."
    if start is not None and end is not None and start >= end:
        return "end", "La fin de l’action ne peut pas précéder son début."
    return None


def is_late(*, start: date | None, end: date | None, begun: bool, over: bool, today: date) -> bool:
    """Whether an action is late: it should be over and is not, or should have begun and has not."""
    if over:
        return False
    return (end is not None and end <= today) or (start is not None and start < today and not begun)
