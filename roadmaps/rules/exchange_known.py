"""What a file is held against: the axes, the actions, the names of a roadmap as they stand. Plain values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inclusion.core.french.names import search_form
from inclusion.core.french.periods import Period
from roadmaps.rules.exchange_rows import did_you_mean, nearest


def form_of(name: str) -> str:
    """What a title or a name is recognised by."""
    return search_form(name) or name.strip().lower()


class Names:
    """Keys by name: as it is written first, then accents, case and signs aside; a name may stand for several."""

    def __init__(self, named: Iterable[tuple[int, str]]) -> None:
        self._exact: dict[str, list[int]] = {}
        self._forms: dict[str, list[int]] = {}
        self.written: dict[str, str] = {}
        self._likes: dict[str, str] = {}
        for key, name in named:
            for index, spelled in ((self._exact, name.strip()), (self._forms, form_of(name))):
                if key not in index.setdefault(spelled, []):
                    index[spelled].append(key)
            self.written.setdefault(form_of(name), name)

    def find(self, name: str) -> list[int]:
        """The keys that this name may mean."""
        return self._exact.get(name.strip()) or self._forms.get(form_of(name), [])

    def like(self, name: str) -> str:
        """« Voulez-vous dire … ? », or nothing."""
        if name not in self._likes:
            self._likes[name] = did_you_mean(nearest(name, self.written))
        return self._likes[name]


@dataclass(frozen=True)
class KnownAxis:
    """An axis as it stands: its objectives by key, the departmental axis that it takes up."""

    key: int
    title: str
    objectives: Mapping[int, str]
    taken_up: int | None = None


@dataclass(frozen=True)
class KnownAction:
    """An action as it stands: its place, its plain values, the keys of its partners."""

    key: int
    number: str
    axis: int
    objective: int | None
    values: Mapping[str, Any]
    leads: tuple[int, ...] = ()
    partners: tuple[int, ...] = ()


@dataclass(frozen=True)
class RoadmapContents:
    """All that a file is held against."""

    period: Period
    is_local: bool
    axes: Sequence[KnownAxis]
    actions: Sequence[KnownAction]
    #: Partners: every name that each may be called by; and the name that is shown.
    partners: Names
    partner_names: Mapping[int, str]
    #: Departmental axes that may be taken up, by their titles.
    above: Names
    above_titles: Mapping[int, str]
