"""What a column of a file can become, as a page offers it, and the mapping that follows from the choices."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from inclusion.guide.rules import keywords
from inclusion.guide.rules.columns import Column
from inclusion.guide.rules.hours import OSM_DAYS, named_days
from inclusion.guide.rules.mapping import ColumnRule, FileMapping, RowFilter, slugged
from inclusion.guide.rules.parts import Part
from inclusion.guide.rules.standard import BY_NAME, FIELDS, SEPARATOR, TYPOLOGIES
from inclusion.guide.rules.words import LISTED

type Target = str

#: Targets beside the columns of the standard.
SPECIAL = {
    "adresse:all": "Adresse, avec code postal et commune",
    "commune:all": "Commune, avec code postal",
    "adresse:number": "Numéro dans la rue",
    "adresse:kind": "Type de voie (rue, avenue…)",
    "point": "Latitude et longitude ensemble",
    "horaires:part": "Jours ou heures, à lire ensemble",
    "horaires:week": "Horaires du lundi au vendredi",
    "weeks": "Semaines paires ou impaires",
    **{f"day:{code}": f"Horaires du {name.lower()}" for code, name in zip(OSM_DAYS, named_days(), strict=True)},
}
LABELS = {"": "Non utilisée", **{one.name: one.label for one in FIELDS}, **SPECIAL}
#: The lists of the standard that a yes can mean, with their values.
FLAGGED = {
    **{one.name: one.values for one in FIELDS if one.values and one.name != "formations_labels"},
    "typologie": tuple(TYPOLOGIES),
}
#: « flag:services:… » → what a page calls it.
BY_FLAG = {
    f"flag:{name}:{value}": f"{BY_NAME[name].label}\u00a0: {TYPOLOGIES.get(value, value)}"
    for name, values in FLAGGED.items()
    for value in values
}


#: What stands before the hours of a column that is of these days by its title.
WORKDAYS = "lundi au vendredi "


@dataclass(frozen=True)
class Use:
    """What one column becomes, and why: its title or its values; which of its values leave a row out."""

    column: str
    target: Target = ""
    why: str = ""
    #: Other lists that its words may be of.
    also: tuple[Target, ...] = ()
    separator: str = ""
    left_out: tuple[str, ...] = ()
    #: Of several columns of one use, the smaller first.
    order: int = 0


def compose(
    uses: Iterable[Use],
    *,
    source: str = "",
    services: Sequence[str] = (),
    day: date | None = None,
    closed_too: bool = False,
    made_up: bool = False,
    bare: bool = False,
    before: FileMapping | None = None,
) -> FileMapping:
    """Return the mapping of these uses. A rule of `before` that reads the same columns stays as it is.

    `services` are those of a place of which the file says none; `made_up` says that the identifiers of the file do not
    distinguish its places, `bare` that they are taken as they are.
    """
    uses = list(uses)
    by_target: dict[str, list[Use]] = {}
    for use in uses:
        for target in (use.target, *use.also) if use.target else ():
            by_target.setdefault(target.split(":")[0] if target.startswith("flag:") else target, []).append(use)
    rules = _plain(by_target) | _places(by_target) | _lists(by_target, uses)
    if services:
        rules["services"] = rules.get("services", ColumnRule()).model_copy(
            update={"otherwise": SEPARATOR.join(services)}
        )
    rules["id"] = _identifier(by_target, rules, "" if bare else source, made_up=made_up)
    named = source or "Fichier importé"
    rules["source"] = (
        rules["source"].model_copy(update={"otherwise": named}) if "source" in rules else ColumnRule(value=named)
    )
    if before is not None:
        rules = _as_before(rules, before)
    return FileMapping(
        source=source[:120],
        columns={name: rules[name] for name in BY_NAME if name in rules},
        weekly_hours=_days(by_target),
        weeks=next((use.column for use in by_target.get("weeks", [])), ""),
        rows=[RowFilter(column=use.column, refused=list(use.left_out)) for use in uses if use.left_out][:10],
        day=day,
        closed_too=closed_too,
    )


def _days(by_target: dict[str, list[Use]]) -> Any:
    """The columns of each day, in the order of the file."""
    named = {code: by_target.get(f"day:{code}", []) for code in OSM_DAYS}
    return {code: [use.column for use in uses] for code, uses in named.items() if uses}


def _columns(uses: Iterable[Use]) -> list[str]:
    return [use.column for use in sorted(uses, key=lambda use: use.order)]


def _plain(by_target: dict[str, list[Use]]) -> dict[str, ColumnRule]:
    """The rules of columns that are read as they are."""
    rules: dict[str, ColumnRule] = {}
    for name in BY_NAME:
        if name in LISTED or name not in by_target:
            continue
        columns = _columns(by_target[name])
        if name in ("date_maj", "horaires"):
            rules[name] = ColumnRule(sources=columns, first=len(columns) > 1)
        elif name in ("telephone", "courriels", "site_web"):
            rules[name] = ColumnRule(sources=columns, joined_by=" / " if name == "telephone" else SEPARATOR)
        elif name == "nom" and len(columns) > 1:
            rules[name] = ColumnRule(sources=columns, joined_by=" – ")
        elif name == "presentation_detail":
            rules[name] = ColumnRule(
                sources=columns,
                joined_by="\n\n",
                titled=len(columns) > 1 or bool(re.search("(?i)\\bété\\b|\\bete\\b|vacances", columns[0])),
            )
        else:
            rules[name] = ColumnRule(sources=columns)
    return rules


def _places(by_target: dict[str, list[Use]]) -> dict[str, ColumnRule]:
    """The rules of an address in several columns, or of several things in one, and of a point."""
    rules: dict[str, ColumnRule] = {}
    before = [*_columns(by_target.get("adresse:number", [])), *_columns(by_target.get("adresse:kind", []))]
    whole = _columns(by_target.get("adresse:all", []))
    if city := _columns(by_target.get("commune:all", [])):
        rules["commune"] = ColumnRule(sources=city, part=Part.CITY, first=True)
        if "code_postal" not in by_target:
            rules["code_postal"] = ColumnRule(sources=city, part=Part.POSTAL_CODE, first=True)
    if "horaires" not in by_target and (joined := _columns(by_target.get("horaires:part", []))):
        rules["horaires"] = ColumnRule(sources=joined)
    if whole:
        rules["adresse"] = ColumnRule(sources=[*before, *whole], part=Part.STREET)
        if not {"commune", "commune:all"} & by_target.keys():
            rules["commune"] = ColumnRule(sources=whole, part=Part.TOWN, first=True)
        if not {"code_postal", "commune:all"} & by_target.keys():
            rules["code_postal"] = ColumnRule(sources=whole, part=Part.POSTAL_CODE, first=True)
    elif before:
        rules["adresse"] = ColumnRule(sources=[*before, *_columns(by_target.get("adresse", []))])
    if "horaires" not in by_target and (week := _columns(by_target.get("horaires:week", []))):
        rules["horaires"] = ColumnRule(sources=week[:1], prefix=WORKDAYS)
    if point := _columns(by_target.get("point", [])):
        rules["latitude"] = ColumnRule(sources=point[:1], part=Part.LATITUDE)
        rules["longitude"] = ColumnRule(sources=point[:1], part=Part.LONGITUDE)
    return rules


def _lists(by_target: dict[str, list[Use]], uses: Iterable[Use]) -> dict[str, ColumnRule]:
    """The rules of the lists of the standard: columns of words, and columns of yes and no."""
    rules: dict[str, ColumnRule] = {}
    flags: dict[str, dict[str, dict[str, list[str]]]] = {}
    for use in uses:
        if use.target.startswith("flag:"):
            _, name, value = use.target.split(":", 2)
            flags.setdefault(name, {})[use.column] = {"oui": [value]}
            if value == "Itinérant":
                flags[name][use.column]["non"] = ["Fixe"]
    for name in BY_NAME:
        if name not in LISTED or (name not in by_target and name not in flags):
            continue
        read = by_target.get(name, [])
        marks = "".join(dict.fromkeys("".join(use.separator for use in read)))
        separator = f"{marks};" if marks else ""
        rules[name] = ColumnRule(
            sources=_columns(read), separator=separator[:3], loose=True, by_column=flags.get(name, {})
        )
    return rules


def _identifier(
    by_target: dict[str, list[Use]], rules: dict[str, ColumnRule], source: str, *, made_up: bool
) -> ColumnRule:
    """What a place is called by: the file's own number, else its name, address and town."""
    prefix = f"{slugged(source)[:60]}_" if source else ""
    if "id" in by_target and not made_up:
        return ColumnRule(sources=_columns(by_target["id"])[:1], prefix=prefix)
    columns = [
        one for name in ("nom", "adresse", "commune", "code_postal") if name in rules for one in rules[name].sources
    ]
    return ColumnRule(sources=list(dict.fromkeys(columns)) or ["nom"], slug=True, prefix=prefix)


