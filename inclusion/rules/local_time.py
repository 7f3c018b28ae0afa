"""The time that a clock on the wall shows, as a moment: what the nights of the clock change leave out is told."""

from datetime import UTC, datetime, tzinfo


class NoSuchTime(ValueError):
    """The clock never shows this time on that day; the message is the French sentence to show."""


def moment(shown: datetime, zone: tzinfo) -> datetime:
    """Return the moment at which a clock in this zone shows `shown` (naive); an hour that comes twice is its first.

    Raises NoSuchTime for the hour that the clock leaps over in spring.
    """
    if shown.tzinfo is not None:
        raise ValueError("the time of a wall clock has no zone yet")
    found = shown.replace(tzinfo=zone)
    if found.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != shown:
        raise NoSuchTime(
            "Cette heure n’existe pas ce jour-là\u00a0: dans la nuit, l’horloge passe de 2\u00a0h à 3\u00a0h."
        )
    return found


def hour_words(shown: datetime) -> str:
    """« 14 h », « 9 h 30 »: the time of a moment that is already in the zone where it is read."""
    minutes = f"\u00a0{shown.minute:02}" if shown.minute else ""
    return f"{shown.hour}\u00a0h{minutes}"
