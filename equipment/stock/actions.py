"""Items are inventoried, moved, lost, found and retired; supplies are counted; audits are run."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from equipment.bank.actions import lock_bank
from equipment.bank.queries import the_bank
from equipment.enums import Condition, ItemState, LoanState, Verb
from equipment.inventory.models import EquipmentModel, Item, Purchase, Supply, SupplyMove
from equipment.inventory.rules import MAX_AT_ONCE, clean_code, repeated, too_long
from equipment.loans.actions.booking import schedule_waiting_list
from equipment.loans.models.loans import Loan
from equipment.stock.models import AuditScan, StockAudit
from equipment.stock.queries import counts_of, missing_in, standing_of, step_blockers, unexpected_outcomes, unknown_in
from equipment.stock.rules import COLUMNS, SETTLED, Answer, ReadItems, answer, code_in, folded, read_items
from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.money import grouped
from inclusion.core.french.names import one_line, so_many
from inclusion.core.imports.reports import ReportTable, TableReport
from inclusion.core.imports.spreadsheets import Bounds, read_table, refused
from inclusion.core.imports.trials import Attempt, Importer
from inclusion.core.scope import active_network
from inclusion.networks.actions import lock_network

#: What the bank may correct of an item.
CORRECTED = ("model", "inventory_number", "serial", "condition", "place", "acquired_on", "purchase", "note")


@transaction.atomic
def add_items(
    model: EquipmentModel,
    *,
    numbers: Sequence[str],
    place: str = "",
    acquired_on: date | None = None,
    purchase: Purchase | None = None,
    condition: str = Condition.NEW,
    serials: Sequence[str] = (),
    by: Any,
    at: datetime,
) -> list[Item]:
    """Inventory items of one model, in service, one for each number; `serials` are in the order of the numbers.

    Raises DomainError (at "numbers") for none, too many, one twice, one that an item of the bank has already.
    """
    cleaned = checked_numbers(numbers)
    rows = [
        Item(
            network_id=model.network_id,
            model=model,
            inventory_number=number,
            serial=one_line(serial),
            condition=Condition(condition),
            place=one_line(place),
            acquired_on=acquired_on,
            purchase=purchase,
            added_at=at,
        )
        for number, serial in zip(cleaned, [*serials, *[""] * len(cleaned)], strict=False)
    ]
    return write_items(rows, by=by, at=at)


@transaction.atomic
def write_items(rows: Sequence[Item], *, by: Any, at: datetime) -> list[Item]:
    """Write new items whose numbers were checked, each with its line in the journal."""
    for row in rows:
        row.clean_fields()
    added = Item.objects.bulk_create(rows)
    for row in added:
        journal.record(Verb.ITEM_ADDED, on=row, by=by, at=at, place=row.place)
    if added:
        schedule_waiting_list(added[0].network_id)
    return added


def checked_numbers(numbers: Sequence[str]) -> list[str]:
    """The numbers as they are kept, when each is new; the network's inventory is locked until the transaction ends.

    Raises DomainError (at "numbers").
    """
    lock_network()
    cleaned = [one for one in map(clean_code, numbers) if one]
    if not cleaned:
        raise DomainError("Donnez au moins un numéro d’inventaire.").at("numbers")
    if len(cleaned) > MAX_AT_ONCE:
        raise DomainError(
            f"{MAX_AT_ONCE} matériels au plus s’ajoutent à la fois\u00a0: faites-le en plusieurs fois."
        ).at("numbers")
    if long := too_long(cleaned):
        raise DomainError(f"Un numéro d’inventaire a 40 signes au plus\u00a0: {long[0][:60]}…").at("numbers")
    if twice := repeated(cleaned):
        raise DomainError(f"Ce numéro est donné deux fois\u00a0: {_named(twice)}.").at("numbers")
    known = Item.objects.filter(inventory_number__in=cleaned).order_by("inventory_number")
    if taken := list(known.values_list("inventory_number", flat=True)):
        said = "Ce numéro est déjà pris" if len(taken) == 1 else "Ces numéros sont déjà pris"
        raise DomainError(f"{said}\u00a0: {_named(taken)}. Rien n’a été ajouté.").at("numbers")
    return cleaned


def _named(numbers: Sequence[str]) -> str:
    more = f" et {so_many(len(numbers) - 8, 'autre', 'autres')}" if len(numbers) > 8 else ""
    return ", ".join(numbers[:8]) + more


@transaction.atomic
def change_item(item: Item, *, by: Any, at: datetime, **fields: Any) -> Item:
    """Correct what is known of an item; `fields` are those of CORRECTED.

    Raises DomainError for another model while a loan has the item, ValidationError for a number that is taken.
    """
    item = lock_item(item)
    before = item.place
    model = fields.get("model", item.model)
    loaned = item.loan_items.filter(returned_at=None).exclude(loan__state=LoanState.CANCELLED)
    if model != item.model and loaned.exists():
        raise DomainError(
            "Un prêt retient ce matériel\u00a0: son modèle ne change pas avant le retour ou le remplacement."
        ).at("model")
    changed = []
    for name in CORRECTED:
        if name in fields and getattr(item, name) != (value := _kept(name, fields[name])):
            setattr(item, name, value)
            changed.append(name)
    item.full_clean()
    item.save(update_fields=changed or None)
    if [name for name in changed if name != "place"]:
        names = [name for name in changed if name != "place"]
        journal.record(Verb.ITEM_CHANGED, on=item, by=by, at=at, fields=names)
    if item.place != before:
        journal.record(Verb.ITEM_MOVED, on=item, by=by, at=at, before=before, after=item.place)
    return item


def _kept(name: str, value: Any) -> Any:
    if name == "inventory_number":
        return clean_code(value)
    if name == "note":
        return value.strip()
    return one_line(value) if isinstance(value, str) else value


@transaction.atomic
def move_items(items: Iterable[int], *, place: str, by: Any, at: datetime) -> int:
    """Put items, by their keys, on another shelf; returns how many really moved.

    Raises DomainError (at "place") without a place.
    """
    place = one_line(place)
    if not place:
        raise DomainError("Indiquez où ces matériels sont rangés.").at("place")
    rows = Item.objects.filter(pk__in=list(items)).exclude(place=place).order_by("pk")
    moving = list(rows.select_for_update(no_key=True, of=("self",)))
    for item in moving:
        before, item.place = item.place, place
        item.clean_fields()
        journal.record(Verb.ITEM_MOVED, on=item, by=by, at=at, before=before, after=place)
    Item.objects.filter(pk__in=[item.pk for item in moving]).update(place=place)
    return len(moving)


@transaction.atomic
def step_item(item: Item, to: str, *, reason: str = "", by: Any, at: datetime) -> Item:
    """Lost, found again, taken out, put back in service.

    Raises DomainError with what prevents it: a loan that has it, a maintenance that goes on.
    """
    item = lock_item(item)
    if found := step_blockers(item, ItemState(to)):
        raise DomainError(" ".join(found))
    before = item.state
    item = states.move(item, ItemState(to), by=by, at=at)
    journal.record(Verb.ITEM_STEP, on=item, by=by, at=at, before=before, after=to, reason=one_line(reason))
    if to == ItemState.IN_SERVICE:
        schedule_waiting_list(item.network_id)
    return item


def lock_item(item: Item) -> Item:
    """The item, read again under its lock."""
    rows = Item.objects.select_for_update(no_key=True, of=("self",)).select_related("model")
    return rows.get(pk=item.pk)


# -- Items from a file: tried without writing, then written all or none

BOUNDS = Bounds(megabytes=2, rows=2000)

type Table = list[tuple[int, list[Any]]]


def table_of(data: bytes) -> Table:
    """The lines of a file, its headers first.

    Raises DomainError (at "file") for what is no table, is too large or has not the columns that are needed.
    """
    table = read_table(data, bounds=BOUNDS, known_headers=COLUMNS.count_known)
    if missing := COLUMNS.missing(COLUMNS.match(table[0][1])):
        named = " et ".join(f"«\u00a0{word}\u00a0»" for word in missing)
        raise refused(
            f"Ce fichier n’a pas de colonne {named}\u00a0: sa première ligne porte les titres des colonnes, "
            "comme dans le modèle à télécharger."
        )
    if len(table) == 1:
        raise refused("Ce fichier n’a que ses titres\u00a0: ajoutez au moins un matériel.")
    return table


def try_items(table: Table) -> ReadItems:
    """What the lines would add, and what is wrong with the others; nothing is written."""
    matched = COLUMNS.match_once(table[0][1])
    models: dict[str, list[int]] = defaultdict(list)
    for key, name, brand in EquipmentModel.objects.order_by("pk").values_list("pk", "name", "brand"):
        models[folded(name)].append(key)
        if brand:
            models[folded(f"{name} {brand}")].append(key)
    first = read_items(table[1:], matched, models=models, taken=())
    numbers = [row.number for row in first.rows]
    taken = Item.objects.filter(inventory_number__in=numbers).order_by()
    return read_items(table[1:], matched, models=models, taken=taken.values_list("inventory_number", flat=True))


class ItemsImporter(Importer):
    """Files of items: all that one says is added, or nothing where one line is wrong."""

    name = "items"
    is_strict = True

    def read(self, data: bytes, options: Mapping[str, Any], *, at: datetime) -> Table:
        return table_of(data)

    def plan(self, attempt: Attempt) -> TableReport:
        return _report(try_items(attempt.content))

    def apply(self, attempt: Attempt) -> TableReport:
        """Write what still reads as it was tried; the engine undoes it where it does not."""
        read = try_items(attempt.content)
        network = active_network()
        rows = [
            Item(
                network=network,
                model_id=row.model,
                inventory_number=row.number,
                serial=row.serial,
                condition=row.condition,
                place=row.place,
                acquired_on=row.acquired_on,
                added_at=attempt.at,
            )
            for row in read.rows
        ]
        write_items(rows, by=attempt.by, at=attempt.at)
        return _report(read)

    def lock(self, subject: Any) -> Any:
        lock_network()
        return subject


ITEMS = ItemsImporter()


def _report(read: ReadItems) -> TableReport:
    many = len(read.rows)
    names = {one.pk: str(one) for one in EquipmentModel.objects.filter(pk__in={row.model for row in read.rows})}
    by_model = [(name, grouped(count)) for name, count in read.by_model(names)]
    shown = ReportTable(
        "Ce que le fichier ajouterait", ("Modèle", "Matériels"), [*by_model, ("Ensemble", grouped(many))]
    )
    wrong = so_many(len(read.faults), "ligne à corriger", "lignes à corriger")
    return TableReport(
        found=wrong if read.faults else so_many(many, "matériel à inventorier", "matériels à inventorier"),
        done=so_many(many, "matériel est inventorié", "matériels sont inventoriés"),
        count=many,
        refused=read.faults,
        lead=[f"{so_many(many, 'autre ligne convient', 'autres lignes conviennent')}."] if read.faults else [],
        tables=[] if read.faults else [shown],
    )


# -- Supplies: the stock is the sum of its moves, never below zero

GIVEN = "Remis avec un prêt"
TAKEN_BACK = "Rendu avec un prêt"


@transaction.atomic
def add_supply(
    *,
    name: str,
    kind: str,
    model: EquipmentModel | None = None,
    stock: int = 0,
    low_at: int = 0,
    place: str = "",
    by: Any,
    at: datetime,
) -> Supply:
    """Begin to count a supply, with what is on the shelf today. Raises ValidationError for a name that is taken."""
    supply = Supply(
        network=active_network(), name=one_line(name), kind=kind, model=model, low_at=low_at, place=one_line(place)
    )
    supply.full_clean()
    supply.save()
    journal.record(Verb.SUPPLY_ADDED, on=supply, by=by, at=at)
    if stock:
        _move(supply, stock, reason="Premier comptage", loan=None, by=by, at=at)
    return supply


@transaction.atomic
def change_supply(supply: Supply, *, by: Any, at: datetime, **fields: Any) -> Supply:
    """Correct what a supply is, never its stock; `fields` are name, kind, model, low_at, place."""
    supply = lock_supply(supply)
    for name in ("name", "kind", "model", "low_at", "place"):
        if name in fields:
            value = fields[name]
            setattr(supply, name, one_line(value) if isinstance(value, str) else value)
    supply.full_clean()
    supply.save(update_fields=["name", "kind", "model", "low_at", "place"])
    journal.record(Verb.SUPPLY_CHANGED, on=supply, by=by, at=at)
    return supply


@transaction.atomic
def move_supply(supply: Supply, *, change: int, reason: str, by: Any, at: datetime) -> Supply:
    """More (bought) or fewer (lost, worn out) of a supply, and why.

    Raises DomainError for no change, no reason, and fewer than there are.
    """
    supply = lock_supply(supply)
    if not change:
        raise DomainError("Indiquez combien s’ajoutent ou partent.").at("count")
    if not one_line(reason):
        raise DomainError("Indiquez pourquoi le stock change.").at("reason")
    return _move(supply, change, reason=one_line(reason), loan=None, by=by, at=at)


@transaction.atomic
def count_supply(supply: Supply, *, counted: int, by: Any, at: datetime) -> Supply:
    """Say how many are really there; the difference becomes a move. Nothing is written where the count was right."""
    supply = lock_supply(supply)
    if counted < 0:
        raise DomainError("On ne compte pas moins que zéro.").at("count")
    if counted == supply.stock:
        return supply
    return _move(supply, counted - supply.stock, reason="Comptage", loan=None, by=by, at=at)


@transaction.atomic
def give_with_loan(supply: Supply, *, count: int, loan: Loan, by: Any, at: datetime) -> Supply:
    """Hand some over with a loan. Raises DomainError where there are fewer on the shelf."""
    supply = lock_supply(supply)
    if count < 1:
        raise DomainError("Indiquez combien partent avec le prêt.").at("count")
    return _move(supply, -count, reason=GIVEN, loan=loan, by=by, at=at)


@transaction.atomic
def take_back_from_loan(supply: Supply, *, count: int, loan: Loan, by: Any, at: datetime) -> Supply:
    """Put back what came back with a loan. Raises DomainError for more than left with it."""
    supply = lock_supply(supply)
    if count < 1:
        raise DomainError("Indiquez combien reviennent avec le prêt.").at("count")
    left = given_with(supply, loan)
    if count > left:
        raise DomainError(
            f"Le prêt {loan} n’a plus que {so_many(left, 'exemplaire', 'exemplaires')} de «\u00a0{supply}\u00a0»."
        ).at("count")
    return _move(supply, count, reason=TAKEN_BACK, loan=loan, by=by, at=at)


def given_with(supply: Supply, loan: Loan) -> int:
    """How many left with a loan and did not come back."""
    total = SupplyMove.objects.filter(supply=supply, loan=loan).order_by().aggregate(sum=Sum("change"))["sum"]
    return -(total or 0)


def lock_supply(supply: Supply) -> Supply:
    """The supply, read again under its lock: no two moves count from the same stock."""
    return Supply.objects.select_for_update(no_key=True, of=("self",)).get(pk=supply.pk)


def _move(supply: Supply, change: int, *, reason: str, loan: Loan | None, by: Any, at: datetime) -> Supply:
    stock = supply.stock + change
    if stock < 0:
        raise DomainError(
            f"Il n’y en a pas autant\u00a0: {so_many(supply.stock, 'exemplaire', 'exemplaires')} de "
            f"«\u00a0{supply}\u00a0» en stock. Recomptez-les si ce nombre est faux."
        ).at("count")
    SupplyMove.objects.create(
        network_id=supply.network_id, supply=supply, change=change, reason=reason, loan=loan, at=at, by=by
    )
    supply.stock = stock
    supply.save(update_fields=["stock"])
    loan_key = loan.pk if loan else None
    journal.record(Verb.SUPPLY_COUNTED, on=supply, by=by, at=at, change=change, stock=stock, loan=loan_key)
    return supply


# -- Audits of the stock

#: Longest reading that is kept.
LONGEST = 80
#: The reason that is noted where an audit declares an item lost or found.
REASON = "Inventaire"


@transaction.atomic
def begin_audit(*, place: str = "", by: Any, at: datetime) -> StockAudit:
    """Begin to go through a place, or the whole bank where none is said.

    Raises DomainError (at "place") where one of the same place is going on, and for a place that holds nothing.
    """
    bank = lock_bank(the_bank())
    place = one_line(place)
    if place and not (known := _spelt(place)):
        raise DomainError(f"Aucun matériel n’est rangé à «\u00a0{place}\u00a0».").at("place")
    place = known if place else ""
    going_on = StockAudit.objects.filter(closed_at=None, place=place).first()
    if going_on:
        raise DomainError(
            f"L’i{str(going_on)[1:]} est déjà en cours\u00a0: continuez-le, à plusieurs si vous voulez, ou terminez-le."
        ).at("place")
    audit = StockAudit.objects.create(network_id=bank.network_id, place=place, begun_at=at, begun_by=by)
    journal.record(Verb.AUDIT_BEGUN, on=audit, by=by, at=at)
    return audit


def _spelt(place: str) -> str:
    """The place as the items have it, whatever its capitals."""
    found = Item.objects.filter(place__iexact=place).order_by("place")
    return found.values_list("place", flat=True).first() or ""


@transaction.atomic
def scan(audit: StockAudit, *, typed: str, by: Any, at: datetime) -> Answer:
    """Note what was seen and say what it is; a second reading of the same thing is said and not counted.

    Raises DomainError (at "code") for nothing and for an audit that is over.
    """
    audit = _lock(audit)
    code = one_line(code_in(typed))[:LONGEST]
    if not code:
        raise DomainError("Scannez une étiquette, ou tapez un numéro d’inventaire.").at("code")
    item = Item.objects.found_by(code).select_related("model").first()
    seen = audit.scans.filter(item=item) if item else audit.scans.filter(item=None, typed__iexact=code)
    again = seen.exists()
    if not again:
        AuditScan.objects.create(network_id=audit.network_id, audit=audit, item=item, typed=code, at=at, by=by)
        journal.record(Verb.AUDIT_SCANNED, on=audit, by=by, at=at, item=item.pk if item else None, known=bool(item))
    standing = standing_of(item, on=timezone.localdate(at)) if item else None
    return answer(standing, typed=code, place=audit.place, again=again and item is not None)


@transaction.atomic
def forget_scan(reading: AuditScan, *, by: Any, at: datetime) -> None:
    """Take back a reading that was a mistake, while the audit goes on."""
    audit = _lock(reading.audit)
    journal.record(Verb.AUDIT_SCANNED, on=audit, by=by, at=at, item=reading.item_id, taken_back=True)
    reading.delete()


@transaction.atomic
def close_audit(audit: StockAudit, *, by: Any, at: datetime) -> StockAudit:
    """End it and keep what was found: the counts, and the keys of what is missing, unexpected, unknown."""
    audit = _lock(audit)
    counts, day = counts_of(audit), timezone.localdate(at)
    audit.result = {
        "counts": {
            "expected": counts.expected,
            "seen": counts.seen,
            "unexpected": counts.unexpected,
            "unknown": counts.unknown,
        },
        "missing": list(missing_in(audit).values_list("pk", flat=True)),
        "unexpected": [
            {"item": item, "why": outcome.value} for item, outcome in unexpected_outcomes(audit, on=day).items()
        ],
        "unknown": [one.typed for one in unknown_in(audit)],
    }
    audit.closed_at = at
    audit.save(update_fields=["result", "closed_at"])
    journal.record(Verb.AUDIT_CLOSED, on=audit, by=by, at=at, missing=counts.missing, **audit.result["counts"])
    return audit


@transaction.atomic
def declare_missing_lost(audit: StockAudit, *, items: Iterable[int], by: Any, at: datetime) -> int:
    """Declare lost those of the missing items that are named; returns how many.

    Raises DomainError for an item that the audit does not miss, and with what prevents one: all or none.
    """
    named = set(items)
    _closed_with(audit, named, {*audit.result.get("missing", [])})
    lost = 0
    for item in Item.objects.filter(pk__in=named).order_by("pk"):
        if item.state == ItemState.IN_SERVICE:
            _step(item, ItemState.LOST, by=by, at=at)
            lost += 1
    return lost


@transaction.atomic
def shelve_here(audit: StockAudit, *, items: Iterable[int], by: Any, at: datetime) -> int:
    """Put away here those of the unexpected items that are named; returns how many changed.

    Their place is this one, and what was noted lost is in service again. Raises DomainError as `declare_missing_lost`
    does.
    """
    named = set(items)
    found = {one["item"] for one in audit.result.get("unexpected", []) if one["why"] in SETTLED}
    _closed_with(audit, named, found)
    changed = set()
    for item in Item.objects.filter(pk__in=named).order_by("pk"):
        if item.state == ItemState.LOST:
            _step(item, ItemState.IN_SERVICE, by=by, at=at)
            changed.add(item.pk)
    if audit.place:
        elsewhere = Item.objects.filter(pk__in=named).exclude(place=audit.place)
        changed |= set(elsewhere.values_list("pk", flat=True))
        move_items(named, place=audit.place, by=by, at=at)
    return len(changed)


def _closed_with(audit: StockAudit, named: set[int], known: set[int]) -> None:
    if audit.closed_at is None:
        raise DomainError("Terminez d’abord cet inventaire.")
    if not named:
        raise DomainError("Cochez au moins un matériel.")
    if named - known:
        raise DomainError("Un des matériels cochés n’est pas de cette liste\u00a0: rien n’a changé.")


def _step(item: Item, to: ItemState, *, by: Any, at: datetime) -> None:
    try:
        step_item(lock_item(item), to, reason=REASON, by=by, at=at)
    except DomainError as refused:
        raise DomainError(f"Matériel {item}\u00a0: {refused} Rien n’a changé.") from None


def _lock(audit: StockAudit) -> StockAudit:
    """The audit, read again under its lock: two people who see the same thing at once count it once."""
    audit = StockAudit.objects.select_for_update(no_key=True, of=("self",)).get(pk=audit.pk)
    if audit.closed_at is not None:
        raise DomainError("Cet inventaire est terminé\u00a0: commencez-en un autre.").at("code")
    return audit
