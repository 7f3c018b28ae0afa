"""The columns of hours in a file that nobody knows; and what its columns are taken for so far."""

import re
from collections.abc import Sequence

from inclusion.guide.rules import keywords, parts
from inclusion.guide.rules.cells import readable_day
from inclusion.guide.rules.columns import Column, is_hours, is_read
from inclusion.guide.rules.targets import Target, Use
from inclusion.guide.rules.titles import DAYS, NEVER, WORKDAYS

#: The least part of the cells that have to look like what a column is taken for.
MIN_SHARE, HALF = 0.8, 0.5


class ChosenColumns:
    """The columns, with what each is taken for so far."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.uses: dict[str, Use] = {}

    @property
    def free(self) -> list[Column]:
        """The columns that say something, may be read and are not taken yet."""
        return [
            one for one in self.columns if one.name not in self.uses and one.texts and not re.search(NEVER, one.title)
        ]

    def take(self, column: Column, target: Target, why: str, **more: object) -> None:
        """Note what a column becomes."""
        self.uses[column.name] = Use(column.name, target, why, **more)  # type: ignore[arg-type]

    def target(self, column: Column) -> str:
        """What a column is taken for so far."""
        use = self.uses.get(column.name)
        return use.target if use else ""


class HourColumns(ChosenColumns):
    """The same, which finds the columns of hours."""

    def find_weeks(self) -> None:
        """Note the column that says which weeks the hours are of."""
        for column in self.free:
            if column.share(lambda text: bool(parts.weeks(text))) >= HALF:
                self.take(column, "weeks", "values")

    def find_hours(self) -> None:
        """Note the columns of days, of hours, or of both apart."""
        empty = [one for one in self.columns if not one.texts and one.name not in self.uses]
        for column in [
            *self.free,
            *(one for one in empty if one.named(r"horaire|ouverture|fermeture|matin|apres|^h ")),
        ]:
            day = next((code for code, pattern in DAYS if column.named(pattern, "tarif|acces")), "")
            several = sum(bool(re.search(pattern, column.title)) for _, pattern in DAYS) > 1
            moments = column.share(
                lambda text: (
                    (bool(re.search(r"\d", text)) and is_hours(text))
                    or keywords.plain(text) in ("ferme", "fermee", "closed", "")
                )
            )
            if day and not several and (moments >= HALF or not column.texts):
                self.take(column, f"day:{day}", "title")
        self._other_days()
        # In the order of the file: « ouvre », then « ferme ».
        found = [
            one
            for one in self.free
            if one.named(
                r"horaire|ouverture|opening|^(?:[a-z0-9]+ )?quand\b|\bhours\b|hours|jours? d|permanence",
                r"detail|autres?|grand public$|(?<!hors )vacances|\bete\b",
            )
            and one.share(is_hours) >= 0.3
            and one.share(lambda text: bool(re.fullmatch(r"(?:19|20)\d\d", text))) < HALF
        ]
        if self._joined_hours():
            return
        for column in self.free:
            if column.named(WORKDAYS) and column.share(is_hours) >= HALF and column.share(parts.names_days) < 0.2:
                self.take(column, "horaires:week", "title")
                return
        best = sorted(found, key=lambda one: (-round(one.share(is_read), 1), not one.named("osm")))
        for order, column in enumerate(best[:2]):
            self.take(column, "horaires", "title", order=order)

    def _other_days(self) -> None:
        """Beside columns of hours of some days, that of another day, whatever its cells: « Samedi », with crosses."""
        known = {self.target(one) for one in self.columns if self.target(one).startswith("day:")}
        for column in self.free if len(known) > 1 else ():
            day = next((f"day:{code}" for code, pattern in DAYS if re.fullmatch(pattern, column.title)), "")
            if day and day not in known:
                self.take(column, day, "title")

    def _joined_hours(self) -> bool:
        """« Jours », « Matin » and « Après-midi », or « Jour », « Début » and « Fin »: one week said in columns."""
        if any(self.target(one).startswith("day:") for one in self.columns):
            return False
        # Days of a calendar are no week.
        if any(one.named(r"\bdates?\b") and one.share(readable_day) >= HALF for one in self.free):
            return False
        days = [one for one in self.free if one.named(r"\bjours?\b|\bdays?\b") and one.share(parts.names_days) >= HALF]
        times = [
            one
            for one in self.free
            if one.named(
                r"matin|apres?(?: ?midi|m\b)|\bam\b|\bpm\b|\bdeb(?:ut|\b)|\bfin\b|heure|horaire|ouvre|ferme|\bde\b|^a$"
                r"|\bhours\b"
            )
            and one not in days
            and one.share(is_hours) >= HALF
            and one.share(parts.names_days) < 0.2
        ]
        halves = len([one for one in times if one.named(r"matin|apres?(?: ?midi|m\b)")]) > 1
        if not times or not (days or halves):
            return False
        for order, column in enumerate([*days[:1], *times[:4]]):
            self.take(column, "horaires:part", "title", order=order)
        return True
