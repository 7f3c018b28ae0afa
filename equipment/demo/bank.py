"""The Expérithèque opens: its bank, its money, its schools, its catalogue, its shelves."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from itertools import count
from typing import Any

from django.utils import timezone

from equipment.bank.actions import open_bank
from equipment.bank.models import Bank
from equipment.bank.queries import calendar_of
from equipment.bank.rules.calendar import OpeningCalendar
from equipment.bank_settings.actions import add_closure
from equipment.budget.actions import inventory_purchase, record_purchase, vote_budget
from equipment.catalogue.actions import add_kit, add_model
from equipment.demo.shapes import Case, Counted, Lending, Model, Repair
from equipment.inventory.models import EquipmentModel, Item, Kit, Supply
from equipment.loans.models.loans import Maintenance
from equipment.maintenance.actions import begin_maintenance, end_maintenance
from equipment.schools.actions import add_school
from equipment.schools.models import School
from equipment.stock.actions import add_supply, begin_audit, close_audit, move_supply, scan
from equipment.stock.queries import missing_in
from inclusion.core.models.networks import User
from inclusion.demo.loading import moment
from inclusion.demo.story import Story
from inclusion.territories.models import Commune

#: When the assembly voted; written for the demonstration, as nothing says it.
_VOTED_ON = date(2024, 6, 28)


@dataclass
class Desk:
    """The bank as it stands, and what its story is loaded with."""

    story: Story
    data: Lending
    bank: Bank
    schools: dict[str, School] = field(default_factory=dict)
    models: dict[str, EquipmentModel] = field(default_factory=dict)
    kits: dict[str, Kit] = field(default_factory=dict)

    def wanted(self, name: str) -> EquipmentModel | Kit:
        """A model or a kit."""
        return self.kits[name] if name in self.kits else self.models[name]

    @property
    def manager(self) -> User:
        """Who runs the bank."""
        return self.story.loaded.users["bank-manager"]

    def by(self, on: date) -> dict[str, Any]:
        """The manager on a day, as every action wants to know."""
        return {"by": self.manager, "at": moment(on)}

    def calendar(self) -> OpeningCalendar:
        """The days on which the bank opens."""
        return calendar_of(self.bank)

    def in_open_days(self, count: int, *, today: date) -> date:
        """The day that is so many open days from today; 0: today, or the next open day."""
        calendar = self.calendar()
        if count == 0:
            return calendar.next_open(today) or today
        return calendar.after(today, count) if count > 0 else calendar.before(today, -count)


def open_the_bank(story: Story, data: Lending) -> Desk:
    """Open the bank on the day on which the network begins, with everything that was there from the first day."""
    loaded = story.loaded
    founded = loaded.data.founded
    manager = loaded.users["bank-manager"]
    bank = open_bank(
        name="Expérithèque",
        host=loaded.partners["departement"],
        zone="B",
        address="40 rue du Maréchal Foch\n85000 La Roche-sur-Yon",
        phone="02 61 91 00 86",
        email="experitheque@vendee.example",
        opening_hours="9 h – 12 h et 14 h – 17 h",
        dsden=loaded.partners["dsden"],
        mdph=loaded.partners["mdph"],
        by=manager,
        at=moment(founded),
    )
    desk = Desk(story, data, bank)
    vote_budget(
        bank,
        voted_on=_VOTED_ON,
        amount=data.budget,
        label="Création de la banque de prêt des collèges",
        **desk.by(founded),
    )
    for model in data.models:
        desk.models[model.name] = _model(model, **desk.by(founded))
    _open_schools(desk, founded)
    _fill_the_shelves(desk)
    for one in data.repairs:
        _repair(desk, one)
    for supply in data.supplies:
        _count(desk, supply)
    _close_for_stocktaking(desk)
    return desk


def _model(data: Model, **when: Any) -> EquipmentModel:
    return add_model(
        name=data.name,
        needs=data.needs,
        drawing=data.drawing,
        description=data.says,
        advice=data.advice,
        check_list=data.checks,
        value=data.value,
        **when,
    )


def _open_schools(desk: Desk, on: date) -> None:
    for data in desk.data.schools:
        desk.schools[data.key] = add_school(
            desk.bank,
            uai=data.uai,
            name=data.name,
            kind="Collège",
            sector="Public",
            address=data.address,
            postal_code=data.postal_code,
            town=data.town,
            commune=Commune.objects.get(pk=data.commune),
            pupils_count=data.pupils,
            ulis_count=data.ulis,
            partner=desk.story.loaded.partners[data.partner],
            is_pilot=True,
            **desk.by(on),
        )


def _fill_the_shelves(desk: Desk) -> None:
    """Buy and inventory, in the order of days; kits are put together once their items are there."""
    numbers = count(1)
    waves = sorted({on for data in desk.data.models for on, _ in data.items})
    for on in waves:
        desk.story.then(on, partial(_buy, desk, on, numbers))
    for data in desk.data.cases:
        desk.story.then(data.on, partial(_kit, desk, data))
    for one in desk.data.purchases:
        # What was bought before the bank opened was written down on its first day.
        on = max(one.on, desk.story.loaded.data.founded)
        bought = partial(record_purchase, desk.bank, bought_on=one.on, supplier=one.supplier, label=one.label)
        desk.story.then(on, partial(bought, amount=one.amount, **desk.by(on)))


def _buy(desk: Desk, on: date, numbers: Any) -> None:
    for data in desk.data.models:
        quantity = sum(count for day, count in data.items if day == on)
        if not quantity:
            continue
        model = desk.models[data.name]
        purchase = record_purchase(
            desk.bank,
            bought_on=on,
            supplier=data.supplier,
            label=data.name,
            amount=data.value * quantity,
            model=model,
            quantity=quantity,
            **desk.by(on),
        )
        named = [f"EXP-{next(numbers):03}" for _ in range(quantity)]
        inventory_purchase(purchase, numbers=named, place=data.place, **desk.by(on))


def _kit(desk: Desk, data: Case) -> None:
    taken = set(Kit.objects.values_list("items", flat=True))
    parts = []
    for name in data.models:
        free = Item.objects.in_service().filter(model=desk.models[name]).exclude(pk__in=taken)
        parts.append(free.order_by("-inventory_number")[0].inventory_number)
    desk.kits[data.name] = add_kit(
        name=data.name, needs=data.needs, description=data.says, numbers=parts, **desk.by(data.on)
    )


def _repair(desk: Desk, data: Repair) -> None:
    begun: list[Maintenance] = []

    def begin() -> None:
        item = free_item(desk, data.model, data.on, data.until)
        begun.append(
            begin_maintenance(item, reason=data.reason, start=data.on, expected_end=data.until, **desk.by(data.on))
        )

    desk.story.then(data.on, begin)
    if data.until is not None:
        until = data.until
        desk.story.then(until, lambda: end_maintenance(begun[0], report=data.report, cost=data.cost, **desk.by(until)))


def put_on_the_bench(desk: Desk) -> None:
    """Begin the maintenances that go on today."""
    today = timezone.localdate()
    for name, reason, since, until in desk.data.bench:
        on = desk.in_open_days(-since, today=today)
        end = None if until is None else desk.in_open_days(until, today=today)
        desk.story.then(on, partial(_put_away, desk, name, reason, on, end))


def _put_away(desk: Desk, name: str, reason: str, on: date, end: date | None) -> None:
    item = free_item(desk, name, on, end)
    begin_maintenance(item, reason=reason, start=on, expected_end=end, **desk.by(on))


def free_item(desk: Desk, name: str, start: date, end: date | None) -> Item:
    """The item of a model with the highest number that nothing keeps busy on these half-open days."""
    items = Item.objects.in_service().filter(model=desk.models[name])
    return items.exclude(occupations__busy__overlap=(start, end)).order_by("-inventory_number")[0]


def _count(desk: Desk, data: Counted) -> None:
    added: list[Supply] = []
    first, *later = data.moves

    def begin() -> None:
        model = desk.models[data.model] if data.model else None
        supply = add_supply(
            name=data.name, kind=data.kind, model=model, low_at=data.low_at, place=data.place, **desk.by(first[0])
        )
        added.append(move_supply(supply, change=first[1], reason=first[2], **desk.by(first[0])))

    desk.story.then(first[0], begin)
    for on, change, reason in later:
        desk.story.then(on, partial(_move, desk, added, change, reason, on))


def _move(desk: Desk, added: list[Supply], change: int, reason: str, on: date) -> None:
    move_supply(added[0], change=change, reason=reason, **desk.by(on))


def _close_for_stocktaking(desk: Desk) -> None:
    """The first days of each school year, for the stocktaking."""
    for start in (date(2025, 9, 1), date(2026, 9, 1)):
        noted, end = start - timedelta(days=60), start + timedelta(days=3)
        closed = partial(add_closure, desk.bank, start=start, end=end, reason="inventaire de rentrée")
        desk.story.then(noted, partial(closed, **desk.by(noted)))


def go_through_the_shelves(desk: Desk) -> None:
    """One stocktaking that is over, on the first day of the school year, and one that goes on since yesterday."""
    begun = date(2026, 9, 1)
    desk.story.then(begun, lambda: _take_stock(desk, "Armoire A1", begun, unseen=1))
    yesterday = desk.in_open_days(-1, today=timezone.localdate())
    desk.story.then(yesterday, lambda: _take_stock(desk, "Étagère C1", yesterday, unseen=3, goes_on=True))


def _take_stock(desk: Desk, place: str, on: date, *, unseen: int, goes_on: bool = False) -> None:
    audit = begin_audit(place=place, **desk.by(on))
    there = list(missing_in(audit).order_by("inventory_number"))
    for item in there[: max(len(there) - unseen, 0)]:
        scan(audit, typed=item.code, **desk.by(on))
    if goes_on:
        return
    scan(audit, typed="PC-SALLE-12", **desk.by(on))
    close_audit(audit, **desk.by(on))
