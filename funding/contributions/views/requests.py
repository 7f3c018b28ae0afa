"""Pages of requests: who has not answered or paid yet, reminders, and whom to ask for a year."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.contributions.actions.outbox import TooSoon, addresses_of, remind
from funding.contributions.actions.requests import AwaitedContributor, ask_contributors, askable, unanswered, unpaid
from funding.contributions.forms import AskForm, RemindForm
from funding.contributions.models import Contribution, ContributionMail, ContributionRequest
from funding.ledger.models.funds import Fund
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.money import ZERO
from inclusion.core.french.periods import shown_end
from inclusion.core.web import parameters
from inclusion.core.web.acting import stamp
from inclusion.core.web.forms import submitted

#: How long partners are given to answer where nobody says otherwise.
TIME_TO_ANSWER = timedelta(days=30)


@requires(Permission.FUNDS_MANAGE)
def fund_requests(request: MemberRequest, pk: int) -> HttpResponse:
    """Who was asked and said nothing, and who promised and has not paid."""
    fund = get_object_or_404(Fund, pk=pk)
    return _waiting_page(request, fund, RemindForm(fund=fund), asks=False)


def _waiting_page(request: MemberRequest, fund: Fund, form: RemindForm, *, asks: bool) -> HttpResponse:
    """`asks`: whether somebody chosen was written to a few days ago, so that the page asks."""
    today = timezone.localdate()
    silent, owing = unanswered(fund, today=today), unpaid(fund, today=today)
    context = {
        "fund": fund,
        "form": form,
        "asks": asks,
        "silent": silent,
        "owing": owing,
        "late_answers": sum(one.is_late for one in silent),
        "late_calls": sum(one.is_late for one in owing),
        "owed": sum((one.amount for one in owing), ZERO),
        "title": _title(fund, silent, owing),
        "reachable": any(one.addresses for one in [*silent, *owing]),
        "ticked_requests": set(parameters.keys(form.chosen("requests"))),
        "ticked_contributions": set(parameters.keys(form.chosen("contributions"))),
    }
    return render(request, "funding/contributions/request_list.html", context)


def _title(fund: Fund, silent: list[AwaitedContributor], owing: list[AwaitedContributor]) -> str:
    """What the page answers."""
    if not silent and not owing and not ContributionRequest.objects.filter(fund=fund).exists():
        return "Personne n’a encore été sollicité"
    answers = "Tous ont répondu"
    if silent:
        answers = f"{len(silent)} {'réponse manque' if len(silent) == 1 else 'réponses manquent'}"
    if not owing:
        return f"{answers}, rien n’est à recevoir" if not silent else answers
    payments = "versement est attendu" if len(owing) == 1 else "versements sont attendus"
    return f"{answers}, {len(owing)} {payments}"


@requires(Permission.FUNDS_MANAGE)
@require_POST
def fund_requests_remind(request: MemberRequest, pk: int) -> HttpResponse:
    """Write again to those who were chosen; asks where one was written to a few days ago."""
    fund = get_object_or_404(Fund, pk=pk)
    form, asks = RemindForm(request.POST, fund=fund), []

    def write(data: dict) -> list[ContributionMail]:
        try:
            return remind(fund, **data, **stamp(request))
        except TooSoon:
            asks.append(True)
            raise

    mails = submitted(request, form, write)
    if mails is None:
        return _waiting_page(request, fund, form, asks=bool(asks))
    whom = len({(one.request_id, one.contribution_id) for one in mails})
    courriels = "un courriel part" if len(mails) == 1 else f"{len(mails)} courriels partent"
    messages.success(
        request, f"{whom} {'relance est en route' if whom == 1 else 'relances sont en route'}\u00a0: {courriels}."
    )
    return redirect("fund_requests", request.network.slug, fund.pk)


@requires(Permission.FUNDS_MANAGE)
def fund_request_ask(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask partners what they give for a year."""
    fund = get_object_or_404(Fund, pk=pk)
    on = timezone.localdate()
    years = [year for year in range(fund.start.year, shown_end(fund.end).year + 1) if year >= on.year]
    # The year that is being prepared: the next one from October on.
    wanted = on.year + (on.month >= 10)
    year = next(
        (one for one in years if str(one) == request.GET.get("annee")), (wanted if wanted in years else on.year)
    )
    partners = list(askable(fund, year=year))
    addresses = addresses_of(partners)
    before = Contribution.objects.filter(fund=fund, year=year - 1, partner__in=partners)
    form = AskForm(
        request.POST or None,
        partners=partners,
        reachable={key for key, found in addresses.items() if found},
        before=set(before.values_list("partner_id", flat=True)),
        initial={"answer_by": min(timezone.localdate() + TIME_TO_ANSWER, shown_end(fund.end))},
    )
    asked = submitted(request, form, lambda data: ask_contributors(fund, year=year, **data, on=on, **stamp(request)))
    if asked:
        messages.success(request, _asked(asked, addresses))
        return redirect("fund_requests", request.network.slug, fund.pk)
    context = {"form": form, "fund": fund, "years": years, "year": year, "partners": partners}
    return render(request, "funding/contributions/request_form.html", context)


def _asked(asked: list[ContributionRequest], addresses: dict[int, list[str]]) -> str:
    """How many were asked, and whom no e-mail reaches."""
    start = f"{len(asked)} {'partenaire est sollicité' if len(asked) == 1 else 'partenaires sont sollicités'}"
    silent = [str(one.partner) for one in asked if not addresses[one.partner_id]]
    if not silent:
        return f"{start}\u00a0: un courriel part{'' if len(asked) == 1 else ' à chacun'}."
    return f"{start}. Aucune adresse n’est connue pour {', '.join(silent)}\u00a0: ajoutez un contact, puis relancez."
