"""The days of a hub: a year, its balance and uses, one day, the year's sheet, all the départements of a hub."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core.access import (
    Member,
    MemberRequest,
    Permission,
    SignedInRequest,
    lacks_second_factor,
    requires,
    signed_in,
)
from inclusion.core.french.names import of
from inclusion.core.french.periods import plain_date
from inclusion.core.imports.uploads import MAX_PDF_BYTES
from inclusion.core.models.networks import Membership
from inclusion.core.scope import scoped_to
from inclusion.core.states import history
from inclusion.core.web import exports, parameters
from inclusion.core.web.acting import confirmed, formed, perform, stamp
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import field_of, submitted
from inclusion.core.web.listing import listing
from inclusion.hub_days import actions
from inclusion.hub_days.enums import HubDayState, HubUse
from inclusion.hub_days.forms import AllocationForm, DoneForm, EvidenceForm, HubDayForm
from inclusion.hub_days.lists import HubDayFilter, HubDayTable
from inclusion.hub_days.models import (
    HubAllocation,
    HubDay,
    HubDayQuerySet,
    balance_of_year,
    balances_of,
    hub_memberships,
    spent_by_use,
)
from inclusion.hub_days.papers import sheet_pdf
from inclusion.hub_days.rules import NOTHING, Balance, days_words, forecast, in_days, plain_days
from inclusion.partners.models import Partner


def chosen_year(member: Member, written: str, today: date) -> int:
    """The year that an address asks for, where the network has it; else this year, else the latest."""
    years = HubAllocation.objects.years()
    if (year := parameters.year(written)) in years:
        return year
    return today.year if today.year in years or not years else years[0]


def days_of(year: int) -> HubDayQuerySet:
    """The days of a year, for its list."""
    return HubDay.objects.filter(allocation__year=year).select_related("allocation__partner", "body")


def headline(balance: Balance, year: int, today: date) -> str:
    """What the page of a year answers: what is left of it, or what became of it."""
    if not balance.allotted:
        return f"Les jours Hub de {year} ne sont pas encore attribués"
    if year < today.year:
        verb = "ont été faits" if balance.done >= 4 else "a été fait"
        return f"{days_words(balance.done)} sur {plain_days(balance.allotted)} {verb} en {year}"
    if not balance.free:
        return f"Les {days_words(balance.allotted)} du hub en {year} sont tous faits ou prévus"
    return f"Il reste {days_words(balance.free)} sur {plain_days(balance.allotted)} en {year}"


def year_context(member: Member, year: int, today: date) -> dict[str, Any]:
    """What the page of a year shows beside its list."""
    allocations = list(HubAllocation.objects.filter(year=year).select_related("partner", "sheet"))
    balances = balances_of(allocations)
    balance = sum(balances.values(), NOTHING)
    uses = spent_by_use(days_of(year))
    mine = set(HubAllocation.objects.recordable_by(member).values_list("pk", flat=True))
    # Label, number and unit of what is done, planned and free.
    named = (("Faits", balance.done), ("Prévus", balance.planned), ("Ni faits ni prévus", balance.free))
    return {
        "today": today,
        "year": year,
        "years": HubAllocation.objects.years(),
        "heading": headline(balance, year, today),
        "balance": balance,
        "figures": [(label, *days_words(half_days).split("\u00a0")) for label, half_days in named],
        "bars": _bars(uses) if balance.done or balance.planned else [],
        "forecast": forecast(balance, year=year, on=today),
        "hubs": [(one, balances[one.pk], one.pk in mine) for one in allocations],
        "may_record": bool(mine),
        "may_manage": member.may(Permission.HUB_MANAGE),
        "passed": days_of(year).passed(today=today).count(),
        "late": HubDayState.PLANNED.value,
    }


def _bars(uses: dict[str, tuple[int, int]]) -> list[tuple[str, int, str]]:
    """One bar a use, with its words."""
    return [(HubUse(use).label, done + planned, _spent_words(done, planned)) for use, (done, planned) in uses.items()]


def _spent_words(done: int, planned: int) -> str:
    """« 7 jours, dont 2,5 prévus », « 0,5 jour prévu », « 4,5 jours »."""
    agreed = "prévus" if planned >= 4 else "prévu"
    if not planned:
        return days_words(done)
    if not done:
        return f"{days_words(planned)} {agreed}"
    return f"{days_words(done + planned)}, dont {plain_days(planned)} {agreed}"


# -- Days of a hub for the network, and their use


@requires(Permission.HUB_VIEW)
def hub_day_list(request: MemberRequest) -> HttpResponse:
    """A year: what is left, what it was spent on, where the pace leads; `?annee=` for another one."""
    today = timezone.localdate()
    year = chosen_year(request.member, request.GET.get("annee", ""), today)
    return listing(
        request,
        queryset=days_of(year),
        table=HubDayTable,
        filterset=HubDayFilter,
        template="inclusion/hub_days/hub_day_list.html",
        name=f"jours-hub-{year}",
        **year_context(request.member, year, today),
    )


def _own(member: Member, pk: int) -> HubDay:
    """A day that the member may note; nothing is found otherwise."""
    days = HubDay.objects.recordable_by(member)
    return get_object_or_404(days.select_related("allocation__partner", "evidence", "body", "meeting"), pk=pk)


@requires(Permission.HUB_RECORD)
def hub_day_add(request: MemberRequest) -> HttpResponse:
    """Plan what a hub does; `?le=` proposes a day."""
    allocations = HubAllocation.objects.recordable_by(request.member)
    partners = list(Partner.objects.filter(hub_allocations__in=allocations).distinct().order_by("sort_name", "pk"))
    form = HubDayForm(request.POST or None, partners=partners, initial={"on": request.GET.get("le")})
    day = submitted(request, form, lambda data: actions.plan_day(**data, **stamp(request)))
    if day:
        verb = "sont prévus" if day.half_days >= 4 else "est prévu"
        messages.success(request, f"{day.length} {verb}\u00a0: «\u00a0{day}\u00a0».")
        return redirect(day)
    return render(request, "inclusion/hub_days/hub_day_form.html", {"form": form, "day": None, "partners": partners})


@requires(Permission.HUB_VIEW)
def hub_day_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """Everything about one day, and what can be done with it."""
    day = get_object_or_404(HubDay.objects.select_related("allocation__partner", "body", "meeting", "evidence"), pk=pk)
    today = timezone.localdate()
    context = {
        "day": day,
        "today": today,
        "may_record": HubDay.objects.recordable_by(request.member).filter(pk=pk).exists(),
        "planned": day.state == HubDayState.PLANNED,
        "passed": day.state == HubDayState.PLANNED and day.on < today,
        "history": [(one, HubDayState(one.to_state).label) for one in history(day).select_related("by")],
    }
    return render(request, "inclusion/hub_days/hub_day_detail.html", context)


@requires(Permission.HUB_RECORD)
def hub_day_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Put right what is planned or done."""
    day = _own(request.member, pk)
    form = HubDayForm(request.POST or None, day=day)
    changed = submitted(request, form, lambda data: actions.change_day(day, **data, **stamp(request)))
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect(changed)
    return render(request, "inclusion/hub_days/hub_day_form.html", {"form": form, "day": day, "partners": []})


