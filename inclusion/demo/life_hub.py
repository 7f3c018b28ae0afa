"""The days that a hub gives to a demonstration network."""

from datetime import date, timedelta

from inclusion.demo.life_shapes import HubDayData, HubYear
from inclusion.demo.life_telling import Telling
from inclusion.hub_days.actions import allot, note_done, plan_day
from inclusion.hub_days.models import HubDay


def tell(telling: Telling) -> None:
    """Allot each year, plan its days three weeks ahead, note on the day those that took place."""
    for year in telling.life.hub:
        telling.story.then(date(year.year, 1, 6), lambda y=year: _allot(telling, y))
        for data in year.days:
            _day(telling, year, data)


def _allot(telling: Telling, year: HubYear) -> None:
    partner, does = telling.loaded.partners[year.partner], telling.by(date(year.year, 1, 6))
    allot(partner=partner, year=year.year, half_days=year.half_days, **does)


def _day(telling: Telling, year: HubYear, data: HubDayData) -> None:
    partner, planned = (
        telling.loaded.partners[year.partner],
        max(data.on - timedelta(days=21), date(year.year, 1, 7)),
    )
    rows: list[HubDay] = []

    def plan() -> None:
        rows.append(
            plan_day(
                partner=partner,
                on=data.on,
                half_days=data.half_days,
                use=data.use,
                title=data.title,
                who=data.who,
                **telling.by(planned),
            )
        )

    telling.story.then(planned, plan)
    if data.done:
        telling.story.then(data.on, lambda: note_done(rows[0], note=data.note, **telling.by(data.on)))