def _as_before(rules: dict[str, ColumnRule], before: FileMapping) -> dict[str, ColumnRule]:
    """The rules, those of the mapping before that read the same columns as they were, and its values."""
    kept = dict(rules)
    for name, rule in before.columns.items():
        if name == "services" and not rule.reads and not rule.value:
            continue  # those of a place of which the file says none are chosen on the page
        if name not in rules and not rule.reads:
            kept[name] = rule
        elif (
            name == "id"
            or (name in rules and set(rule.reads) == set(rules[name].reads))
            or (name == "source" and not rule.reads)
        ):
            services = rules[name].otherwise if name == "services" and name in rules else ""
            kept[name] = rule.model_copy(update={"otherwise": services}) if services else rule
    return kept


def uses_of(mapping: FileMapping, columns: Iterable[str]) -> list[Use]:
    """What each column becomes by a mapping: for a page that shows one that is stored."""
    refused = {one.column: tuple(one.refused) for one in mapping.rows}
    days = {column: f"day:{code}" for code, names in mapping.weekly_hours.items() for column in names}
    found: dict[str, list[str]] = {}
    marks: dict[str, str] = {}
    for name, rule in mapping.columns.items():
        if name == "id" and rule.slug:
            continue
        for column in rule.sources:
            found.setdefault(column, []).append(_target(name, rule, column))
            marks[column] = re.sub(r";$", "", rule.separator)
        for column, known in rule.by_column.items():
            if meant := known.get("oui"):
                found.setdefault(column, []).append(f"flag:{name}:{meant[0]}")
    uses = []
    for column in columns:
        targets = [days[column]] if column in days else found.get(column, [])
        if {"latitude", "longitude"} <= set(targets):
            targets = ["point"]
        for whole in ("commune:all", "adresse:all"):
            if whole in targets:
                targets = [whole]
        if column == mapping.weeks:
            targets = ["weeks"]
        uses.append(
            Use(
                column,
                targets[0] if targets else "",
                "",
                tuple(targets[1:]),
                marks.get(column, ""),
                refused.get(column, ()),
            )
        )
    return uses


