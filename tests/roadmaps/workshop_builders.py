"""Small makers of workshops, ideas, voices and documents for the tests."""

from datetime import date
from itertools import count
from typing import Any

from inclusion.core.models.networks import User
from roadmaps.files.actions import add_paper
from roadmaps.models import Axis, Proposal, Roadmap, RoadmapPaper, Workshop
from roadmaps.workshops.actions import TableTerms, add_idea, open_workshop, vote
from tests.builders import AT, make_user

_number = count(1)

#: A picture of one pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0d"
    "efa5b40000000049454e44ae426082"
)


def make_workshop(
    roadmap: Roadmap,
    *topics: str,
    axis: Axis | None = None,
    votes_each: int = 2,
    open_until: date = date(9999, 12, 31),
    by: User | None = None,
    **fields: Any,
) -> Workshop:
    """A workshop with a table for each topic; the first one works on the axis."""
    names = topics or ("Aller vers", "Équiper")
    return open_workshop(
        roadmap,
        title=f"World café {next(_number)}",
        held_on=date(2026, 3, 12),
        open_until=open_until,
        votes_each=votes_each,
        tables=[TableTerms(name, axis if rank == 0 else None) for rank, name in enumerate(names)],
        by=by or make_user(),
        at=AT,
        **fields,
    )


def make_idea(workshop: Workshop, text: str = "", *, table: int = 1, voters: int = 0, **fields: Any) -> Proposal:
    """An idea on the table of this rank, with so many voices."""
    idea = add_idea(
        workshop,
        table=workshop.tables.get(rank=table),
        text=text or f"Idée numéro {next(_number)}",
        by=None,
        at=AT,
        **fields,
    )
    for _ in range(voters):
        vote(idea, voter=f"voter-{next(_number)}", at=AT)
    return idea


def make_paper(roadmap: Roadmap, *, by: User | None = None, **fields: Any) -> RoadmapPaper:
    """A picture attached to the roadmap."""
    values = {"kind": "other", "title": f"Document {next(_number)}", "data": PNG, "filename": "plan.png", **fields}
    return add_paper(roadmap, by=by or make_user(), at=AT, **values)
