"""Small makers of roadmaps for the tests."""

from datetime import date
from itertools import count
from typing import Any

from inclusion.actions.bodies import add_body
from inclusion.actions.documents import store
from inclusion.enums import BodyKind, DocumentKind
from inclusion.models import Body, Document, User
from roadmaps.actions.actions import add_action
from roadmaps.actions.adoption import adopt
from roadmaps.actions.axes import add_axis
from roadmaps.actions.roadmaps import begin_roadmap
from roadmaps.enums import RoadmapLevel
from roadmaps.models import Action, Axis, Roadmap, RoadmapVersion
from tests.builders import AT, make_partner, make_user

_number = count(1)


def make_roadmap(title: str = "", *, by: User | None = None, **fields: Any) -> Roadmap:
    """A departmental roadmap in preparation for 2024–2027, carried by one partner."""
    values: dict[str, Any] = {
        "level": RoadmapLevel.DEPARTMENTAL,
        "start": date(2024, 1, 1),
        "end": date(2028, 1, 1),
        "carriers": fields.pop("carriers", None) or [make_partner()],
        **fields,
    }
    return begin_roadmap(title=title or f"Feuille de route {next(_number)}", by=by, at=AT, **values)


def make_local(parent: Roadmap | None = None, title: str = "", **fields: Any) -> Roadmap:
    """A local roadmap nested under the departmental one."""
    return make_roadmap(title, level=RoadmapLevel.LOCAL, parent=parent, **fields)


def make_axis(roadmap: Roadmap, title: str = "", *, by: User | None = None, **fields: Any) -> Axis:
    """An axis at the end of the roadmap."""
    return add_axis(roadmap, title=title or f"Axe {next(_number)}", by=by, at=AT, **fields)


def make_action(axis: Axis, title: str = "", *, by: User | None = None, **fields: Any) -> Action:
    """An action at the end of the axis."""
    return add_action(axis, title=title or f"Action {next(_number)}", by=by, at=AT, **fields)


def make_body(name: str = "", *, by: User | None = None, **fields: Any) -> Body:
    """A steering committee."""
    return add_body(
        name=name or f"Comité {next(_number)}",
        kind=fields.pop("kind", BodyKind.COPIL),
        by=by,
        at=AT,
        **fields,
    )


def make_minutes(*, by: User | None = None) -> Document:
    """The minutes of an adoption."""
    return store(
        b"%PDF-1.7 compte rendu",
        kind=DocumentKind.ROADMAP_MINUTES,
        filename="compte-rendu.pdf",
        media_type="application/pdf",
        by=by,
        at=AT,
    )


def make_adopted(roadmap: Roadmap, *, on: date = date(2024, 3, 1), by: User | None = None) -> RoadmapVersion:
    """Adopt a roadmap that fulfils its conditions."""
    user = by or make_user()
    return adopt(roadmap, body=make_body(), on=on, minutes=make_minutes(), by=user, at=AT)
