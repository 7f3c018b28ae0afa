"""Who wins where two sources say different things of one place."""

from datetime import date

from inclusion.guide.rules.provenance import Saying, merge, said_by

MAIRIE, REGION = Saying(1, 30, date(2026, 5, 4)), Saying(2, 50, date(2026, 1, 1))
STORED = {"adresse": "1 rue A", "code_postal": "47200", "commune": "Marmande", "code_insee": "47157"}


def merged(incoming, *, saying, by):
    return merge(
        STORED,
        incoming,
        provenance={name: said_by(by) for name in STORED},
        saying=saying,
        ranks={1: 30, 2: 50},
        otherwise=Saying(None, 20, date(2026, 1, 1)),
    )


def test_an_address_changes_as_a_whole():
    moved = {"adresse": "2 rue B", "code_postal": "47000", "commune": "Agen", "code_insee": ""}
    done = merged(moved, saying=MAIRIE, by=REGION)
    assert done.changes == moved
    assert "code_insee" not in done.provenance


def test_the_same_values_in_another_order_are_no_change():
    done = merge(
        {"services": ["A", "B"]},
        {"services": ["B", "A"]},
        provenance={"services": said_by(REGION)},
        saying=REGION,
        ranks={2: 50},
        otherwise=Saying(None, 20, date(2026, 1, 1)),
    )
    assert (done.changes, done.kept) == ({}, [])


def test_a_source_of_a_lower_rank_changes_no_half_of_it():
    done = merged(STORED | {"adresse": "2 rue B", "code_insee": ""}, saying=REGION, by=MAIRIE)
    assert (done.changes, [one.column for one in done.kept]) == ({}, ["adresse"])
