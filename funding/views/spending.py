"""Pages of the actions that a fund pays for: all of them, one, what it is, whom it helped."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from funding.actions.commitments import explain
from funding.actions.funded_actions import change_funded_action, open_funded_action, record_reach_of_year
from funding.forms.spending import ChangeActionForm, OpenActionForm, ReachForm, contributors
from funding.models import ActionReach, Commitment, Fund, FundedAction
from funding.models.positions import fund_position
from funding.models.spending import names_of, people_helped
from funding.models.visibility import sees_all
from funding.tables.spending import CommitmentTable, FundActionTable
from inclusion.core.access import Member, Permission, requires
from inclusion.core.french.money import whole_euros
from inclusion.core.registry import panels_for
from inclusion.core.web import exports, parameters
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing


@requires(Permission.FUNDS_VIEW)
def fund_actions(request: HttpRequest, pk: int) -> HttpResponse:
    """The actions of a fund: what each costs, who pays, whom it helped."""
    fund = get_object_or_404(Fund, pk=pk)
    position = fund_position(fund).seen_by(request.member)
    table = FundActionTable(position=position, people=people_helped(fund))
    if (fmt := request.GET.get("export")) in exports.FORMATS:
        return exports.export(table.as_values(), fmt=fmt, name=f"actions-fonds-{fund.pk}")
    context = {"fund": fund, "position": position, "table": table, "exports": True}
    return render(request, "funding/fund_actions.html", context)


@requires(Permission.FUNDS_MANAGE)
def fund_action_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open an action that the fund will pay for."""
    fund = get_object_or_404(Fund, pk=pk)
    form = OpenActionForm(request.POST or None, fund=fund, initial={"on": timezone.localdate()})
    action = submitted(
        request, form, lambda data: open_funded_action(fund, **data, by=request.user, at=timezone.now())
    )
    if action:
        messages.success(request, f"L’action « {action} » est ouverte : le fonds peut la payer.")
        return redirect(action)
    return render(request, "funding/fund_action_form.html", {"form": form, "fund": fund, "action": None})


@requires(Permission.FUNDS_MANAGE)
def fund_action_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what an action is and whose users it is meant for."""
    action = get_object_or_404(FundedAction.objects.select_related("fund"), pk=pk)
    targets = action.target_rows.values_list("partner_id", flat=True)
    initial = {"description": action.description, "targets": list(targets)}
    form = ChangeActionForm(request.POST or None, fund=action.fund, action=action, initial=initial)
    changed = submitted(
        request, form, lambda data: change_funded_action(action, **data, by=request.user, at=timezone.now())
    )
    if changed:
        messages.success(request, "Les changements valent pour ce qui sera engagé à partir de maintenant.")
        return redirect(action)
    context = {"form": form, "fund": action.fund, "action": action}
    return render(request, "funding/fund_action_form.html", context)


@requires(Permission.FUNDS_MANAGE)
def fund_action_reach(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how many users of each operator an action helped in a year."""
    action = get_object_or_404(FundedAction.objects.select_related("fund"), pk=pk)
    years = action.fund.years(until=timezone.localdate())
    year = next((one for one in years if str(one) == request.GET.get("annee")), years[0])
    words = {one.partner_id: one for one in action.reach.filter(year=year).last_words()}
    partners = list(contributors(action.fund))
    form = ReachForm(
        request.POST or None, partners=partners, said={pk: one.people for pk, one in words.items()}
    )
    if _recorded(request, form, action, year) is not None:
        messages.success(request, f"Les usagers aidés en {year} sont enregistrés.")
        return redirect(action)
    context = {
        "form": form,
        "action": action,
        "year": year,
        "years": [{"label": one, "url": f"?annee={one}", "current": one == year} for one in years],
        "rows": [(form.field_of(partner), words.get(partner.pk)) for partner in partners],
    }
    return render(request, "funding/fund_action_reach.html", context)


def _recorded(
    request: HttpRequest, form: ReachForm, action: FundedAction, year: int
) -> list[ActionReach] | None:
    does = {"by": request.user, "at": timezone.now()}
    return submitted(
        request, form, lambda data: record_reach_of_year(action, year=year, people=form.people(), **does)
    )


@requires(Permission.FUNDS_VIEW)
def fund_action(request: HttpRequest, pk: int) -> HttpResponse:
    """One action: whose euros pay for it, and why, to the cent; what it may still draw on; its commitments."""
    action = get_object_or_404(FundedAction.objects.select_related("fund"), pk=pk)
    commitments = Commitment.objects.filter(funded_action=action).visible_to(request.member)
    commitments = commitments.order_by("-committed_on", "-pk")
    chosen = (
        commitments.filter(pk=parameters.key(request.GET.get("engagement"))).first() or commitments.first()
    )
    return listing(
        request,
        queryset=commitments,
        table=CommitmentTable,
        template="funding/fund_action.html",
        name=f"engagements-action-{action.pk}",
        fund=action.fund,
        action=action,
        chosen=chosen,
        sees_all=sees_all(request.member),
        attribution=_explained(chosen) if sees_all(request.member) else None,
        panels=panels_for("fund_action", request, action),
        **_standing(action, request.member),
    )


def _explained(commitment: Commitment | None) -> Any:
    """The attribution of a commitment as it was made, with the contributors' names."""
    if commitment is None:
        return None
    return explain(commitment, labels=names_of(int(pk) for pk, _ in commitment.basis["shares"]))


def _standing(action: FundedAction, member: Member) -> dict[str, Any]:
    """Who pays an action so far, which grants it may still draw on, for whom it is, whom it helped."""
    position = fund_position(action.fund).seen_by(member)
    earmarks = action.contribution_earmarks.standing().select_related("contribution__partner")
    standing = next(one for one in position.actions if one.action.pk == action.pk)
    reach = list(action.reach.last_words().select_related("partner"))
    people = people_helped(action.fund).get(action.pk, 0)
    return {
        "position": standing,
        "grants": [
            one
            for one in position.grants
            if any(mark.funded_action_id == action.pk for mark in one.grant.earmarks.all())
        ],
        "targets": action.targets.all(),
        "costs": position.costs,
        "earmarks": [
            one for one in earmarks if sees_all(member) or one.contribution.partner == member.partner
        ],
        "reach": reach,
        "people": people,
        "by_passes": people - sum(one.people for one in reach),
        "left": whole_euros(standing.cost) - whole_euros(standing.owed) - whole_euros(standing.disbursed),
    }
