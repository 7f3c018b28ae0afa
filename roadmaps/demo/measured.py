"""What is measured in a demonstration network: indicators, seats of intercommunalités, training of helpers."""

from datetime import date
from decimal import Decimal
from typing import Any

from inclusion.core.french.periods import plain_date
from inclusion.demo import roadmap_shapes as shapes
from inclusion.demo.loading import moment
from inclusion.demo.story import Story
from inclusion.territories.models import Epci
from roadmaps.coverage.actions import SeatEntry, set_seats
from roadmaps.coverage.models import TrainingAllotment, TrainingEnvelope
from roadmaps.coverage.rules.standing import Seat
from roadmaps.demo.plans import Desk, RoadmapsByName
from roadmaps.enums import IndicatorSource
from roadmaps.indicators.actions import Cell, add_indicator, enter_figures
from roadmaps.indicators.models import Indicator
from roadmaps.training.actions import allot, open_envelope, record_use

#: The month and day on which the value of a year is typed.
_TYPED = (11, 3)


def load_indicators(story: Story, data: shapes.Plan, by_name: RoadmapsByName) -> None:
    """Note the indicators of a roadmap, added when it was drafted or begun, with their figures."""
    desk = Desk(story, data, by_name)
    on = data.drafted_on or data.begun_on
    for one in data.indicators:
        desk.then(on, lambda by, one=one: _indicator(desk, one, by))
        for year, _, value in one.years:
            if value is not None:
                desk.then(
                    max(on, date(year, *_TYPED)),
                    lambda by, one=one, year=year, value=value: _figure(desk, one.name, year, value, by),
                )


def _indicator(desk: Desk, data: shapes.PlanIndicator, by: dict[str, Any]) -> None:
    above = Indicator.objects.get(name=data.feeds) if data.feeds else None
    indicator = add_indicator(
        desk.row,
        name=data.name,
        unit=data.unit,
        definition=data.definition,
        axis=desk.axis(data.axis) if data.axis else None,
        action=desk.action(data.action) if data.action else None,
        source=IndicatorSource.COUNTED if data.measure else IndicatorSource.TYPED,
        measure=data.measure,
        gathering=data.gathering,
        feeds=above,
        **by,
    )
    targets = [Cell(indicator.pk, year, "target", None, Decimal(target)) for year, target, _ in data.years if target]
    if targets:
        enter_figures(desk.row, cells=targets, **by)


def _figure(desk: Desk, name: str, year: int, value: str, by: dict[str, Any]) -> None:
    key = Indicator.objects.get(roadmap=desk.row, name=name).pk
    enter_figures(desk.row, cells=[Cell(key, year, "value", None, Decimal(value))], **by)


def place_seats(story: Story, seats: tuple[tuple[str, str, str], ...]) -> None:
    """Write where the seats of the intercommunalités lie."""
    entries = [
        SeatEntry(siren, None, Seat(Decimal(latitude), Decimal(longitude))) for siren, latitude, longitude in seats
    ]
    if entries:
        set_seats(entries=entries, **story.by(story.loaded.data.founded))


def load_training(story: Story, data: shapes.Training) -> None:
    """Note an envelope, what was allotted of it, the trainings that took place."""
    opened = max(data.start, story.loaded.data.founded)
    made: list[TrainingEnvelope] = []
    story.then(
        opened,
        lambda: made.append(
            open_envelope(
                name=data.name,
                amount=data.amount,
                minimum_places=data.minimum_places,
                start=data.start,
                end=data.end,
                **story.by(opened),
            )
        ),
    )
    for siren, places, amount, on in data.allotted:
        story.then(
            on,
            lambda siren=siren, places=places, amount=amount, on=on: allot(
                made[0],
                epci=Epci.objects.get(pk=siren),
                places=places,
                amount=amount,
                committed_on=on,
                proof=f"Délibération du {plain_date(on)}",
                by=story.loaded.coordinator,
                at=moment(on),
            ),
        )
    for siren, label, on, places, amount in data.uses:
        story.then(
            on,
            lambda siren=siren, label=label, on=on, places=places, amount=amount: record_use(
                TrainingAllotment.objects.get(envelope=made[0], epci_id=siren),
                label=label,
                held_on=on,
                places=places,
                amount=amount,
                by=story.loaded.coordinator,
                at=moment(on),
            ),
        )
