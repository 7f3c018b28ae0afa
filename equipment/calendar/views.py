"""The calendar of loans on a page, on paper, and in the programs of members."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from equipment.bank.models import Bank, runs_the_bank
from equipment.bank.queries import terms_of
from equipment.calendar import actions
from equipment.calendar import queries as read
from equipment.calendar.forms import BY_ITEM, BY_MODEL, BY_SCHOOL, MONTH, WEEK, CalendarForm, CalendarLinkForm
from equipment.calendar.models import CalendarLink
from equipment.calendar.papers import calendar_file
from equipment.calendar.rules import Span, cut_at, heads, month_span, week_span, weeks_span
from equipment.follow_up.queries import sight_of
from equipment.tabs import tabs
from inclusion.core import limits
from inclusion.core.access import (
    Member,
    MemberRequest,
    NetworkRequest,
    Permission,
    public_in_network,
    requires,
    unlisted,
)
from inclusion.core.french.names import so_many
from inclusion.core.web.acting import formed, stamp
from inclusion.core.web.exports import attachment

PER_PAGE = 25
#: How often a calendar may be asked for from one address in a minute: many members share one.
MAX_READS = 120
_COUNTED = {BY_ITEM: ("matériel", "matériels"), BY_MODEL: ("modèle", "modèles"), BY_SCHOOL: ("prêt", "prêts")}
_SPANS = {MONTH: month_span, WEEK: week_span}


@requires(Permission.EQUIPMENT_FOLLOW)
def loan_calendar(request: MemberRequest) -> HttpResponse:
    """What is taken and what is free, by item, by model or by school, some weeks, a month or a week at a time."""
    bank = Bank.objects.current()
    context: dict[str, Any] = {"tabs": tabs(request.member, "calendar"), "bank": bank}
    if bank is None:
        return render(request, "equipment/calendar/loan_calendar.html", context)
    rows = BY_ITEM if runs_the_bank(request.member) else BY_MODEL
    form = CalendarForm(request.GET, rows=rows, by_school=not sight_of(request.member).by_figures)
    chosen, today, terms = form.chosen(), timezone.localdate(), terms_of(bank)
    span = _SPANS.get(chosen["vue"], weeks_span)(chosen["jour"])
    page = Paginator(_rows(request.member, chosen, span), PER_PAGE).get_page(request.GET.get("page"))
    context |= {
        "form": form,
        "chosen": chosen,
        "span": span,
        "heads": heads(span, today=today, why_closed=terms.calendar.why_closed),
        "page": page,
        "lines": [
            (line, cut_at(line.stretches, today))
            for line in _lines(request.member, chosen, list(page), span=span, terms=terms)
        ],
        "today": today,
        "counted": so_many(page.paginator.count, *_COUNTED[chosen["par"]]),
    }
    return render(request, "equipment/calendar/loan_calendar.html", context)


def _rows(member: Member, chosen: dict[str, Any], span: Span) -> Any:
    if chosen["par"] == BY_ITEM:
        return read.items_shown(chosen["q"])
    if chosen["par"] == BY_SCHOOL:
        return read.loans_shown(member, span, chosen["q"])
    return read.models_shown(chosen["q"])


def _lines(member: Member, chosen: dict[str, Any], rows: list[Any], *, span: Span, terms: Any) -> list[read.Line]:
    today = timezone.localdate()
    if chosen["par"] == BY_ITEM:
        return read.item_lines(rows, span, member=member, terms=terms, today=today)
    if chosen["par"] == BY_SCHOOL:
        return read.loan_lines(rows, span, today=today)
    return read.model_lines(rows, span, terms=terms, today=today)


@requires(Permission.EQUIPMENT_FOLLOW)
def loan_calendar_links(request: MemberRequest) -> HttpResponse:
    """The member's own subscriptions, and a new one."""
    member = request.member
    links = CalendarLink.objects.filter(membership=member.membership).select_related("school", "network")
    return formed(
        request,
        CalendarLinkForm(request.POST or None, member=member),
        lambda data: actions.open_calendar(member.membership, **data, **stamp(request)),
        done="L’abonnement est prêt. Ouvrez-le avec votre agenda, ou copiez son adresse.",
        then=reverse("loan_calendar_links", args=[request.network.slug]),
        template="equipment/calendar/loan_calendar_links.html",
        links=[_with_address(link, request) for link in links],
        tabs=tabs(member, "calendar"),
    )


def _with_address(link: CalendarLink, request: HttpRequest) -> dict[str, Any]:
    address = request.build_absolute_uri(link.get_absolute_url())
    return {"link": link, "address": address, "webcal": f"webcal://{address.split('://', 1)[1]}"}


def _own(request: MemberRequest, pk: int) -> CalendarLink:
    return get_object_or_404(CalendarLink, pk=pk, membership=request.member.membership)


@requires(Permission.EQUIPMENT_FOLLOW)
@require_POST
def loan_calendar_renew(request: MemberRequest, pk: int) -> HttpResponse:
    """Change the address of one's own subscription."""
    actions.renew_calendar(_own(request, pk), **stamp(request))
    messages.success(
        request, "L’adresse est changée\u00a0: l’ancienne ne montre plus rien. Abonnez votre agenda à la nouvelle."
    )
    return redirect("loan_calendar_links", request.network.slug)


@requires(Permission.EQUIPMENT_FOLLOW)
@require_POST
def loan_calendar_end(request: MemberRequest, pk: int) -> HttpResponse:
    """End one's own subscription."""
    actions.end_calendar(_own(request, pk), **stamp(request))
    messages.success(request, "L’abonnement est arrêté\u00a0: son adresse ne montre plus rien.")
    return redirect("loan_calendar_links", request.network.slug)


@unlisted
@public_in_network
@never_cache
def loan_ics(request: NetworkRequest, token: str) -> HttpResponse:
    """The calendar behind a secret address, as long as its member may still follow loans."""
    reader = get_adapter().get_client_ip(request)
    if not limits.consume("loan_ics", reader, most=MAX_READS, seconds=60):
        return HttpResponse(
            "Trop de demandes. Réessayez dans une minute.", status=429, content_type="text/plain; charset=utf-8"
        )
    found = CalendarLink.objects.filter(membership__ended_at=None, membership__user__is_active=True)
    related = ("membership__user", "membership__partner", "membership__network", "school", "network")
    link = get_object_or_404(found.select_related(*related), token=token)
    if not Member(link.membership).may(Permission.EQUIPMENT_FOLLOW):
        raise Http404
    data = calendar_file(
        link, today=timezone.localdate(), absolute=request.build_absolute_uri, host=request.get_host().split(":")[0]
    )
    return attachment(data, filename="prets.ics", media_type="text/calendar; charset=utf-8", inline=True)
