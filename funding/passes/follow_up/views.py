"""Pages of the follow-up of passes: uses, unused booklets, and reminder letters."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from funding.passes.booklets.models import Booklet
from funding.passes.follow_up.actions import channel_for, problem_of, refuse_too_many, remind_all
from funding.passes.follow_up.lists import PassFollowFilter, WaitingFilter, WaitingTable, months_chosen, rows_of
from funding.passes.follow_up.queries import followed_by, lines_of, names_of, seen_people, uses_of, waiting_booklets
from funding.passes.follow_up.rules import WHY_HIDDEN, FollowUp, follow_up, months_before
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.enums import Channel
from inclusion.core.errors import DomainError
from inclusion.core.french.names import so_many
from inclusion.core.web import exports, parameters
from inclusion.core.web.acting import stamp
from inclusion.core.web.listing import listing

#: The tables of the page: what the address and the file call them, their titles, and what their rows are.
SHEETS = {
    "prescribers": ("prescripteurs", "Par prescripteur", "Prescripteur"),
    "territories": ("territoires", "Par territoire", "Intercommunalité"),
    "operators": ("operateurs", "Par opérateur", "Usagers de"),
    "places": ("lieux", "Par organisme formateur", "Organisme"),
}
#: How many bars the chart has at most.
MAX_BARS = 12


@requires(Permission.PASSES_FOLLOW)
def pass_follow(request: MemberRequest) -> HttpResponse:
    """What became of booklets, by prescriber, territory, operator and place; small groups are hidden, in files too."""
    chosen = PassFollowFilter(request.GET or None, queryset=followed_by(request.member), request=request)
    months, today = months_chosen(request), timezone.localdate()
    lines = lines_of(chosen.qs, idle_since=months_before(today, months))
    uses = uses_of(chosen.qs)
    found = follow_up(lines, uses, names=names_of(lines, uses))
    fmt, table = request.GET.get("export"), request.GET.get("table", "")
    if fmt in exports.FORMATS:
        for key, (name, _, first) in SHEETS.items():
            if name == table:
                rows = rows_of(getattr(found, key), first=first, months=months, places=key == "places")
                return exports.export(rows, fmt=fmt, name=f"suivi-pass-{name}")
        raise BadRequest("Which table?")
    alone = not request.member.may(Permission.PEOPLE_VIEW_ALL) and request.member.may(Permission.PEOPLE_VIEW)
    # The share of passes that served in each territory where it may be shown, the highest first.
    shown = sorted(
        ((row.share, row) for row in found.territories.rows if row.share is not None),
        key=lambda one: (-one[0], one[1].name),
    )
    context = {
        "filter": chosen,
        "booklets": len(lines),
        "total": found.total,
        "sheets": _sheets(found, alone=alone),
        "bars": [(row.name, share, f"{share}\u00a0%, {row.used} sur {row.passes}") for share, row in shown[:MAX_BARS]],
        "months": months,
        "why": WHY_HIDDEN,
        "alone": alone,
        "sees_people": request.member.may(Permission.PASSES_SEND),
    }
    return render(request, "funding/passes/follow.html", context)


def _sheets(found: FollowUp, *, alone: bool) -> list[dict[str, Any]]:
    """The tables with their titles; a prescriber has none by prescriber."""
    return [
        {"name": name, "title": title, "first": first, "sheet": getattr(found, table), "places": table == "places"}
        for table, (name, title, first) in SHEETS.items()
        if not (alone and table == "prescribers")
    ]


@requires(Permission.PASSES_SEND)
def pass_unused(request: MemberRequest) -> HttpResponse:
    """Whose booklet waits: a list to call, to print, and to choose from whom to write to."""
    months, today = months_chosen(request), timezone.localdate()
    booklets = waiting_booklets(seen_people(request.member), idle_since=months_before(today, months), on=today)
    chosen = WaitingFilter(request.GET or None, queryset=booklets, request=request)
    if "imprimer" in request.GET:
        context = {"booklets": chosen.qs.order_by("beneficiary__sort_name", "pk"), "months": months}
        return render(request, "funding/passes/follow_print.html", context)
    return listing(
        request,
        queryset=booklets,
        table=WaitingTable,
        filterset=WaitingFilter,
        template="funding/passes/follow_unused.html",
        name=f"personnes-a-relancer-{today:%Y-%m-%d}",
        months=months,
    )


@requires(Permission.PASSES_SEND)
def pass_remind(request: MemberRequest) -> HttpResponse:
    """Say who would be written to and how, then send the reminders."""
    sent = request.POST if request.method == "POST" else request.GET
    keys = set(parameters.keys(sent.getlist("carnet")))
    try:
        refuse_too_many(keys)
    except DomainError as refused:
        messages.error(request, str(refused))
        return redirect("pass_unused", request.network.slug)
    booklets = Booklet.objects.filter(pk__in=keys, beneficiary__in=seen_people(request.member).values("pk"))
    read = booklets.select_related("beneficiary__network").prefetch_related("letters", "passes")
    chosen = list(read.order_by("beneficiary__sort_name"))
    if request.method == "POST":
        done = remind_all(chosen, **stamp(request))
        for booklet, sentence in done.refused:
            messages.warning(request, f"{booklet.beneficiary}\u00a0: {sentence}")
        if done.letters:
            left = so_many(len(done.letters), "lettre de rappel est demandée", "lettres de rappel sont demandées")
            messages.success(request, f"{left}. Chacune part comme la première.")
        return redirect("pass_unused", request.network.slug)
    today = timezone.localdate()
    checked = [(one, problem_of(one, on=today)) for one in chosen]
    context = {
        "ready": [(one, Channel(channel_for(one.beneficiary))) for one, problem in checked if not problem],
        "refused": [(one, problem) for one, problem in checked if problem],
    }
    return render(request, "funding/passes/follow_remind.html", context)
