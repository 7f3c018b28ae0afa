"""Hours that people write in French, as OpenStreetMap's notation; nothing where a single word is not understood."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from inclusion.core.french.hours import is_readable

_CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_NAMES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_SHORT = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
_RANKS = {"1er": "1", "1ere": "1", "premier": "1", "deuxieme": "2", "second": "2", "troisieme": "3", "quatrieme": "4"}
_LAST = "dernier"
_WEEKS = {"impaire": "1-53/2", "paire": "2-52/2"}
BY_APPOINTMENT = "sur rendez-vous"
_TOKEN = re.compile(
    r"(?P<always>24\s*h?\s*(?:/|sur|-)\s*24\s*h?(?:\s*(?:,|et)?\s*7\s*j?(?:ours?)?\s*(?:/|sur)\s*7\s*j?(?:ours?)?)?)"
    r"|(?P<all>7\s*j?(?:ours?)?\s*(?:/|sur)\s*7\s*j?(?:ours?)?|tous\s+les\s+jours|chaque\s+jour)"
    r"|(?P<workdays>en\s+semaine\b)|(?P<weekend>(?:les?\s+)?week\s*-?\s*ends?\b)"
    r"|(?P<weeks>\(?(?:les\s+)?semaines?\s+(?P<parity>impaire|paire)s?\)?)"
    r"|(?P<holidays>(?:les\s+)?(?:jours?\s+)?feries?\b)"
    r"|(?P<without>sans\s+(?:rendez\s*-?\s*vous|r\.?d\.?v\.?))"
    r"|(?P<appointment>\(?(?:uniquement\s+|seulement\s+)?sur\s+(?:rendez\s*-?\s*vous|r\.?d\.?v\b\.?)(?:\s+uniquement)?\)?)"
    r"|(?P<month>(?:du|de\s+chaque)\s+mois\b)"
    rf"|(?P<rank>\b(?:1ere?|premier|deuxieme|second|troisieme|quatrieme|{_LAST}|[2-4]\s*(?:e|eme|nd))s?\b)"
    r"|(?P<letters>\bl(?:\s*(?:-|au?)\s*(?P<until>[vsd])|,?\s*m,?\s*m,?\s*j,?\s*(?P<row>v(?:,?\s*s(?:,?\s*d)?)?))\b)"
    rf"|(?P<day>\b(?:{'|'.join(_NAMES)}|(?:{'|'.join(_SHORT)}|lu|ma|me|je|ve|sa|di)(?=[\s.,:/|&-]))s?\b\.?)"
    r"|(?P<hour>\d{1,2})(?:\.(?=[0-5]\d(?!\d|\.\d|h))|\s*(?:heures?|h|:)\s*)(?:(?P<minute>[0-5]\d)(?!\d|\s*[h:])(?:\s*mn|\s*min)?)?"
    r"|(?P<noon>midi\b)|(?P<midnight>minuit\b)|(?P<number>\d{1,2}(?=\s*(?:a|-)\s*\d{1,2}\s*(?:h|:)))"
    r"|(?P<part>(?:le\s+|l')?(?:matin|apres\s*-?\s*midi|soir)(?:ee)?s?\b)"
    r"|(?P<closed>ferme(?:e|es|s|ture)?\b)|(?P<except>sauf\b|excepte\b|hors\b)"
    r"|(?P<to>au\b|a(?=[\s\d])|-|jusqu'a\b)|(?P<line>[|\n])|(?P<and>et\b|[,;/&.+]|puis\b)|(?P<colon>:)"
    r"|(?P<small>\b(?:de|d'|du|des|le|les|l'|ouverte?s?|ouverture|horaires?|accueil|public|entre|tous)\b|d'|l'|[()])"
    r"|(?P<space>\s+)|(?P<other>.)",
    re.DOTALL,
)

#: What is said of a group of days and hours.
_MARKS = ("appointment", "weeks", "without")

type Slot = tuple[str, str]


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str = ""


@dataclass
class _Group:
    """Days, ranks of them in the month, their hours, and what is said of both."""

    days: list[int] = field(default_factory=list)
    ranks: list[str] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    weeks: str = ""
    by_appointment: bool = False
    #: Whether something is said of it alone.
    is_marked: bool = False

    def said(self) -> tuple[list[str], str, bool]:
        """What distinguishes this group from another of the same days."""
        return self.ranks, self.weeks, self.by_appointment

    def hours(self, closed: str = "") -> str:
        """Its hours, less the morning or the afternoon that is closed. Raises _Unclear where that cuts a slot."""
        slots = self.slots
        if closed:
            halves = [("am" if end <= "13:00" else "", "pm" if start >= "12:00" else "") for start, end in slots]
            if closed == "evening" or any(bool(one[0]) == bool(one[1]) for one in halves):
                raise _Unclear
            slots = [slot for slot, half in zip(slots, halves, strict=True) if closed not in half]
        if not slots:
            raise _Unclear
        said = f' "{BY_APPOINTMENT}"' if self.by_appointment else ""
        return ",".join(f"{start}-{end}" for start, end in slots) + said


class _Unclear(Exception):
    """The sentence may mean something else, or nothing."""


def from_sentence(text: str) -> str | None:
    """Return the notation of a French sentence about a week, or None where a single word of it is not understood.

    « 9h-12h et 14h-17h du lundi au vendredi »; « le 1er mardi du mois de 14h à 16h, sur rendez-vous ».
    """
    try:
        notation = _Sentence(_tokens(_with_dashes(_plain(text)))).notation()
    except _Unclear:
        return None
    return notation if notation and is_readable(notation) else None


def _plain(text: str) -> str:
    """Lower case without accents; every dash, space and apostrophe in one way."""
    text = unicodedata.normalize("NFKD", text.lower())
    text = "".join(c for c in text if not unicodedata.combining(c))
    return re.sub(r"[\u2010-\u2015\u2212]", "-", text).replace("\u2019", "'").strip()


_BRACES = str.maketrans(dict.fromkeys("{}[]"))
_MOMENT = r"\d{1,2}\s*(?:h|:)\s*(?:\d{2})?"


def _with_dashes(text: str) -> str:
    """« 9h/12h » as « 9h-12h » where no other mark stands between two moments; « 9-12h 14-17h » with each hour's h;
    « 0830-1200 » and « 09:00 12:00 », as tables write them.
    """
    text = re.sub(r"\b(\d{2})(\d{2})\s*-\s*(\d{2})(\d{2})\b", r"\1:\2-\3:\4", text.translate(_BRACES))
    if re.fullmatch(r"[^\d-]*(?:\d{2}:\d{2} \d{2}:\d{2} ?)+", text):
        text = re.sub(r"(\d{2}:\d{2}) (\d{2}:\d{2})", r"\1-\2", text)
    if not re.search(rf"{_MOMENT}\s*(?:-|a\b)\s*\d", text):
        text = re.sub(rf"({_MOMENT})\s*/\s*({_MOMENT})", r"\1-\2", text)
    # No hour: the minutes of « 13 h 30 - 18 h ».
    hour = r"(?<!h )(?<!:)(?<!: )\b\d{1,2}"
    return re.sub(rf"({hour})(\s*-\s*\d{{1,2}})\s*h(?=\s+\d{{1,2}}\s*-|\s*$|\s*[,;])", r"\1h\2h,", text).rstrip(", ")


def _tokens(text: str) -> list[_Token]:
    """What the sentence is made of, small words aside. Raises _Unclear for a word that is not known."""
    found: list[_Token] = []
    for match in _TOKEN.finditer(text):
        kind = str(match.lastgroup)
        if match["other"]:
            raise _Unclear(match["other"])
        if match["day"]:
            found.append(_Token("day", str([one[:2] for one in _NAMES].index(match["day"][:2]))))
        elif match["letters"]:
            last = (match["until"] or match["row"])[-1]
            found += [_Token("day", "0"), _Token("to"), _Token("day", str("vsd".index(last) + 4))]
        elif match["hour"] or match["number"]:
            hour = match["hour"] or match["number"]
            minute = match["minute"]
            moment = int(hour) * 60 + int(minute or 0)
            if moment > 24 * 60:
                raise _Unclear(hour)
            found.append(_Token("time", f"{moment // 60:02d}:{moment % 60:02d}"))
        elif match["noon"] or match["midnight"]:
            found.append(_Token("time", "12:00" if match["noon"] else "24:00"))
        elif match["weeks"]:
            found.append(_Token("weeks", _WEEKS[match["parity"]]))
        elif match["rank"]:
            found.append(_Token("rank", _rank(match["rank"])))
        elif match["part"]:
            part = match["part"]
            found.append(_Token("part", "am" if "matin" in part else "evening" if "soir" in part else "pm"))
        elif kind not in ("small", "space"):
            found.append(_Token(kind, match[0].strip() if kind == "and" else ""))
    return found


def _rank(text: str) -> str:
    if text.startswith(_LAST):
        return "-1"
    return _RANKS.get(text.removesuffix("s")) or _RANKS.get(text) or text[0]


class _Sentence:
    """The tokens of one sentence, read from the left."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self.tokens, self.at = tokens, 0
        self.groups: list[_Group] = []
        self.closed: set[int] = set()
        #: Days of which the morning or the afternoon alone is closed.
        self.closed_parts: dict[int, str] = {}
        #: What is said before the days, of all that follow until the same is said anew.
        self.front: list[_Token] = []
        self.holidays_off = False

    def notation(self) -> str:
        """The notation of the whole; raises _Unclear."""
        self.front = self._take_marks()
        if self._kind() == "always" and len(self.tokens) == self.at + 1 and not self.front:
            return "24/7"
        hours_first = self._kind() in ("time", "part")
        while self.at < len(self.tokens):
            self._read_group(hours_first=hours_first)
        if not self.groups:
            raise _Unclear
        return self._written()

    # -- Reading

    def _kind(self, further: int = 0) -> str:
        at = self.at + further
        return self.tokens[at].kind if at < len(self.tokens) else ""

    def _next(self) -> _Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def _skip(self, *kinds: str) -> None:
        while self._kind() in kinds:
            self.at += 1

    def _take_marks(self) -> list[_Token]:
        """« sur rendez-vous », « sans rendez-vous », « semaines paires », where they stand here."""
        found = []
        while self._kind() in _MARKS:
            found.append(self._next())
            self._skip("colon", "and", "line")
        return found

    def _read_group(self, *, hours_first: bool) -> None:
        self._skip("and", "line", "colon")
        if self._kind() == "to" and self.groups and self._kind(1) in ("day", "rank"):
            self.at += 1  # a dash between two days and their hours
        if not self._kind():
            return
        if self._kind() in ("closed", "except"):
            self._read_closed()
            return
        group = _Group()
        if hours_first:
            group.slots = self._hours()
            marks = self._take_marks()
            self._read_days(group)
            self._read_end(group, marks)
        else:
            self._read_days(group)
            marks = self._take_marks()
            self._skip("colon", "and")
            if self._kind() == "closed":
                self.at += 1
                self._close(group)
                return
            if self._kind() == "except":
                self._read_closed()
                self._skip("colon", "and")
            group.slots = self._hours()
            self._read_end(group, marks)
        if not group.days or not group.slots:
            raise _Unclear
        for one in self.groups:
            if one.days == group.days and one.said() == group.said() and one.slots[-1][1] < group.slots[0][0]:
                one.slots += group.slots
                return
        self.groups.append(group)

    def _read_end(self, group: _Group, marks: list[_Token]) -> None:
        """What is said after a group; « lundi 9h-12h, mardi 14h-17h sur rendez-vous »: of both, or of the last?

        « semaine paire : lundi 9h-12h, semaine impaire : mardi 9h-12h »: of what comes next, where it began so.
        """
        front, begins = self.front, self.at
        self._skip("and", "line")
        apart = {one.kind for one in self.tokens[begins : self.at]}
        after = self._take_marks()
        subjects = {_subject(one) for one in after}
        if self._kind() and subjects & {_subject(one) for one in front}:
            self.front = [*(one for one in front if _subject(one) not in subjects), *after]
            after = []
        elif not after or "line" in apart:
            self.at, after = begins, []
        elif apart and self._kind() and self.tokens[self.at - 1].kind not in ("and", "line"):
            raise _Unclear  # of this group, or of the next?
        if (subjects & {_subject(one) for one in marks}) or {_subject(one) for one in (*marks, *after)} & {
            _subject(one) for one in front
        }:
            raise _Unclear
        unmarked = any(not one.is_marked for one in self.groups)
        if after and unmarked and not any(one.kind == "line" for one in self.tokens):
            raise _Unclear
        for mark in (*front, *marks, *after):
            group.is_marked = True
            if mark.kind == "weeks":
                group.weeks = mark.text
            elif mark.kind == "appointment":
                group.by_appointment = True
        group.is_marked = bool(marks or after)

    def _read_closed(self) -> None:
        """« fermé le mercredi », « sauf jours fériés », « fermé lundi et les jours fériés »."""
        self.at += 1
        self._skip("colon")
        done = False
        while True:
            if self._kind() == "holidays":
                self.at += 1
                self.holidays_off = done = True
            elif self._kind() == "day":
                group = _Group()
                self._read_days(group)
                if self._kind() == "part" and len(group.days) == 1:
                    self.closed_parts[group.days[0]] = self._next().text
                else:
                    self._close(group)
                done = True
            else:
                break
            if self._kind() == "and" and self._kind(1) in ("day", "holidays"):
                self.at += 1
        if not done:
            raise _Unclear
        last = self.tokens[max(self.at - 4, 0) : self.at]
        if self._kind() in ("time", "colon") and [one.kind for one in last] == ["and", "day", "to", "day"]:
            if last[0].text not in (",", ";", "."):
                raise _Unclear
            self.closed -= {*range(int(last[1].text), int(last[3].text) + 1)}
            self.at -= 3  # « fermé le lundi, mardi au samedi 9h-12h »

    def _close(self, group: _Group) -> None:
        if group.ranks or not group.days:
            raise _Unclear
        self.closed |= set(group.days)

    def _read_days(self, group: _Group) -> None:
        """The days that are here, in order, and their ranks in the month."""
        while self._kind() == "rank":
            group.ranks.append(self._next().text)
            if self._kind() == "and" and self._kind(1) == "rank":
                self.at += 1
        if self._kind() in ("all", "workdays", "weekend"):
            group.days = {"all": [*range(7)], "workdays": [*range(5)], "weekend": [5, 6]}[self._next().kind]
        while self._kind() == "day":
            first = last = int(self._next().text)
            if self._kind() == "to" and self._kind(1) == "day":
                self.at += 1
                last = int(self._next().text)
            days = range(first, last + 1)
            if last < first or set(days) & set(group.days):
                raise _Unclear
            group.days += days
            if self._kind() in ("and", "line") and self._kind(1) == "day":
                self.at += 1
        if self._kind() == "month":
            self.at += 1
            if not group.ranks:
                raise _Unclear

    def _hours(self) -> list[Slot]:
        """The hours that are here: pairs with a dash, « à » or a space between their two moments."""
        slots: list[Slot] = []
        while self._kind() in ("time", "part", "always"):
            part = self._next().text if self._kind() == "part" else ""
            self._skip("colon", *(("and",) if part else ()))
            if self._kind() == "always":
                self.at += 1
                slots.append(("00:00", "24:00"))
                continue
            if self._kind() != "time":
                raise _Unclear
            start = self._next().text
            if self._kind() == "to" or (self._kind() == "and" and self.tokens[self.at].text == "/"):
                self.at += 1
            if self._kind() != "time":
                raise _Unclear
            end = self._next().text
            if part and (start < "13:00") != (part == "am"):
                raise _Unclear
            slots.append((start, end))
            if self._kind() in ("and", "to", "line") and self._kind(1) in ("time", "part"):
                self.at += 1
        moments = [moment for slot in slots for moment in slot]
        if moments != sorted(moments) or any(start == end for start, end in slots):
            raise _Unclear
        return slots

    # -- Writing

    def _written(self) -> str:
        """The groups in the order of their first day; days alike and neighbours together."""
        seen: list[tuple[int, str]] = []
        rules: list[tuple[int, str]] = []
        week: dict[int, str] = {}
        for one in self.groups:
            if any(day in one.days and (weeks == one.weeks or not weeks or not one.weeks) for day, weeks in seen):
                raise _Unclear
            seen += [(day, one.weeks) for day in one.days]
            days = [day for day in one.days if day not in self.closed]
            if one.ranks or one.weeks:
                if len(days) != len(one.days) or self.closed_parts.keys() & set(days):
                    raise _Unclear
                ranks = f"[{','.join(one.ranks)}]" if one.ranks else ""
                before = f"week {one.weeks} " if one.weeks else ""
                named = ",".join(f"{_CODES[day]}{ranks}" for day in days)
                rules.append((10 + days[0], f"{before}{named} {one.hours()}"))
            else:
                week |= {day: one.hours(self.closed_parts.get(day, "")) for day in days}
        runs: list[list[int]] = []
        for day in sorted(week):
            if runs and runs[-1][-1] == day - 1 and week[runs[-1][0]] == week[day]:
                runs[-1].append(day)
            else:
                runs.append([day])
        plain = [f"{_run(run)} {week[run[0]]}" for run in runs]
        off = ["PH off"] if self.holidays_off else []
        return "; ".join([*plain, *(text for _, text in sorted(rules)), *off])


def _subject(mark: _Token) -> str:
    """What a mark is about: one week in two, or the appointment."""
    return "weeks" if mark.kind == "weeks" else "appointment"


def _run(days: Sequence[int]) -> str:
    return _CODES[days[0]] if len(days) == 1 else f"{_CODES[days[0]]}-{_CODES[days[-1]]}"
