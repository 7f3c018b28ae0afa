"""The shared page of the figures of lending: each partner sees what is theirs."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from equipment.bank.models import Bank
from equipment.bank.queries import the_bank
from equipment.follow_up.forms import FollowForm
from equipment.follow_up.papers import rows_of, year_summary_pdf
from equipment.follow_up.queries import Follow, figures_of_all, first_year, follow_of, sight_of
from equipment.follow_up.rules import WHY_HIDDEN, days_words, school_year_of, year_words
from equipment.tabs import tabs
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.web import exports
from inclusion.core.web.exports import attachment


@requires(Permission.EQUIPMENT_FOLLOW)
def equipment_follow(request: MemberRequest) -> HttpResponse:
    """Loans, pupils, needs, outcomes, waits and use of one school year."""
    today, sight = timezone.localdate(), sight_of(request.member)
    if Bank.objects.current() is None:
        context = {"tabs": tabs(request.member, "follow"), "follow": None}
        return render(request, "equipment/follow_up/follow.html", context)
    form = FollowForm(
        request.GET, sight=sight, first=first_year(today), last=school_year_of(today), network=request.network
    )
    fmt = request.GET.get("export")
    follow = follow_of(sight, today=today, whole_list=fmt in exports.FORMATS, **form.chosen())
    if fmt in exports.FORMATS:
        return exports.export(rows_of(follow), fmt=fmt, name=f"suivi-prets-{follow.year_words}")
    return render(request, "equipment/follow_up/follow.html", _context(request, follow, form))


def _context(request: MemberRequest, follow: Follow, form: FollowForm) -> dict[str, Any]:
    charts = {
        sheet.name: [(row.name, row.loans, f"{row.loans}") for row in sheet.table.rows if row.loans is not None]
        for sheet in follow.sheets
        if sheet.name in ("besoins", "suites")
    }
    return {
        "tabs": tabs(request.member, "follow"),
        "follow": follow,
        "form": form,
        "sheets": [(sheet, charts.get(sheet.name, [])) for sheet in follow.sheets],
        "years": [(row.name, row.loans, f"{row.loans}") for row in follow.years if row.loans is not None],
        "answer": days_words(follow.waits.answer) if follow.waits else "",
        "hand_over": days_words(follow.waits.hand_over) if follow.waits else "",
        "why": WHY_HIDDEN,
    }


@requires(Permission.EQUIPMENT_FOLLOW)
def equipment_year_report(request: MemberRequest, year: int) -> HttpResponse:
    """The summary of a school year for the elected: figures alone, small groups hidden for everybody."""
    today = timezone.localdate()
    if Bank.objects.current() is None or not first_year(today) <= year <= school_year_of(today):
        raise Http404
    follow = follow_of(figures_of_all(), year=year, today=today)
    data = year_summary_pdf(follow, network=request.network, bank_name=the_bank().name, on=today)
    return attachment(data, filename=f"bilan-prets-{year_words(year)}.pdf", media_type="application/pdf", inline=True)
