"""The catalogue as a borrower reads it: dates first, then what can be had."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from equipment.enums import Need
from equipment.forms.borrowing import CatalogueForm
from equipment.models import Bank
from equipment.models.borrowing import Offer, catalogue, explain, offers_for
from equipment.models.terms import terms_of
from equipment.rules.lending import Free, Terms, problems_with
from equipment.rules.usual_dates import possible_dates, usual_dates
from equipment.views.tabs import own_schools, tabs
from inclusion.core.access import Permission, requires
from inclusion.core.french.periods import Period, shown_end

PER_PAGE = 24


@requires(Permission.EQUIPMENT_VIEW)
def equipment_home(request: HttpRequest) -> HttpResponse:
    """Models and kits, those that are free on the chosen dates first."""
    bank = Bank.objects.current()
    context: dict[str, Any] = {"tabs": tabs(request.member, "catalogue"), "bank": bank}
    if bank is None:
        return render(request, "equipment/home_without_bank.html", context)
    today, terms = timezone.localdate(), terms_of(bank)
    form = _form(request, usual_dates(terms.calendar, today=today, days=bank.usual_days))
    valid = form.is_valid()
    asked = Period(form.cleaned_data["start"], form.cleaned_data["end"]) if valid else None
    problems = problems_with(*asked, terms=terms, today=today) if asked else []
    days = None if problems else asked
    needs, text = (form.cleaned_data["besoin"], form.cleaned_data["q"]) if valid else ([], "")
    pages = Paginator(offers_for(catalogue(needs=needs, text=text), days, terms=terms, today=today), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    if days:
        explain(page.object_list, days, terms=terms, today=today)
    context |= {"form": form, "page": page, "total": pages.count, "days": days, "problems": problems}
    context |= _shown(request, asked, problems, terms=terms)
    context["cards"] = [_card(request, offer, days) for offer in page.object_list]
    return render(request, "equipment/home.html", context)


def _form(request: HttpRequest, usual: Period | None) -> CatalogueForm:
    """The form as the address fills it in, the usual dates where it says none."""
    data = request.GET.copy()
    if usual is not None and not (data.get("start") and data.get("end")):
        data["start"], data["end"] = str(usual.start), str(shown_end(usual.end))
    form = CatalogueForm(data)
    for name in ("start", "end"):
        form.fields[name].required = True
    return form


def _shown(
    request: HttpRequest, asked: Period | None, problems: list[str], *, terms: Terms
) -> dict[str, Any]:
    near = possible_dates(*asked, terms=terms, today=timezone.localdate()) if asked and problems else []
    return {
        "borrows": request.member.may(Permission.EQUIPMENT_BORROW) and own_schools(request.member).exists(),
        "near": [_dates_link(request, one) for one in near],
        "needs": Need.choices,
        "narrowed": bool(request.GET.getlist("besoin") or request.GET.get("q")),
    }


def _dates_link(request: HttpRequest, one: Free) -> dict[str, Any]:
    query = request.GET.copy()
    query.pop("page", None)
    query["start"], query["end"] = str(one.start), str(one.due)
    return {"start": one.start, "due": one.due, "url": f"?{query.urlencode()}"}


def _card(request: HttpRequest, offer: Offer, days: Period | None) -> dict[str, Any]:
    asked: dict[str, Any] = {offer.key: offer.wanted.pk}
    if days:
        asked |= {"start": days.start, "end": shown_end(days.end)}
    return {
        "offer": offer,
        "wanted": offer.wanted,
        "ask_url": f"{reverse('loan_request_add', args=[request.network.slug])}?{urlencode(asked)}",
        "near": [_dates_link(request, one) for one in offer.nearest],
    }
