"""Small makers of equipment for the tests."""

from datetime import date
from itertools import count
from typing import Any

from equipment.bank.actions import open_bank
from equipment.enums import Condition, Need
from equipment.loans.actions.booking import book
from equipment.loans.actions.handover import ItemCheck, give_back, hand_over
from equipment.models import Bank, EquipmentModel, Item, Kit, KitPart, Loan, LoanRequest, Pupil, School
from equipment.requests.actions import begin_request, send_request
from equipment.schools.actions import add_pupil
from inclusion.core.enums import PartnerKind
from inclusion.core.french.identifiers import uai_letter
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner
from tests.builders import AT, make_partner, make_user

_number = count(1)

#: A Monday in term time, as is the one four weeks later; AT is the Tuesday of the week before.
MONDAY = date(2026, 11, 30)
FRIDAY = date(2026, 12, 4)


def make_bank(*, by: User | None = None, host: Partner | None = None, **settings: Any) -> Bank:
    """A bank open from Monday to Friday in zone B, with one open day to check what came back."""
    return open_bank(
        name="Expérithèque",
        host=host or Partner.objects.filter(is_host=True).first() or make_partner(),
        zone="B",
        by=by,
        at=AT,
        **settings,
    )


def make_model(name: str = "", **fields: Any) -> EquipmentModel:
    """A model that helps to read."""
    values: dict[str, Any] = {
        "needs": [Need.READING],
        "description": "Un stylo qui lit à haute voix.",
        "check_list": ["Chargeur", "Housse"],
        "added_at": AT,
        **fields,
    }
    return EquipmentModel.objects.create(name=name or f"Modèle {next(_number)}", **values)


def make_item(model: EquipmentModel | None = None, **fields: Any) -> Item:
    """An item in service."""
    values: dict[str, Any] = {"inventory_number": f"INV-{next(_number):04}", "added_at": AT, **fields}
    return Item.objects.create(model=model or make_model(), **values)


def make_kit(*items: Item, name: str = "", **fields: Any) -> Kit:
    """A kit of these items, or of two new ones."""
    values: dict[str, Any] = {"needs": [Need.READING], "description": "Tout pour lire.", "added_at": AT, **fields}
    kit = Kit.objects.create(name=name or f"Mallette {next(_number)}", **values)
    for item in items or (make_item(), make_item()):
        KitPart.objects.create(kit=kit, item=item)
    return kit


def make_uai(number: int) -> str:
    """A UAI of the Vendée whose letter fits."""
    digits = f"085{number:04}"
    return digits + uai_letter(digits)


def make_school(name: str = "", *, partner: Partner | None = None, **fields: Any) -> School:
    """A school, with a partner of its own."""
    number = next(_number)
    values: dict[str, Any] = {"uai": make_uai(number), "town": "La Roche-sur-Yon", "added_at": AT, **fields}
    return School.objects.create(
        name=name or f"Collège {number}",
        partner=partner or make_partner(f"Collège {number}", kind=PartnerKind.SCHOOL),
        **values,
    )


def make_pupil(school: School, pseudonym: str = "", *, by: User | None = None) -> Pupil:
    """A pupil of the school."""
    return add_pupil(school, pseudonym=pseudonym or f"HERON-{next(_number)}", by=by, at=AT)


def make_request(
    school: School | None = None,
    wanted: EquipmentModel | Kit | None = None,
    *,
    by: User | None = None,
    sent: bool = True,
    **fields: Any,
) -> LoanRequest:
    """A request for a week, sent unless said otherwise."""
    school = school or make_school()
    wanted = wanted or make_item().model
    by = by or make_user()
    values: dict[str, Any] = {
        "start": MONDAY,
        "end": date(2026, 12, 5),
        "pupil": make_pupil(school, by=by),
        "needs": [Need.READING],
        "kit" if isinstance(wanted, Kit) else "model": wanted,
        **fields,
    }
    request = begin_request(school, by=by, at=AT, **values)
    return send_request(request, by=by, at=AT) if sent else request


def make_loan(
    wanted: EquipmentModel | Kit | None = None,
    *,
    school: School | None = None,
    by: User | None = None,
    at: Any = AT,
    **fields: Any,
) -> Loan:
    """A booked loan from Monday to Friday."""
    values: dict[str, Any] = {"start": MONDAY, "end": date(2026, 12, 5), "needs": [Need.READING], **fields}
    return book(school=school or make_school(), wanted=wanted or make_item().model, by=by, at=at, **values)


def seen(loan: Loan, condition: str = Condition.GOOD) -> list[ItemCheck]:
    """Every item of the loan, looked at and whole."""
    return [ItemCheck(row.item_id, condition) for row in loan.loan_items.filter(returned_at=None)]


def make_out(loan: Loan | None = None, *, at: Any = AT, by: User | None = None, **fields: Any) -> Loan:
    """A loan that the borrower has."""
    loan = loan or make_loan(by=by, **fields)
    return hand_over(loan, seen=seen(loan), received_by="CPE", by=by, at=at)


def make_returned(loan: Loan | None = None, *, at: Any = AT, by: User | None = None, **fields: Any) -> Loan:
    """A loan that came back whole."""
    loan = make_out(loan, at=at, by=by, **fields)
    return give_back(loan, seen=seen(loan), by=by, at=at)


def make_incomplete(item: Item, *, at: Any = AT) -> Item:
    """An item that came back without its charger, and that nobody has put in maintenance."""
    loan = make_out(make_loan(item.model, item=item, at=at), at=at)
    lost = ItemCheck(item.pk, Condition.GOOD, [{"label": "Chargeur", "ok": False}])
    give_back(loan, seen=[lost], by=None, at=at)
    return item


def write_loans(school: School, model: EquipmentModel, rows: Any) -> None:
    """Loans that came back: their school year, pupil, needs and outcome."""
    Loan.objects.bulk_create(
        Loan(
            network_id=school.network_id,
            school=school,
            model=model,
            pupil=pupil,
            needs=needs,
            start=date(year, 10, 1),
            end=date(year, 10, 20),
            state="returned",
            booked_at=AT,
            handed_over_at=AT,
            returned_at=AT,
            outcome=outcome,
            outcome_on=date(year, 11, 1) if outcome else None,
        )
        for year, pupil, needs, outcome in rows
    )
