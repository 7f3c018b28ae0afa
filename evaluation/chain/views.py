"""Pages of the chain from euros to results: its figures, the list of each, and what funded actions pay for."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from evaluation.chain.actions import tie, untie
from evaluation.chain.forms import ChainForm, TieForm
from evaluation.chain.lists import FigureTable
from evaluation.chain.models import FundedOutput
from evaluation.chain.queries.figures import FIGURES, Part
from evaluation.chain.queries.page import lines_of, picture_of, shown_figures, words_of
from funding.ledger.models.funds import FundedAction
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.figures import marked
from inclusion.core.web import exports
from inclusion.core.web.acting import confirmed, stamp
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import PER_PAGE


@requires(Permission.CHAIN_VIEW)
def chain(request: MemberRequest) -> HttpResponse:
    """What the euros did, for whom, and what changed: of the network, or of what was chosen."""
    form = ChainForm(request.GET, member=request.member)
    if form.reads_nothing:
        return render(request, "evaluation/chain/chain_nothing.html")
    found = form.chain()
    today = timezone.localdate()
    parts, lines = [(part, shown_figures(found, part)) for part in Part], lines_of(found)
    context: dict[str, Any] = {
        "form": form,
        "scope": form.scope,
        "day": min(today, form.scope.last_day),
        "picture": picture_of(found, lines),
        "parts": [(part, shown) for part, shown in parts if shown],
        "actions": lines,
        "engaged": FIGURES["engage"].label_in(form.scope),
        "has_money": not form.scope.epci,
        "opens_actions": request.member.may(Permission.FUNDS_VIEW),
        "own": found.is_own,
        "of_funds": len(form.funds) > 1 and form.scope.fund is None,
        "query": form.scope.query(),
        **words_of(found),
    }
    return render(request, "evaluation/chain/chain.html", context)


@requires(Permission.CHAIN_VIEW)
def chain_list(request: MemberRequest, figure: str) -> HttpResponse:
    """The rows that a figure is the sum of, with their sum; as a file too."""
    form, one = ChainForm(request.GET, member=request.member), FIGURES.get(figure)
    if one is None or not one.said_of(form.scope):
        raise Http404
    if form.reads_nothing:
        return render(request, "evaluation/chain/chain_nothing.html")
    shown = (found := form.chain()).shows(one)
    fmt = request.GET.get("export", "") if shown else ""
    rows, in_file = found.listed(one) if shown else [], fmt in exports.FORMATS
    table = FigureTable(rows, chain=found, figure=one, in_file=in_file)
    if in_file:
        return exports.export(table.as_values(), fmt=fmt, name=f"{one.key}-{form.scope.year}")
    table.page = Paginator(table.rows, PER_PAGE).get_page(request.GET.get(table.prefixed_page_field))
    table.paginator = table.page.paginator
    context = {
        "figure": one,
        "label": one.label_in(form.scope),
        "form": form,
        "table": table,
        "shown": shown,
        "total": marked(one.unit.words(found.total(one)), found.amount(one)) if shown else "",
        "exports": shown,
        "query": form.scope.query(),
        "shares": found.shares_in(one) if shown else [],
        "day": min(timezone.localdate(), form.scope.last_day),
    }
    return render(request, "evaluation/chain/chain_list.html", context)


@requires(Permission.FUNDS_MANAGE)
def output_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Say what a funded action pays for."""
    action = get_object_or_404(FundedAction.objects.select_related("fund"), pk=pk)
    form = TieForm(request.POST or None)
    output = submitted(request, form, lambda data: tie(action, **data["target"], **stamp(request)))
    if output:
        messages.success(request, f"«\u00a0{output}\u00a0» compte maintenant dans ce que finance l’action.")
        return redirect(action)
    return render(request, "evaluation/chain/output_add.html", {"form": form, "action": action})


@requires(Permission.FUNDS_MANAGE)
def output_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Take back what was tied to a funded action by mistake."""
    output = get_object_or_404(FundedOutput.objects.select_related("funded_action__network"), pk=pk)
    return confirmed(
        request,
        lambda: untie(output, **stamp(request)),
        done="Ce n’est plus rattaché à l’action.",
        back=output.funded_action,
        question=f"Détacher «\u00a0{output}\u00a0» de l’action «\u00a0{output.funded_action}\u00a0»\u00a0?",
        consequence="Ses chiffres ne compteront plus parmi les résultats de l’action.",
        action_label="Détacher",
        danger=True,
    )
