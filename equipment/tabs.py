"""What the pages of equipment share: their tabs and the bank itself."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from equipment.bank.models import Bank
from inclusion.core.access import Member, MemberRequest, Permission
from inclusion.core.navigation import tabs_for

#: The pages of the loan bank: key, label, URL name, who is shown it.
TABS = (
    ("desk", "Aujourd’hui", "loan_desk", Permission.EQUIPMENT_MANAGE),
    ("catalogue", "Catalogue", "equipment_home", Permission.EQUIPMENT_VIEW),
    ("requests", "Demandes", "loan_request_list", Permission.EQUIPMENT_FOLLOW),
    ("loans", "Prêts", "loan_list", Permission.EQUIPMENT_FOLLOW),
    ("calendar", "Calendrier", "loan_calendar", Permission.EQUIPMENT_FOLLOW),
    ("follow", "Suivi", "equipment_follow", Permission.EQUIPMENT_FOLLOW),
    ("stock", "Stock", "item_list", Permission.EQUIPMENT_MANAGE),
    ("schools", "Établissements", "school_list", Permission.EQUIPMENT_MANAGE),
    ("bank", "Banque", "bank_detail", Permission.EQUIPMENT_MANAGE),
)
#: Pages that are beside one another inside « Stock » and « Banque ».
STOCK_TABS = (
    ("items", "Matériels", "item_list", Permission.EQUIPMENT_MANAGE),
    ("models", "Modèles", "equipment_model_list", Permission.EQUIPMENT_MANAGE),
    ("kits", "Mallettes", "kit_list", Permission.EQUIPMENT_MANAGE),
    ("supplies", "Fournitures", "supply_list", Permission.EQUIPMENT_MANAGE),
    ("maintenance", "Maintenance", "maintenance_list", Permission.EQUIPMENT_MANAGE),
    ("audits", "Inventaires", "stock_audit_list", Permission.EQUIPMENT_MANAGE),
)
BANK_TABS = (
    ("rules", "Règles", "bank_detail", Permission.EQUIPMENT_MANAGE),
    ("days", "Jours et vacances", "bank_days", Permission.EQUIPMENT_MANAGE),
    ("budget", "Budget et achats", "bank_budget", Permission.EQUIPMENT_MANAGE),
)
REFURBISHING_TABS = (
    ("board", "Atelier", "device_board", Permission.REFURBISHING_VIEW),
    ("devices", "Appareils", "device_list", Permission.REFURBISHING_VIEW),
    ("donations", "Dons", "donation_list", Permission.REFURBISHING_VIEW),
    ("figures", "Bilan", "refurbishing_figures", Permission.REFURBISHING_VIEW),
)
AID_TABS = (
    ("aids", "Familles", "family_aid_list", Permission.AID_VIEW),
    ("commissions", "Commissions", "aid_commission_list", Permission.AID_DECIDE),
    ("sessions", "Séances", "training_session_list", Permission.AID_VIEW),
    ("programmes", "Aides ouvertes", "aid_programme_list", Permission.AID_VIEW),
)


def tabs(member: Member, current: str, shown: tuple[Any, ...] = TABS) -> list[dict[str, Any]]:
    """The tabs that this member is shown, the current one marked."""
    return tabs_for(member, current, shown)


def stock_context(member: Member, current: str, **context: Any) -> dict[str, Any]:
    """The context of a page of « Stock »: both rows of tabs, and what the page adds."""
    return {"tabs": tabs(member, "stock"), "subtabs": tabs(member, current, STOCK_TABS), **context}


# -- Shared by the pages of « Banque »: two rows of tabs, the bank itself


def bank_context(member: Member, key: str, **context: Any) -> dict[str, Any]:
    """The context of a page of « Banque »."""
    return {"tabs": tabs(member, "bank"), "subtabs": tabs(member, key, BANK_TABS), **context}


def with_bank(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Pass the bank of the network to the view; where none is open yet, lead to the page that says how to open it."""

    @wraps(view)
    def banked(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        bank = Bank.objects.current()
        if bank is None:
            messages.info(request, "Ouvrez d’abord la banque de prêt\u00a0: cette page la concerne.")
            return redirect("bank_detail", request.network.slug)
        return view(request, bank, *args, **kwargs)

    return banked
