"""Who pays for an action: lines on funds, other financing, posts that it asks for."""

from typing import Any

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.money import euros
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.forms import submitted
from roadmaps.plans.actions import budgets
from roadmaps.plans.forms.budgets import FinancingForm, FundLineForm, OpenInFundForm, StaffDecisionForm, StaffForm
from roadmaps.plans.models.budgets import FundLine, OtherFinancing, StaffRequest
from roadmaps.plans.queries import editable_action
from roadmaps.plans.views.actions import form_page


@requires(Permission.FUNDS_MANAGE)
def roadmap_fund_line(request: MemberRequest, pk: int) -> HttpResponse:
    """Plan euros of a fund for an action, or change what is planned."""
    action = editable_action(request.member, pk)
    wanted = request.GET.get("fonds", "")
    line = action.fund_lines.filter(fund=wanted).first() if wanted.isascii() and wanted.isdecimal() else None
    known = {"fund": line.fund_id, "planned": line.planned, "funded_action": line.funded_action_id} if line else {}
    form = FundLineForm(request.POST or None, line=line, initial=known)
    written = submitted(request, form, lambda data: budgets.plan_from_fund(action, **data, **stamp(request)))
    if written:
        messages.success(request, f"{euros(written.planned)} sont prévus sur «\u00a0{written.fund}\u00a0».")
        return redirect(action)
    what = f"Prévoir des euros d’un fonds pour «\u00a0{action}\u00a0»"
    return form_page(action, request, form, what=what, action_label="Prévoir ces euros")


def _editable_line(request: MemberRequest, pk: int) -> FundLine:
    line = get_object_or_404(FundLine.objects.select_related("fund", "action__axis__roadmap"), pk=pk)
    line.action = editable_action(request.member, line.action_id)
    return line


@requires(Permission.FUNDS_MANAGE)
def roadmap_fund_line_open(request: MemberRequest, pk: int) -> HttpResponse:
    """Open the action of the fund that a line's money goes through."""
    line = _editable_line(request, pk)
    form = OpenInFundForm(request.POST or None, initial={"name": line.action.title[:120], "on": timezone.localdate()})
    opened = submitted(request, form, lambda data: budgets.open_in_fund(line, **data, **stamp(request)))
    if opened:
        messages.success(request, f"«\u00a0{opened.funded_action}\u00a0» est ouverte dans «\u00a0{line.fund}\u00a0».")
        return redirect(line.action)
    what = f"Ouvrir une action dans «\u00a0{line.fund}\u00a0»"
    return form_page(line.action, request, form, what=what, action_label="Ouvrir cette action dans le fonds")


@requires(Permission.FUNDS_MANAGE)
@require_POST
def roadmap_fund_line_drop(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a line off a fund."""
    line = _editable_line(request, pk)
    return _dropped(request, line.action, line, budgets.drop_fund_line, f"La ligne sur «\u00a0{line}\u00a0»")


def _dropped(request: MemberRequest, action: Any, row: Any, drop: Any, name: str) -> HttpResponse:
    return perform(request, lambda: drop(row, **stamp(request)), done=f"{name} est retirée de l’action.", back=action)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def roadmap_financing_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Note money that goes through no fund of the network."""
    action = editable_action(request.member, pk)
    form = FinancingForm(request.POST or None)
    row = submitted(request, form, lambda data: budgets.plan_other(action, **data, **stamp(request)))
    if row:
        messages.success(request, f"{euros(row.amount)} sont notés\u00a0: «\u00a0{row}\u00a0».")
        return redirect(action)
    what = f"Noter un autre financement de «\u00a0{action}\u00a0»"
    return form_page(action, request, form, what=what, action_label="Noter ce financement")


def _editable_financing(request: MemberRequest, pk: int) -> OtherFinancing:
    row = get_object_or_404(OtherFinancing, pk=pk)
    row.action = editable_action(request.member, row.action_id)
    return row


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def roadmap_financing_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change other financing: its amount, or the day on which it was secured."""
    row = _editable_financing(request, pk)
    known = model_to_dict(row, FinancingForm.base_fields)
    form = FinancingForm(request.POST or None, initial=known, partner=row.partner_id)
    changed = submitted(request, form, lambda data: budgets.change_other(row, **data, **stamp(request)))
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect(row.action)
    what = f"Modifier «\u00a0{row}\u00a0»"
    return form_page(row.action, request, form, what=what, action_label="Enregistrer ce financement")


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@require_POST
def roadmap_financing_drop(request: MemberRequest, pk: int) -> HttpResponse:
    """Take other financing off an action."""
    row = _editable_financing(request, pk)
    return _dropped(request, row.action, row, budgets.drop_other, f"La ligne «\u00a0{row}\u00a0»")


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def roadmap_staff_ask(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask for a post that an action needs."""
    action = editable_action(request.member, pk)
    form = StaffForm(request.POST or None)
    roadmap = action.axis.roadmap
    asked = submitted(
        request, form, lambda data: budgets.ask_for_staff(roadmap, action=action, **data, **stamp(request))
    )
    if asked:
        messages.success(request, f"Le poste «\u00a0{asked}\u00a0» est demandé.")
        return redirect(action)
    what = f"Demander un poste pour «\u00a0{action}\u00a0»"
    return form_page(action, request, form, what=what, action_label="Demander ce poste")


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def roadmap_staff_decide(request: MemberRequest, pk: int) -> HttpResponse:
    """Say what became of a post that an action asked for."""
    asked = get_object_or_404(StaffRequest.objects.exclude(action=None).select_related("roadmap"), pk=pk)
    action = editable_action(request.member, asked.action_id)
    known = {"outcome": asked.outcome, "on": asked.decided_on or timezone.localdate(), "reason": asked.reason}
    form = StaffDecisionForm(request.POST or None, initial=known)
    decided = submitted(request, form, lambda data: budgets.decide_staff(asked, **data, **stamp(request)))
    if decided:
        messages.success(request, f"«\u00a0{decided}\u00a0»\u00a0: {decided.get_outcome_display().lower()}.")
        return redirect(action)
    what = f"Qu’est devenu le poste «\u00a0{asked}\u00a0»\u00a0?"
    return form_page(action, request, form, what=what, action_label="Noter cette décision")
