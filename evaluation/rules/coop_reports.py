"""What a file of the Coop would bring, told before anything is written."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from evaluation.rules.coop_rows import Refused

#: Rows and words that are told one by one; the others are counted.
REFUSED_TOLD = 200
WORDS_TOLD = 40


@dataclass
class Report:
    """The rows of a file, each counted once: what comes, what joins a workshop, what is known, what is refused."""

    rows: int = 0
    #: Acts of help that would come, and the rows that tell of one more participant of one of them.
    created: int = 0
    joined: int = 0
    #: Rows of acts that the portal has, or that the file says twice.
    known: int = 0
    refused_count: int = 0
    refused: list[Refused] = field(default_factory=list)
    people: int = 0
    minutes: int = 0
    #: Of the help that would come, as ISO dates; both included.
    first: str = ""
    last: str = ""
    #: Words of closed lists that the portal does not know: (column, word, rows).
    unknown: list[tuple[str, str, int]] = field(default_factory=list)
    #: Rows whose commune is not known.
    unplaced: int = 0
    ignored: list[str] = field(default_factory=list)
    #: Acts that would come, by structure.
    structures: list[tuple[str, int]] = field(default_factory=list)

    def refuse(self, row: Refused) -> None:
        """Count a row that is not taken."""
        self.refused_count += 1
        if len(self.refused) < REFUSED_TOLD:
            self.refused.append(row)

    @property
    def is_whole(self) -> bool:
        """Whether every row has its place: nothing is lost."""
        return self.rows == self.created + self.joined + self.known + self.refused_count

    @property
    def refused_untold(self) -> int:
        """Refused rows that are not told one by one."""
        return self.refused_count - len(self.refused)

    def as_json(self) -> dict[str, Any]:
        """The report as it is kept."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Report":
        """The report as it was kept."""
        values = dict(kept)
        values["refused"] = [Refused(**row) for row in values.get("refused", ())]
        for name in ("unknown", "structures"):
            values[name] = [tuple(one) for one in values.get(name, ())]
        return cls(**values)
