"""Hours as French files write them, brought to OpenStreetMap's notation where there is one way alone to read them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inclusion.rules.opening_hours import is_readable

#: The days of OpenStreetMap's notation, from Monday.
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_NAMES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_TIME = r"(?P<hour>\d{1,2})\s*[h:]\s*(?:(?P<minute>[0-5]\d)(?!\d|\s*[h:]))?"
_TOKEN = re.compile(
    rf"(?P<day>{'|'.join(_NAMES)})s?\b|{_TIME}|(?P<to>au\b|a(?=[\s\d])|-)|(?P<and>et\b|[,;/&.])|(?P<colon>:)"
    r"|(?P<small>(?:de|du|des|le|les)\b)|(?P<space>\s+)|(?P<other>.)",
    re.DOTALL,
)
#: How files say that a day is closed.
_CLOSED = frozenset({"", "-", "ferme", "fermee", "neant", "/"})

type Slots = list[tuple[str, str]]


@dataclass(frozen=True)
class Week:
    """What the columns of a week say: the notation, or what stands there where one cell cannot be read."""

    notation: str
    #: The cells as they stand, for people: « lundi 9 h-12 h, mardi … ».
    text: str
    #: Cells without a duration, « 00:00 - 00:00 », that were taken for closed.
    hollow: tuple[str, ...] = ()


def _plain(text: str) -> str:
    """Lower case without accents; every dash and space in one way."""
    text = unicodedata.normalize("NFKD", text.lower())
    text = "".join(c for c in text if not unicodedata.combining(c))
    return re.sub(r"[\u2010-\u2015\u2212]", "-", text).replace("\u2019", "'").strip()


def from_columns(cells: Mapping[str, str]) -> Week:
    """Return the week that seven columns tell, by OpenStreetMap's names of the days.

    One cell that cannot be read leaves the notation empty: half a week would be wrong.
    """
    named = [f"{_NAMES[DAYS.index(day)]} {text.strip()}" for day, text in cells.items() if text.strip(" -/")]
    week: dict[int, Slots] = {}
    hollow = []
    for day, text in cells.items():
        slots = _slots(text)
        if slots is None:
            return Week("", ", ".join(named))
        if any(start == end for start, end in slots):
            hollow.append(text.strip())
            slots = [one for one in slots if one[0] != one[1]]
        if slots:
            week[DAYS.index(day)] = slots
    return Week(_notation(week), ", ".join(named), tuple(hollow))


def _slots(text: str) -> Slots | None:
    """The hours of a day's cell: none where it is closed, None where it cannot be read."""
    plain = _plain(text)
    if plain in _CLOSED:
        return []
    if re.sub(rf"{_TIME}|\b(?:a|et|de)\b|[\s\-/,;&]", "", plain):
        return None
    times = [_clock(found) for found in re.finditer(_TIME, plain)]
    slots = list(zip(times[::2], times[1::2], strict=False))
    if len(times) % 2 or not times or None in times:
        return None
    if len(slots) == 1 and slots[0][0] == slots[0][1]:
        return [(str(slots[0][0]), str(slots[0][1]))]
    return _ordered([(str(start), str(end)) for start, end in slots])


def _ordered(slots: Slots) -> Slots | None:
    """The slots, where each ends after it begins and none begins before the one before it ends."""
    moments = [moment for slot in slots for moment in slot]
    rising = all(start < end for start, end in slots) and moments == sorted(moments)
    return slots if rising else None


def _clock(found: re.Match[str]) -> str | None:
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    return f"{hour:02d}:{minute:02d}" if hour * 60 + minute <= 24 * 60 else None


def from_sentence(text: str) -> str | None:
    """Return the notation of a French sentence about a week, or None where a single word of it is not understood.

    « 9h-12h et 14h-17h du lundi au vendredi »; « Lundi et jeudi : 14h à 18h Mardi : 9h à 12h30 ».
    """
    tokens = _tokens(_plain(text))
    if not tokens:
        return None
    week: dict[int, Slots] = {}
    position = 0
    if tokens[0][0] == "time":  # the hours first, then the days that they are of, and nothing more
        slots, position = _read_hours(tokens, 0)
        days, position = _read_days(tokens, position)
        if position != len(tokens) or not days or not slots:
            return None
        return _checked(dict.fromkeys(days, slots))
    while position < len(tokens):
        days, position = _read_days(tokens, position)
        slots, position = _read_hours(tokens, _past(tokens, position, "colon", "and"))
        if not days or not slots or week.keys() & set(days):
            return None
        week |= dict.fromkeys(days, slots)
        position = _past(tokens, position, "and")
    return _checked(week)


def _checked(week: dict[int, Slots]) -> str | None:
    notation = _notation(week)
    return notation if is_readable(notation) else None


def _tokens(text: str) -> list[tuple[str, str]] | None:
    """What the sentence is made of, small words aside; None where one is not known."""
    found = []
    for match in _TOKEN.finditer(text):
        if match["other"]:
            return None
        if match["day"]:
            found.append(("day", match["day"]))
        elif match["hour"]:
            moment = _clock(match)
            if moment is None:
                return None
            found.append(("time", moment))
        else:
            found += [(kind, "") for kind in ("to", "and", "colon") if match[kind]]
    return found


def _past(tokens: Sequence[tuple[str, str]], position: int, *kinds: str) -> int:
    while position < len(tokens) and tokens[position][0] in kinds:
        position += 1
    return position


def _kind(tokens: Sequence[tuple[str, str]], position: int) -> str:
    return tokens[position][0] if position < len(tokens) else ""


def _read_days(tokens: Sequence[tuple[str, str]], position: int) -> tuple[list[int], int]:
    """The days that stand here, in order, and where they end; none where they make no sense."""
    days: list[int] = []
    while _kind(tokens, position) == "day":
        first = _NAMES.index(tokens[position][1])
        position += 1
        last = first
        if _kind(tokens, position) == "to" and _kind(tokens, position + 1) == "day":
            last = _NAMES.index(tokens[position + 1][1])
            position += 2
        if last < first or set(range(first, last + 1)) & set(days):
            return [], position
        days += range(first, last + 1)
        if _kind(tokens, position) == "and" and _kind(tokens, position + 1) == "day":
            position += 1
    return days, position


def _read_hours(tokens: Sequence[tuple[str, str]], position: int) -> tuple[Slots, int]:
    """The hours that stand here and where they end; none where they make no sense."""
    slots: Slots = []
    while _kind(tokens, position) == "time":
        if _kind(tokens, position + 1) != "to" or _kind(tokens, position + 2) != "time":
            return [], position
        slots.append((tokens[position][1], tokens[position + 2][1]))
        position += 3
        if _kind(tokens, position) == "and" and _kind(tokens, position + 1) == "time":
            position += 1
    return _ordered(slots) or [], position


def _notation(week: Mapping[int, Slots]) -> str:
    """The week in OpenStreetMap's notation, neighbours with the same hours joined."""
    groups: list[list[int]] = []
    for day in sorted(week):
        if groups and groups[-1][-1] == day - 1 and week[groups[-1][0]] == week[day]:
            groups[-1].append(day)
        else:
            groups.append([day])
    return "; ".join(
        (DAYS[group[0]] if len(group) == 1 else f"{DAYS[group[0]]}-{DAYS[group[-1]]}")
        + " "
        + ",".join(f"{start}-{end}" for start, end in week[group[0]])
        for group in groups
    )
