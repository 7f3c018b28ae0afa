"""How long the file of a person helped is kept."""

from datetime import date, timedelta

#: Two years after the last thing done for the person: the period that the CNIL's guidance on social support
#: holds for reasonable, and that the letter and the person's page state.
KEEPING_YEARS = 2

#: Why a file is kept, in the words that the person's page, the file handed over and the page of rights share.
REASON = "Pour pouvoir lui écrire : envoyer une lettre, prêter un matériel, et savoir ce qui a déjà été fait."


#: Days before its end on which the end of a file is told.
TOLD_DAYS = 30


def last_of_month(today: date) -> date:
    """Return the last day of keeping that is told as near on this day."""
    return today + timedelta(days=TOLD_DAYS)


def keep_until(last_use: date) -> date:
    """Return the day on which a file last used on this day is anonymised (29 February becomes 1 March)."""
    try:
        return last_use.replace(year=last_use.year + KEEPING_YEARS)
    except ValueError:
        return date(last_use.year + KEEPING_YEARS, 3, 1)
