"""What the catalogue and the stock offer to the pages of the network: models and items are found by what they bear."""

from django.db.models import QuerySet

from equipment.bank.models import Bank
from equipment.inventory.models import EquipmentModel, Item
from inclusion.core.access import Member, Permission
from inclusion.core.enums import Group
from inclusion.core.navigation import Entry, register_entry
from inclusion.core.searching import register_search


@register_search(
    "Matériel", Permission.EQUIPMENT_VIEW, order=80, detail=lambda model: model.brand, references=("reference",)
)
def models_by_name(member: Member, words: str) -> QuerySet[EquipmentModel]:
    """Models by name, brand or reference; without those that are offered no more for who only borrows."""
    found = EquipmentModel.objects.matching(words).order_by("sort_name", "pk")
    return found if member.may(Permission.EQUIPMENT_MANAGE) else found.offered()


@register_search(
    "Objets du stock",
    Permission.EQUIPMENT_MANAGE,
    order=82,
    detail=lambda item: f"{item.model}, {item.get_state_display().lower()}",
    references=("inventory_number", "code", "serial"),
)
def items_by_number(member: Member, words: str) -> QuerySet[Item]:
    """Items by inventory number, serial or the code of their label."""
    return Item.objects.numbered(words).select_related("model").order_by("inventory_number", "pk")


register_entry(
    Entry(
        50,
        "Matériel",
        "equipment_home",
        Permission.EQUIPMENT_VIEW,
        (
            "equipment_",
            "loan_",
            "item_",
            "kit_",
            "supply_",
            "maintenance_",
            "stock_audit_",
            "school_",
            "pupil_",
            "bank_",
            "feedback_",
        ),
        needs=(Bank.objects.all(),),
        always_for=Permission.EQUIPMENT_MANAGE,
        opens=(Permission.EQUIPMENT_MANAGE, "loan_desk"),
        group=Group.SUPPORT,
    )
)
