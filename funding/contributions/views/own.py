"""An operator's own space: what it is asked for, what it has to pay, what it gave."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from funding.contributions.actions.pledges import AboveTheEnvelope
from funding.contributions.actions.requests import answer_request
from funding.contributions.enums import ContributionStanding, ContributionState
from funding.contributions.forms import AnswerForm
from funding.contributions.models import CallForFunds, Contribution, ContributionRequest, LeverageRule
from funding.contributions.queries import simulated
from funding.contributions.rules.simulation import Simulation
from funding.contributions.views.calls import call_file
from funding.ledger.models.funds import Fund
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO, euros, figure
from inclusion.core.french.periods import civil_year
from inclusion.core.web.acting import stamp
from inclusion.core.web.forms import submitted
from inclusion.partners.models import Partner

#: Amounts of which a page says what they would become, besides what was given the year before.
EXAMPLES = (Decimal("1000.00"), Decimal("5000.00"), Decimal("10000.00"))
ENDED = (ContributionState.WITHDRAWN, ContributionState.REFUNDED)


@requires(Permission.CONTRIBUTIONS_OWN)
def own_contributions(request: MemberRequest) -> HttpResponse:
    """What waits for the own organisation, and what came in from it by year."""
    partner, today = request.member.partner, timezone.localdate()
    asked = list(_asked(partner).unanswered().filter(fund__end__gt=today).select_related("fund"))
    calls = list(_calls(partner).to_pay().select_related("contribution__fund"))
    # The contributions of an organisation, the latest year first.
    rows = Contribution.objects.filter(partner=partner).with_standing().with_called()
    given, again = (
        list(rows.select_related("fund").order_by("-year", "fund__name", "pk")),
        _asked_again(partner, today),
    )
    context = {
        "partner": partner,
        "asked": [(one, one.is_late_on(today)) for one in asked],
        "calls": [(one, one.is_late_on(today)) for one in calls],
        "due": sum((one.outstanding for one in calls), ZERO),
        "given": [(one, ContributionStanding(one.standing), again.get(_key(one))) for one in given],
        "totals": _totals(given),
        "year": today.year,
        "funds": Fund.objects.filter(contributions__partner=partner).open_on(today).distinct(),
        "title": _title(len(asked), [one.outstanding for one in calls]),
    }
    return render(request, "funding/contributions/own_contributions.html", context)


def _asked(partner: Partner) -> Any:
    return ContributionRequest.objects.filter(partner=partner)


def _calls(partner: Partner) -> Any:
    return CallForFunds.objects.filter(contribution__partner=partner)


def _key(one: Contribution | ContributionRequest) -> tuple[int, int]:
    return one.fund_id, one.year


def _asked_again(partner: Partner, today: date) -> dict[tuple[int, int], ContributionRequest]:
    """What an organisation was asked and answered by a promise that was withdrawn: it may answer again."""
    withdrawn = Contribution.objects.filter(partner=partner, state=ContributionState.WITHDRAWN)
    keys = {_key(one) for one in withdrawn}
    return {_key(one): one for one in _asked(partner).filter(fund__end__gt=today) if _key(one) in keys}


def _totals(rows: list[Contribution]) -> dict[str, Decimal]:
    """The sums of what was not withdrawn nor given back."""
    standing = [one for one in rows if one.state not in ENDED]
    names = ("pledged", "called", "received", "outstanding")
    return {name: sum((getattr(one, name) for one in standing), ZERO) for name in names}


def _title(asked: int, owed: list[Decimal]) -> str:
    """What waits, in words."""
    waits = []
    if asked:
        waits.append("une réponse à donner" if asked == 1 else f"{asked} réponses à donner")
    if owed:
        waits.append(f"{figure(sum(owed, ZERO))}\u00a0€ à verser")
    title = " et ".join(waits) or "rien ne vous attend"
    return f"Vos contributions\u00a0: {title}"


@requires(Permission.CONTRIBUTIONS_OWN)
def own_answer(request: MemberRequest, pk: int) -> HttpResponse:
    """Answer what the own organisation gives for a year; says what some amounts would become."""
    asked = get_object_or_404(_asked(request.member.partner).select_related("fund", "partner"), pk=pk)
    promised = Contribution.objects.exclude(state=ContributionState.WITHDRAWN)
    given = promised.filter(fund=asked.fund, partner=asked.partner, year=asked.year).first()
    form = AnswerForm(request.POST or None)
    made = submitted(request, form, lambda data: _answered(request, asked, form, data))
    if made:
        messages.success(request, _thanks(made))
        return redirect("own_contributions", request.network.slug)
    rules = _rules(asked)
    context = {
        "asked": asked,
        "fund": asked.fund,
        "given": given,
        "promised": figure(given.pledged) if given else "",
        "form": form,
        "late": asked.is_late_on(timezone.localdate()),
        "rules": rules,
        "examples": _examples(asked) if rules and not given else [],
    }
    return render(request, "funding/contributions/request_answer.html", context)


def _answered(
    request: MemberRequest, asked: ContributionRequest, form: AnswerForm, data: dict[str, Any]
) -> Contribution:
    try:
        return answer_request(asked, **data, **stamp(request))
    except AboveTheEnvelope:
        form.ask_whether_exact()
        raise


def _rules(asked: ContributionRequest) -> list[LeverageRule]:
    """The leverage rules of the year asked about."""
    year = civil_year(asked.year)
    rules = LeverageRule.objects.filter(fund=asked.fund, start__lt=year.end, end__gt=year.start)
    return list(rules.select_related("matcher"))


def _thanks(made: Contribution) -> str:
    if made.pledged == 0:
        return f"Merci\u00a0: votre organisme est membre du fonds à 0\u00a0€ pour {made.year}."
    return f"Merci\u00a0: votre promesse de {euros(made.pledged)} pour {made.year} est notée."


def _examples(asked: ContributionRequest) -> list[Simulation]:
    """What some amounts would become; none where the fund takes nothing any more."""
    last = Contribution.objects.filter(fund=asked.fund, partner=asked.partner, year__lt=asked.year, pledged__gt=0)
    amounts = set(EXAMPLES) | set(last.order_by("-year").values_list("pledged", flat=True)[:1])
    try:
        return [
            simulated(
                asked.fund,
                partner=asked.partner,
                year=asked.year,
                amount=amount,
                today=timezone.localdate(),
                with_promises=False,
            )
            for amount in sorted(amounts)
        ]
    except DomainError:
        return []


@requires(Permission.CONTRIBUTIONS_OWN)
def own_call_document(request: MemberRequest, pk: int) -> HttpResponse:
    """The letter of a call to the own organisation."""
    own = _calls(request.member.partner).select_related("document__content")
    return call_file(get_object_or_404(own, pk=pk))
