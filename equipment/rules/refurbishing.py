"""The refurbishing chain as arithmetic: what is tested by kind of device, what follows what, numbers of the year."""

import itertools
from collections.abc import Iterable, Sequence

from equipment.enums import DeviceKind, DeviceState

_POWER = "S’allume et démarre"
_SCREEN = "Écran"
_BATTERY = "Batterie"
_WIFI = "Wi-Fi"
_CHARGER = "Chargeur"
_SOUND = "Son et micro"
_CAMERA = "Caméra"
_PORTS = "Prises USB et vidéo"

#: What is looked at before a device is graded, by kind.
CHECKS: dict[str, tuple[str, ...]] = {
    DeviceKind.LAPTOP: (
        _POWER,
        _SCREEN,
        "Clavier et pavé tactile",
        _BATTERY,
        _CHARGER,
        _WIFI,
        _SOUND,
        _CAMERA,
        _PORTS,
    ),
    DeviceKind.DESKTOP: (_POWER, "Clavier et souris", "Réseau filaire ou Wi-Fi", _SOUND, _PORTS),
    DeviceKind.TABLET: (_POWER, "Écran tactile", _BATTERY, _CHARGER, _WIFI, _SOUND, _CAMERA),
    DeviceKind.SMARTPHONE: (
        _POWER,
        "Écran tactile",
        _BATTERY,
        _CHARGER,
        _WIFI,
        "Appel et carte SIM",
        _SOUND,
        _CAMERA,
    ),
    DeviceKind.SCREEN: (_POWER, "Image sans tache ni trait", _PORTS, "Pied et câbles"),
    DeviceKind.PRINTER: (_POWER, "Imprime une page", "Numérise une page", "Réseau ou USB"),
    DeviceKind.OTHER: (_POWER, "Fait ce pour quoi il est fait"),
}
#: Kinds that hold no data of their own unless somebody says so.
WITHOUT_STORAGE = (DeviceKind.SCREEN,)

#: The way from the door to the door, one step after the other.
WAY = (
    DeviceState.COLLECTED,
    DeviceState.WIPED,
    DeviceState.TESTED,
    DeviceState.GRADED,
    DeviceState.REFURBISHED,
    DeviceState.READY,
)


def checks_of(kind: str) -> tuple[str, ...]:
    """What is tested on a device of this kind."""
    return CHECKS.get(kind, CHECKS[DeviceKind.OTHER])


def next_step(state: str) -> DeviceState | None:
    """The step that follows on the way to ready; None at its end and outside it."""
    following = dict(itertools.pairwise(WAY))
    return following.get(DeviceState(state))


def failed_checks(tests: Iterable[dict[str, object]]) -> list[str]:
    """The labels of the tests that were not passed."""
    return [str(one["label"]) for one in tests if not one["ok"]]


def numbered(prefix: str, year: int, last: str, *, width: int) -> str:
    """The number after `last` in the year: « REC-2026-0001 », « REC-2026-0002 »… `last` is empty for none yet."""
    before = int(last.rsplit("-", 1)[1]) if last else 0
    return f"{prefix}-{year}-{before + 1:0{width}}"


def run_of_numbers(prefix: str, year: int, last: str, *, width: int, count: int) -> Sequence[str]:
    """So many numbers that follow `last`."""
    found: list[str] = []
    for _ in range(count):
        last = numbered(prefix, year, last, width=width)
        found.append(last)
    return found
