"""Who feels able and who is, of a hundred people: four fields, with a sign for each person."""

from dataclasses import dataclass

#: Signs in a row of a field, and between the middles of two.
ROW, STEP = 13, 16


@dataclass(frozen=True)
class Fields:
    """Of so many people, brought to a hundred: who feels able and who is, and who did not answer both questions."""

    people: int
    able_wrong: int
    able_right: int
    unable_wrong: int
    unable_right: int
    unanswered: int

    @property
    def able(self) -> int:
        """Who feels able."""
        return self.able_wrong + self.able_right

    @property
    def right(self) -> int:
        """Who is able."""
        return self.able_right + self.unable_right

    @property
    def parts(self) -> list["Field"]:
        """The four fields, from the upper left one on."""
        return [
            Field("able-wrong", self.able_wrong, "se sentent capables sans réussir"),
            Field("able-right", self.able_right, "se sentent capables et réussissent"),
            Field("unable-wrong", self.unable_wrong, "ni l’un ni l’autre"),
            Field("unable-right", self.unable_right, "réussissent sans se sentir capables"),
        ]


@dataclass(frozen=True)
class Field:
    """One field: its kind, how many of a hundred people are in it, and what is true of them."""

    kind: str
    count: int
    words: str

    @property
    def places(self) -> list[tuple[int, int]]:
        """Where each sign is: the middle of it, in units of the drawing."""
        half = STEP // 2
        return [(half + STEP * (at % ROW), half + STEP * (at // ROW)) for at in range(self.count)]

    @property
    def width(self) -> int:
        return ROW * STEP

    @property
    def height(self) -> int:
        return max(1, -(-self.count // ROW)) * STEP
