"""Read the data of the demonstration: a folder of TOML and CSV files becomes one of the dataclasses of the shapes.

A TOML file has fields of the dataclass under their names; a list may go on in another file, in the order of their
names. A folder in it has the dataclass of the field of its name. `partners.csv` has the rows of the field `partners`,
and `partners.places.csv` those of the field `places` of each of them: its first column, `partners`, says whose. A field
that is not written has its default; empty text stands for None. In a cell of a CSV file `|` parts the values of a list
and `\\n` is a new line.
"""

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import date, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import GenericAlias, NoneType
from typing import Any, Literal, TypeAliasType, get_args, get_origin, get_type_hints

_FROM_TEXT = {bool: {"true": True, "false": False}.__getitem__, date: date.fromisoformat, time: time.fromisoformat}
#: What may be written for a type besides itself and text.
_NUMBERS: dict[Any, Any] = {Decimal: int, float: (int, Decimal)}


def read[T](folder: Path, shape: type[T]) -> T:
    """Return what the files of a folder say; ValueError, with the file and the key, where it does not fit."""
    known = _known(shape)
    found: dict[str, Any] = {}
    inner: list[Path] = []
    for path in sorted(folder.iterdir()):
        where = _where(path)
        if path.is_dir():
            found[path.name] = read(path, _plain(_type_of(known, path.name, where)))
        elif path.suffix == ".csv" and "." in path.stem:
            inner.append(path)
        else:
            written = _toml(path) if path.suffix == ".toml" else {path.stem: _rows(path)}
            for key, raw in written.items():
                value = _value(raw, _type_of(known, key, where), f"{where}: {key}")
                if key in found and not isinstance(value, tuple):
                    raise ValueError(f"{where}: {key} is written in another file as well")
                found[key] = (*found[key], *value) if key in found else value
    for path in inner:
        _give_inner(found, path)
    _all_there(known, found, _where(folder))
    return shape(**found)


def _where(path: Path) -> str:
    return "/".join(path.parts[-3:])


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{_where(path)}: {error}") from error


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    for rank, row in enumerate(rows, 1):
        if None in row:
            raise ValueError(f"{_where(path)}: row {rank} has more cells than there are columns")
    return [{key: cell.replace("\\n", "\n") for key, cell in row.items() if cell} for row in rows]


def _give_inner(found: dict[str, Any], path: Path) -> None:
    """Give the rows of `partners.places.csv` to the partners, which are named by their first field."""
    outer, field = path.stem.split(".")
    where = _where(path)
    rows: dict[str, list[dict[str, str]]] = {}
    for row in _rows(path):
        rows.setdefault(row.pop(outer, ""), []).append(row)
    changed = []
    for one in found.get(outer, ()):
        known = _known(type(one))
        key = getattr(one, next(iter(known)))
        if key in rows:
            value = _value(rows.pop(key), _type_of(known, field, where), f"{where}: {key}")
            one = replace(one, **{field: value})
        changed.append(one)
    if rows:
        raise ValueError(f"{where}: {outer} has no {', '.join(rows)}")
    found[outer] = tuple(changed)


@cache
def _known(shape: Any) -> dict[str, tuple[Field, Any]]:
    hints = get_type_hints(shape)
    return {field.name: (field, hints[field.name]) for field in fields(shape)}


def _type_of(known: dict[str, tuple[Field, Any]], key: str, where: str) -> Any:
    if key not in known:
        raise ValueError(f"{where}: {key} is no field")
    return known[key][1]


def _all_there(known: dict[str, tuple[Field, Any]], found: Mapping[str, object], where: str) -> None:
    for key, (field, _) in known.items():
        if key not in found and field.default is MISSING and field.default_factory is MISSING:
            raise ValueError(f"{where}: {key} is missing")


def _plain(hint: Any) -> Any:
    """The type itself where it has another name, or may be None."""
    if isinstance(hint, TypeAliasType):
        hint = hint.__value__
    return get_args(hint)[0] if NoneType in get_args(hint) else hint


def _value(raw: Any, hint: Any, where: str) -> Any:
    """Return what is written as a value of the type of its field."""
    if raw == "" and NoneType in get_args(hint):
        return None
    hint = _plain(hint)
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Literal:
        if raw not in parts:
            raise ValueError(f"{where} is {raw!r}, and not one of {', '.join(map(repr, parts))}")
        return raw
    if is_dataclass(hint):
        return _table(raw, hint, where)
    if origin in (tuple, Sequence):
        return _list(raw.split("|") if isinstance(raw, str) else raw, parts, where)
    if origin in (dict, Mapping):
        return _mapping(raw, parts[0], parts[1], where)
    return _scalar(raw, hint, where)


def _table(raw: Any, shape: Any, where: str) -> Any:
    if not isinstance(raw, dict):
        raise ValueError(f"{where} is {raw!r}, and no table")
    known = _known(shape)
    found = {key: _value(one, _type_of(known, key, where), f"{where}.{key}") for key, one in raw.items()}
    _all_there(known, found, where)
    return shape(**found)


def _list(raw: Any, parts: tuple[Any, ...], where: str) -> tuple[Any, ...]:
    if not isinstance(raw, list):
        raise ValueError(f"{where} is {raw!r}, and no list")
    hints = parts if len(parts) > 1 and parts[1] is not ... else parts[:1] * len(raw)
    if len(hints) != len(raw):
        raise ValueError(f"{where} has {len(raw)} values, and not {len(hints)}")
    return tuple(
        _value(one, hint, f"{where}[{rank}]") for rank, (one, hint) in enumerate(zip(raw, hints, strict=True), 1)
    )


def _mapping(raw: Any, key: Any, value: Any, where: str) -> dict[Any, Any]:
    """A table; where the key has several parts, a list of rows of these parts and the value."""
    if get_origin(key) is tuple:
        rows = _list(raw, (GenericAlias(tuple, (*get_args(key), value)), ...), where)
        return {row[:-1]: row[-1] for row in rows}
    if not isinstance(raw, dict):
        raise ValueError(f"{where} is {raw!r}, and no table")
    return {_value(name, key, f"{where}.{name}"): _value(one, value, f"{where}.{name}") for name, one in raw.items()}


def _scalar(raw: Any, kind: Any, where: str) -> Any:
    if kind is object or type(raw) is kind:
        return raw
    try:
        if isinstance(raw, str):
            return _FROM_TEXT.get(kind, kind)(raw)
        if isinstance(raw, _NUMBERS.get(kind, ())):
            return kind(raw)
    except (ArithmeticError, LookupError, ValueError):
        pass
    raise ValueError(f"{where} is {raw!r}, and no {kind.__name__}")