@requires(Permission.HUB_RECORD)
@takes_files(MAX_PDF_BYTES)
def hub_day_done(request: MemberRequest, pk: int) -> HttpResponse:
    """Note that it took place."""
    day, today = _own(request.member, pk), timezone.localdate()
    initial = {"on": min(day.on, today), "half_days": day.half_days, "note": day.note}
    return formed(
        request,
        DoneForm(request.POST or None, request.FILES or None, initial=initial),
        lambda data: actions.note_done(day, **data, **stamp(request)),
        done=lambda done: f"C’est noté\u00a0: «\u00a0{done}\u00a0» a eu lieu.",
        back=day,
        cancel_label="Ne rien changer",
        action_label="Noter que c’est fait",
        title=f"{day} a eu lieu",
        heading=f"«\u00a0{day}\u00a0» a eu lieu",
        lead=f"Prévu le {plain_date(day.on)}, pour {day.length}. Corrigez si ce fut plus long, plus court ou un autre "
        "jour.",
        trail=(("Jours Hub", "hub_day_list"), day, "Noter comme fait"),
    )


@requires(Permission.HUB_RECORD)
def hub_day_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then give up what was planned."""
    day = _own(request.member, pk)
    return confirmed(
        request,
        lambda: actions.cancel_day(day, **stamp(request)),
        done="C’est annulé\u00a0: ces jours sont de nouveau libres.",
        back=day,
        question=f"Annuler «\u00a0{day}\u00a0»\u00a0?",
        consequence=f"{day.length} de {day.allocation.year} redeviennent libres. Vous pourrez revenir en arrière.",
        action_label="Annuler ces jours",
        danger=True,
    )


@requires(Permission.HUB_RECORD)
@require_POST
def hub_day_again(request: MemberRequest, pk: int) -> HttpResponse:
    """Take back that it took place, or that it was given up."""
    day = _own(request.member, pk)
    return perform(request, lambda: actions.plan_again(day, **stamp(request)), done="C’est de nouveau prévu.", back=day)


@requires(Permission.HUB_RECORD)
@takes_files(MAX_PDF_BYTES)
def hub_day_evidence_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Join what shows that it took place."""
    day = _own(request.member, pk)
    return formed(
        request,
        EvidenceForm(request.POST or None, request.FILES or None),
        lambda data: actions.add_evidence(day, **data, **stamp(request)),
        done="Le justificatif est joint.",
        back=day,
        cancel_label="Ne rien changer",
        action_label="Joindre ce justificatif",
        title=f"Justificatif {of(day)}",
        heading=f"Joindre un justificatif à «\u00a0{day}\u00a0»",
        lead=day.evidence and f"Il remplace «\u00a0{day.evidence.filename}\u00a0», qui sera effacé.",
        trail=(("Jours Hub", "hub_day_list"), day, "Justificatif"),
    )


