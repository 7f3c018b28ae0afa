"""The days that a hub gives to a demonstration network."""

from datetime import date, timedelta
from functools import partial

from inclusion.demo.life_loading import Desk
from inclusion.demo.life_shapes import HubDayData, HubYear
from inclusion.hub_days.actions import allot, note_done, plan_day
from inclusion.hub_days.models import HubDay


def load(desk: Desk) -> None:
    """Allot each year, plan its days three weeks ahead, note on the day those that took place."""
    for year in desk.life.hub:
        desk.story.then(date(year.year, 1, 6), partial(_allot, desk, year))
        for data in year.days:
            _day(desk, year, data)


def _allot(desk: Desk, year: HubYear) -> None:
    partner, does = desk.loaded.partners[year.partner], desk.by(date(year.year, 1, 6))
    allot(partner=partner, year=year.year, half_days=year.half_days, **does)


def _day(desk: Desk, year: HubYear, data: HubDayData) -> None:
    partner, planned = (desk.loaded.partners[year.partner], max(data.on - timedelta(days=21), date(year.year, 1, 7)))
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
                **desk.by(planned),
            )
        )

    desk.story.then(planned, plan)
    if data.done:
        desk.story.then(data.on, lambda: note_done(rows[0], note=data.note, **desk.by(data.on)))
