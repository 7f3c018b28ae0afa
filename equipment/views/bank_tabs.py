"""What the pages of « Banque » share: their two rows of tabs, and the bank itself."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from equipment.models import Bank
from equipment.views.tabs import BANK_TABS, tabs
from inclusion.core.access import Member


def bank_room(member: Member, key: str, **context: Any) -> dict[str, Any]:
    """The context of a page of « Banque »."""
    return {"tabs": tabs(member, "bank"), "subtabs": tabs(member, key, BANK_TABS), **context}


def with_bank(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the bank of the network to the view; where none is open yet, lead to the page that says how to open it."""

    @wraps(view)
    def banked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        bank = Bank.objects.current()
        if bank is None:
            messages.info(request, "Ouvrez d’abord la banque de prêt\u00a0: cette page la concerne.")
            return redirect("bank_detail", request.network.slug)
        return view(request, bank, *args, **kwargs)

    return banked