@requires(Permission.HUB_VIEW)
def hub_day_evidence(request: MemberRequest, pk: int) -> HttpResponse:
    """What shows that it took place, in the browser's own viewer."""
    evidence = get_object_or_404(HubDay.objects.select_related("evidence"), pk=pk).evidence
    if evidence is None:
        raise Http404
    return attachment(evidence.data, filename=evidence.filename, media_type=evidence.media_type, inline=True)


def year_url(slug: str, year: int) -> str:
    """The page of a year."""
    return f"{reverse('hub_day_list', args=[slug])}?annee={year}"


# -- Allocation of a year, its sheet, all the départements of a hub

_COLUMNS = ("Réseau", "Département", "Hub", "Le", "Jours", "Pour quoi", "Intitulé", "Qui, au hub", "État")
#: How many of the next days of each département are shown.
_NEXT = 3


@requires(Permission.HUB_MANAGE)
def hub_allocation_add(request: MemberRequest) -> HttpResponse:
    """Say how many days a hub gives in a year; the network's settings propose."""
    initial = {"year": timezone.localdate().year, "half_days": actions.usual_half_days()}
    form = AllocationForm(request.POST or None, initial=initial)
    allocation = submitted(request, form, lambda data: actions.allot(**data, **stamp(request)))
    if allocation:
        messages.success(request, f"Les jours {of(allocation.partner)} en {allocation.year} sont attribués.")
        return redirect(year_url(request.network.slug, allocation.year))
    hubs = field_of(form, "partner").queryset.exists()
    return render(
        request, "inclusion/hub_days/hub_allocation_form.html", {"form": form, "allocation": None, "hubs": hubs}
    )