def _target(name: str, rule: ColumnRule, column: str) -> str:
    """What a column becomes that this rule reads."""
    if name == "adresse" and len(rule.sources) > 1 and column != rule.sources[-1]:
        return "adresse:number" if column == rule.sources[0] else "adresse:kind"
    if name == "horaires" and rule.prefix:
        return "horaires:week"
    if name == "horaires" and len(rule.sources) > 1 and not rule.first:
        return "horaires:part"
    if rule.part == Part.CITY:
        return "commune:all"
    return "adresse:all" if rule.part in (Part.STREET, Part.TOWN, Part.POSTAL_CODE) else name


# -- What follows from the uses of all columns


def services_of_all(columns: Sequence[Column], uses: Sequence[Use]) -> tuple[str, ...]:
    """What every place of the file offers where no column says it: a file of France services alone."""
    said = {use.target.removeprefix("flag:").split(":")[0] for use in uses}
    named = {use.column for use in uses if use.target in ("nom", "typologie")}
    is_france_services = any(
        one.share(lambda text: "france services" in keywords.plain(text)) >= 0.8 for one in columns if one.name in named
    )
    return (keywords.PAPERS,) if is_france_services and "services" not in said else ()


def rows_repeat(columns: Sequence[Column], uses: Sequence[Use]) -> bool:
    """Whether several rows are of one place: then what each is called by does not distinguish places."""
    wanted = {use.column for use in uses if use.target in ("nom", "adresse", "adresse:all", "commune")}
    chosen = [one for one in columns if one.name in wanted and len(one.texts) == one.rows]
    if not chosen or len(chosen) < 2:
        return False
    there = set(zip(*(one.texts for one in chosen), strict=True))
    return len(there) < 0.8 * chosen[0].rows
