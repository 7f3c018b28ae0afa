"""Small makers of roadmaps for the tests."""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from inclusion.core.documents import store
from inclusion.core.enums import BodyKind, DocumentKind, PartnerKind
from inclusion.core.models.documents import Document
from inclusion.core.models.networks import User
from inclusion.core.scope import active_network
from inclusion.meetings.actions.bodies import add_body
from inclusion.meetings.models import Body
from inclusion.territories.models import Epci
from roadmaps.adoption.actions import adopt
from roadmaps.enums import RoadmapLevel, RoadmapState
from roadmaps.indicators.actions import Cell, add_indicator, enter_figures
from roadmaps.models import (
    Action,
    Axis,
    Indicator,
    Roadmap,
    RoadmapVersion,
    TrainingAllotment,
    TrainingEnvelope,
    TrainingUse,
)
from roadmaps.plans.actions.actions import add_action
from roadmaps.plans.actions.axes import add_axis
from roadmaps.plans.actions.roadmaps import begin_roadmap, close_roadmap, note_drafted, set_minimum_axes
from roadmaps.training.actions import allot, open_envelope, record_use
from tests.builders import AT, make_epci, make_partner, make_user

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
    """An action at the end of the axis, there since the roadmap began."""
    fields = {"added_on": date(2024, 1, 1), **fields}
    return add_action(axis, title=title or f"Action {next(_number)}", by=by, at=AT, **fields)


def make_body(name: str = "", *, by: User | None = None, **fields: Any) -> Body:
    """A steering committee."""
    return add_body(
        name=name or f"Comité {next(_number)}", kind=fields.pop("kind", BodyKind.COPIL), by=by, at=AT, **fields
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


def make_adopted(
    roadmap: Roadmap, *, on: date = date(2024, 3, 1), by: User | None = None, confirmed: bool = True
) -> RoadmapVersion:
    """Adopt a roadmap that fulfils its conditions, by a body of its territory."""
    user = by or make_user()
    body = make_body(**_whose(roadmap))
    return adopt(roadmap, body=body, on=on, minutes=make_minutes(), confirmed=confirmed, by=user, at=AT)


def _whose(roadmap: Roadmap) -> dict[str, Any]:
    """The territory of the body that adopts a roadmap: its first intercommunalité, or its commune's council."""
    place = roadmap.territories.first()
    if place is None:
        return {}
    if place.epci_id:
        return {"epci_id": place.epci_id}
    council = make_partner(f"Ville de {place.commune}", kind=PartnerKind.COMMUNE, commune=place.commune)
    return {"partner": council}


def make_noted(
    epci: Epci | None = None,
    *,
    title: str = "",
    drafted_on: date = date(2026, 3, 2),
    adopted_on: date | None = None,
    confirmed: bool = True,
    parent: Roadmap | None = None,
    by: User | None = None,
) -> Roadmap:
    """A local roadmap without content, drafted, and adopted on a day; under the departmental one, which is made too."""
    user = by or make_user()
    above = parent or Roadmap.objects.departmental().first() or make_roadmap("Feuille départementale", by=user)
    if adopted_on and above.state == RoadmapState.DRAFT:
        make_action(make_axis(above, by=user), by=user)
        make_adopted(above, by=user)
        above.refresh_from_db()
    roadmap = make_local(
        above, title, territories=[epci or make_epci()], has_content=False, start=date(2025, 1, 1), by=user
    )
    roadmap = note_drafted(roadmap, on=drafted_on, confirmed=True, by=user, at=AT)
    if adopted_on:
        roadmap = make_adopted(roadmap, on=adopted_on, confirmed=confirmed, by=user).roadmap
    return Roadmap.objects.get(pk=roadmap.pk)


def make_closed(roadmap: Roadmap, *, by: User | None = None) -> Roadmap:
    """Adopt a roadmap, whatever it takes up, and close it."""
    user = by or make_user()
    set_minimum_axes(active_network(), minimum=0, by=user, at=AT)
    if not Action.objects.of_roadmap(roadmap).exists():
        make_action(make_axis(roadmap, by=user), by=user)
    make_adopted(roadmap, by=user)
    return close_roadmap(roadmap, by=user, at=AT)


def make_indicator(roadmap: Roadmap, name: str = "", *, by: User | None = None, **fields: Any) -> Indicator:
    """An indicator that is typed, in people; `values` and `targets` by year."""
    user = by or make_user()
    figures = {"value": fields.pop("values", {}), "target": fields.pop("targets", {})}
    values = {"unit": "personnes", **fields}
    indicator = add_indicator(roadmap, name=name or f"Indicateur {next(_number)}", by=user, at=AT, **values)
    cells = [
        Cell(indicator.pk, year, field, None, Decimal(number))
        for field, years in figures.items()
        for year, number in years.items()
    ]
    enter_figures(roadmap, cells=cells, by=user, at=AT)
    return indicator


def make_envelope(name: str = "", *, by: User | None = None, **fields: Any) -> TrainingEnvelope:
    """20 000 € to train 60 helpers at least, in 2026."""
    values: dict[str, Any] = {
        "amount": Decimal("20000.00"),
        "minimum_places": 60,
        "start": date(2026, 1, 1),
        "end": date(2027, 1, 1),
        **fields,
    }
    return open_envelope(name=name or f"Enveloppe {next(_number)}", by=by or make_user(), at=AT, **values)


def make_allotment(
    envelope: TrainingEnvelope, epci: Epci, places: int = 10, amount: str = "3000.00", *, by: User | None = None
) -> TrainingAllotment:
    """Places of an envelope for an intercommunalité."""
    return allot(
        envelope,
        epci=epci,
        places=places,
        amount=Decimal(amount),
        committed_on=date(2026, 3, 2),
        proof="Délibération du 2 mars 2026",
        by=by or make_user(),
        at=AT,
    )


def make_use(
    allotment: TrainingAllotment, places: int = 4, amount: str = "1200.00", *, by: User | None = None
) -> TrainingUse:
    """A training that took place."""
    return record_use(
        allotment,
        label="Accompagner une démarche en ligne",
        held_on=date(2026, 5, 4),
        places=places,
        amount=Decimal(amount),
        by=by or make_user(),
        at=AT,
    )
