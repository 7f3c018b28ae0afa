"""Data files of the demonstration: what they say becomes dataclasses, and what does not fit is named."""

from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Literal

import pytest

from inclusion.demo.reading import read


@dataclass(frozen=True, kw_only=True)
class Desk:
    title: str
    hours: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Place:
    key: str
    position: tuple[float, float] = (0.0, 0.0)
    is_open: bool = True
    note: str = ""
    desks: tuple[Desk, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Money:
    amount: Decimal
    kind: Literal["grant", "loan"] = "grant"
    on: date | None = None
    reach: dict[tuple[str, int], int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class World:
    name: str
    opens: tuple[date, time] | None = None
    ranks: dict[int, str] = field(default_factory=dict)
    money: Money | None = None
    places: tuple[Place, ...] = ()


def written(folder: Path, **files: str) -> Path:
    """A folder of these files: `world_toml` is `world.toml`."""
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return folder


def test_a_folder_becomes_a_dataclass(tmp_path):
    (tmp_path / "money").mkdir()
    written(tmp_path / "money", a_toml='amount = 10.50\non = ""\nreach = [["caf", 2026, 12]]')
    written(
        tmp_path,
        world_toml='name = "Annecy"\nopens = [2026-01-05, 09:30:00]\nranks = { 1 = "un" }\n[[places]]\nkey = "b"',
        places_csv="key,position,is_open,note\na,45.5|6,false,une\\nnote\n",
        places_desks_csv="places,title,hours\na,Matin,Mo|Tu\na,Soir,\n",
    )
    assert read(tmp_path, World) == World(
        name="Annecy",
        opens=(date(2026, 1, 5), time(9, 30)),
        ranks={1: "un"},
        money=Money(amount=Decimal("10.50"), reach={("caf", 2026): 12}),
        places=(
            Place(
                key="a",
                position=(45.5, 6.0),
                is_open=False,
                note="une\nnote",
                desks=(Desk(title="Matin", hours=("Mo", "Tu")), Desk(title="Soir")),
            ),
            Place(key="b"),
        ),
    )


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a_toml": 'name = "A"\nnam = "B"'}, "a.toml: nam is no field"),
        ({"a_toml": 'name = "A"\n[money]\namout = 1'}, "a.toml: money: amout is no field"),
        ({"a_toml": "name = A"}, "a.toml: Invalid value"),
        ({"a_toml": 'name = "A"', "places_csv": "key\na\nb,c\n"}, "places.csv: row 2 has more cells"),
        ({"a_toml": "ranks = {}"}, "name is missing"),
        ({"a_toml": 'name = "A"\nmoney = { kind = "loan" }'}, "a.toml: money: amount is missing"),
        ({"a_toml": 'name = "A"\nmoney = { amount = 1, kind = "gift" }'}, "a.toml: money.kind is 'gift'"),
        ({"a_toml": 'name = "A"\nmoney = { amount = "dix" }'}, "a.toml: money.amount is 'dix', and no Decimal"),
        ({"a_toml": "name = 3"}, "a.toml: name is 3, and no str"),
        ({"a_toml": 'name = "A"\nplaces = 3'}, "a.toml: places is 3, and no list"),
        ({"a_toml": 'name = "A"\nmoney = 3'}, "a.toml: money is 3, and no table"),
        ({"a_toml": 'name = "A"\nranks = 3'}, "a.toml: ranks is 3, and no table"),
        ({"a_toml": 'name = "A"\nopens = [2026-01-05]'}, "a.toml: opens has 1 values, and not 2"),
        ({"a_toml": 'name = "A"', "b_toml": 'name = "B"'}, "b.toml: name is written in another file as well"),
        ({"a_toml": 'name = "A"', "places_csv": "key,colour\na,b\n"}, "places.csv: places[1]: colour is no field"),
        ({"a_toml": 'name = "A"', "places_csv": "key,note\n,b\n"}, "places.csv: places[1]: key is missing"),
        (
            {"a_toml": 'name = "A"', "places_csv": "key\na\n", "places_desks_csv": "places,title\nb,Soir\n"},
            "places.desks.csv: places has no b",
        ),
    ],
)
def test_what_does_not_fit_is_named_with_its_file_and_key(tmp_path, files, said):
    with pytest.raises(ValueError) as caught:
        read(written(tmp_path, **files), World)
    assert said in str(caught.value)