@requires(Permission.HUB_MANAGE)
def hub_allocation_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change how many days a year has."""
    allocation = get_object_or_404(HubAllocation.objects.select_related("partner"), pk=pk)
    initial = {"half_days": allocation.half_days, "note": allocation.note}
    form = AllocationForm(request.POST or None, initial=initial, changing=True)
    changed = submitted(request, form, lambda data: actions.change_allotment(allocation, **data, **stamp(request)))
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect(year_url(request.network.slug, changed.year))
    return render(
        request, "inclusion/hub_days/hub_allocation_form.html", {"form": form, "allocation": allocation, "hubs": True}
    )


@requires(Permission.HUB_RECORD)
@require_POST
def hub_sheet_issue(request: MemberRequest, pk: int) -> HttpResponse:
    """Make the sheet of a year as it is today, and keep it."""
    found = HubAllocation.objects.recordable_by(request.member).select_related("partner", "network")
    allocation, now = get_object_or_404(found, pk=pk), timezone.now()
    pdf = sheet_pdf(allocation, on=timezone.localdate(now))
    actions.issue_sheet(allocation, pdf=pdf, by=request.user, at=now)
    messages.success(request, f"La fiche de {allocation.year} est éditée\u00a0: vous pouvez la télécharger.")
    return redirect(year_url(request.network.slug, allocation.year))


@requires(Permission.HUB_VIEW)
def hub_sheet(request: MemberRequest, pk: int) -> HttpResponse:
    """The sheet of a year as it was last issued."""
    sheet = get_object_or_404(HubAllocation.objects.select_related("sheet"), pk=pk).sheet
    if sheet is None:
        raise Http404
    return attachment(sheet.data, filename=sheet.filename, media_type=sheet.media_type, inline=True)


@signed_in
def hub_home(request: SignedInRequest) -> HttpResponse:
    """All the départements of a hub: what is left in each, what comes next; `?export=` gives their days as one file."""
    today = timezone.localdate()
    seats = [one for one in hub_memberships(request.user) if (not lacks_second_factor(Member(one)))]
    fmt = request.GET.get("export")
    if fmt in exports.FORMATS:
        rows = [_COLUMNS, *(row for seat in seats for row in _rows(seat, today.year))]
        return exports.export(rows, fmt=fmt, name=f"jours-hub-{today.year}")
    found = [_department(seat, today) for seat in seats]
    heading = headline(sum((one["balance"] for one in found), NOTHING), today.year, today)
    context = {"found": found, "heading": heading, "year": today.year, "today": today}
    return render(request, "inclusion/hub_days/hub_home.html", context)


def _rows(seat: Membership, year: int) -> Iterator[tuple[Any, ...]]:
    with scoped_to(seat.network):
        days = HubDay.objects.filter(allocation__partner=seat.partner, allocation__year=year)
        for day in list(days):
            yield (
                seat.network.name,
                seat.network.department.name,
                seat.partner.name,
                day.on,
                in_days(day.half_days),
                day.get_use_display(),
                day.title,
                day.who,
                day.get_state_display(),
            )


def _department(seat: Membership, today: date) -> dict[str, Any]:
    with scoped_to(seat.network):
        allocations = HubAllocation.objects.filter(partner=seat.partner, year=today.year)
        balance = balance_of_year(allocations)
        days = HubDay.objects.filter(allocation__partner=seat.partner)
        return {
            "network": seat.network,
            "partner": seat.partner,
            "balance": balance,
            "heading": headline(balance, today.year, today),
            "next": [(one, one.length) for one in days.to_come(today=today)[:_NEXT]],
            "passed": days.passed(today=today).count(),
            "may_record": Member(seat).may(Permission.HUB_RECORD),
        }
