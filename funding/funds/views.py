"""Pages of funds: the list, one fund, and its settings."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.agreements.models import Agreement, AgreementQuerySet
from funding.agreements.queries.staff import staff_paid
from funding.bank_details.queries import confirmers
from funding.contributions.models import Contribution, LeverageRule, Receipt
from funding.contributions.queries import fund_forecast, match_by_rule
from funding.contributions.rules.leverage import match_due
from funding.enums import PostKind, Verb
from funding.funds import actions
from funding.funds.forms import CapsForm, CloseForm, EndLeverageForm, FundChangeForm, FundForm, LeverageForm, ReopenForm
from funding.funds.lists import ContributorTable
from funding.funds.papers import report_odt, report_pdf, report_words
from funding.funds.queries import expected, fund_year, reserved, standing_of
from funding.funds.rules import fund_lead, fund_pictures, fund_spoken, fund_steps, fund_title, years_to_close
from funding.grants.models import Grant
from funding.ledger.figures import AVAILABLE, GRANTED
from funding.ledger.models.entries import InvariantCheck
from funding.ledger.models.funds import Fund, sees_all
from funding.ledger.queries import available, available_of
from funding.ledger.rules import NARROW, WIDE, Available, rest_name
from funding.spending.queries.funds import FundPosition, fund_position
from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.figures import marked
from inclusion.core.french.identifiers import shown_iban
from inclusion.core.french.money import ZERO, euros
from inclusion.core.french.periods import civil_year, plain_date, shown_end, stored_end
from inclusion.core.models.history import JournalEntry
from inclusion.core.papers import opendocument
from inclusion.core.registry.panels import panels_for
from inclusion.core.web import exports
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.forms import answered, submitted
from inclusion.partners.models import Partner

# -- Pages of funds


@requires(Permission.FUNDS_VIEW)
def fund_list(request: MemberRequest) -> HttpResponse:
    """The funds of the network, each with what it raised and what it can still commit."""
    funds = list(Fund.objects.select_related("host").with_pot())
    left, today = available(funds), timezone.localdate()
    for fund in funds:
        fund.totals = sees_all(request.member) or fund_position(fund).seen_by(request.member).totals
        fund.available, fund.free = left[fund.pk], AVAILABLE.amount(left[fund.pk].amount, fund)
        fund.granted = GRANTED.amount(fund.granted, fund)
        fund.rest_name = rest_name(ended=fund.has_ended(today))
    open_ones = [
        max(fund.available.amount, ZERO)  # what one lacks is not taken from another
        for fund in funds
        if fund.totals and not fund.is_example and not fund.has_ended(today)
    ]
    whole = Available(sum(open_ones, ZERO))
    free = AVAILABLE.amount(whole.amount)
    left = free and free.written(whole.words)
    return render(request, "funding/funds/fund_list.html", {"funds": funds, "left": left})


@requires(Permission.FUNDS_VIEW)
def fund_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One fund: what it can still commit, and why; what is reserved, promised and expected; whose euros are left."""
    fund = get_object_or_404(Fund.objects.select_related("host", "network"), pk=pk)
    position = fund_position(fund).seen_by(request.member)
    table = ContributorTable(position=position)
    if (fmt := request.GET.get("export")) in exports.FORMATS:
        return exports.export(table.as_values(), fmt=fmt, name=f"contributeurs-fonds-{fund.pk}")
    today, everything = timezone.localdate(), sees_all(request.member)
    grants = list(Grant.objects.filter(fund=fund).with_sums().prefetch_related("funded_actions"))
    context = {
        "fund": fund,
        "position": position,
        "table": table,
        "rules": LeverageRule.objects.filter(fund=fund).select_related("matcher"),
        "exports": True,
        "reserved": reserved(grants, today=today),
        "expected": expected(fund, grants, today=today) if everything else [],
        "forecast": fund_forecast(fund, today=today) if everything else None,
        "manages": request.member.may(Permission.FUNDS_MANAGE),
        "ended": fund.has_ended(today),
        "may_simulate": position.has_leverage and _may_simulate(fund, request.member, today),
        "staff": staff_paid(fund, _in_force(request.member, today), year=today.year),
        "checked": InvariantCheck.objects.first(),
        "gives": Contribution.objects.filter(fund=fund, partner=request.member.partner).exists(),
        **(_answer(fund, position, request.member, today=today) if position.totals else {}),
    }
    return render(request, "funding/funds/fund_detail.html", context)


def _may_simulate(fund: Fund, member: Member, today: date) -> bool:
    return not fund.has_ended(today) and member.may(Permission.SIMULATOR_USE)


def _in_force(member: Member, today: date) -> AgreementQuerySet:
    """The agreements in force that this member may see, with the FTE that they pay."""
    return Agreement.objects.visible_to(member).main().in_force(today).with_fte()


def _answer(fund: Fund, position: FundPosition, member: Member, *, today: date) -> dict[str, Any]:
    """What the fund can still commit, in words, as a calculation and as a picture at both widths of the page."""
    standing = standing_of(position, available_of(fund))
    context: dict[str, Any] = {
        "standing": standing,
        "title": marked(
            fund_title(
                standing,
                commits=member.may(Permission.FUNDS_MANAGE),
                start=fund.start,
                end=fund.end,
                closed=fund.is_settled,
                today=today,
            ),
            standing.free,
        ),
        "rest_name": rest_name(ended=fund.has_ended(today)),
        "lead": marked(fund_lead(standing, start=fund.start), standing.raised),
        "steps": fund_steps(standing),
    }
    if standing.raised > 0:
        wide, narrow = fund_pictures(standing, ended=fund.has_ended(today), widths=(WIDE, NARROW))
        context |= {"wide": wide, "narrow": narrow, "spoken": fund_spoken(wide)}
    return context


#: What makes the report a file of each format, and the type of that file.
REPORT_FORMATS = {"pdf": (report_pdf, "application/pdf"), "odt": (report_odt, opendocument.MEDIA_TYPE)}


@requires(Permission.FUNDS_VIEW)
def fund_report(request: MemberRequest, pk: int) -> HttpResponse:
    """A year of a fund (`?annee=`, the latest without): what was raised, committed and paid; `?export=` pdf or odt."""
    fund = get_object_or_404(Fund.objects.select_related("host"), pk=pk)
    if not sees_all(request.member):
        raise PermissionDenied
    years = fund.years(until=timezone.localdate())
    year = next((one for one in years if str(one) == request.GET.get("annee")), years[0])
    report = fund_year(fund, year=year, today=timezone.localdate())
    if (fmt := request.GET.get("export")) in REPORT_FORMATS:
        made, media_type = REPORT_FORMATS[fmt]
        name = f"bilan-{year}-fonds-{fund.pk}.{fmt}"
        return exports.attachment(made(fund, report), filename=name, media_type=media_type)
    context = {"fund": fund, "years": years, "year": year, **report_words(report)}
    return render(request, "funding/funds/fund_report.html", context)


# -- Settings of a fund

#: The example that explains a rule before it is added: a receipt of this many euros.
EXAMPLE = Decimal("1000.00")


@requires(Permission.FUNDS_MANAGE)
def fund_settings(request: MemberRequest, pk: int) -> HttpResponse:
    """What a fund is, its leverage rules, its closed periods, each with what may be done."""
    fund = get_object_or_404(Fund.objects.select_related("host"), pk=pk)
    rules = match_by_rule(fund)
    context = {
        "fund": fund,
        "facts": _facts(fund),
        "rules": rules,
        "added": sum((added for _, added in rules), ZERO),
        "years": _years_to_close(fund),
        "closings": _closings(fund),
        "panels": panels_for("fund_settings", request, fund),
    }
    return render(request, "funding/funds/fund_settings.html", context)


def _kinds(fund: Fund) -> str:
    """The natures of posts that it pays for, after whose posts; nothing where it pays for all."""
    named = " ou ".join(PostKind(one).label.lower() for one in fund.post_kinds)
    return f", seulement\u00a0: {named}" if named else ""


def _facts(fund: Fund) -> list[tuple[str, str]]:
    """What the fund is, for its settings."""
    return [
        ("Porté par", str(fund.host)),
        ("Objet", fund.purpose),
        (
            "Postes",
            f"il en cofinance, employeurs {fund.get_post_employers_display().lower()}{_kinds(fund)}"
            if fund.finances_posts
            else "il n’en cofinance pas",
        ),
        ("Période", fund.period),
        ("Enveloppe visée", euros(fund.envelope)),
        ("IBAN", shown_iban(fund.iban) or "non indiqué : les appels de fonds ne peuvent pas le citer"),
        (
            "Deux personnes pour payer",
            "jamais demandées"
            if fund.second_person_above is None
            else f"au-dessus de {euros(fund.second_person_above)}",
        ),
    ]


def _years_to_close(fund: Fund) -> dict[int, date]:
    return years_to_close(fund.start, fund.end, closed_until=fund.closed_until, today=timezone.localdate())


def _closings(fund: Fund) -> list[dict[str, Any]]:
    """When periods were closed and opened again, by whom and why, the latest first."""
    verbs = [Verb.FUND_CLOSED, Verb.FUND_REOPENED]
    lines = JournalEntry.objects.filter(verb__in=verbs, target_model=fund._meta.label, target_id=fund.pk)
    return [
        {
            "at": line.at,
            "by": line.by,
            "label": "Comptes rouverts" if line.verb == Verb.FUND_REOPENED else "Comptes clos",
            "detail": line.details.get("reason", "")
            or f"jusqu’au {plain_date(shown_end(date.fromisoformat(line.details['until'])))}",
        }
        for line in lines.select_related("by")
    ]


@requires(Permission.FUNDS_MANAGE)
def fund_open(request: MemberRequest) -> HttpResponse:
    """Open a fund."""
    year = civil_year(timezone.localdate().year)
    host = Partner.objects.active().filter(is_host=True).first()
    initial = {"host": host, "start": year.start, "end": year.end}
    form = FundForm(request.POST or None, initial=initial)
    fund = submitted(request, form, lambda data: actions.open_fund(**data, **stamp(request)))
    if fund:
        messages.success(
            request, f"«\u00a0{fund}\u00a0» est ouvert. Indiquez maintenant qui ajoute quoi à l’argent reçu."
        )
        return redirect("fund_settings", request.network.slug, fund.pk)
    return _fund_form(request, form, None)


@requires(Permission.FUNDS_MANAGE)
def fund_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Change the fields of a fund that may change."""
    fund = get_object_or_404(Fund, pk=pk)
    initial = {**model_to_dict(fund, FundChangeForm.base_fields), "iban": shown_iban(fund.iban)}
    form = FundChangeForm(request.POST or None, initial=initial)
    changed = submitted(request, form, lambda data: actions.change_fund(fund, **data, **stamp(request)))
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect("fund_settings", request.network.slug, fund.pk)
    return _fund_form(request, form, fund)


def _fund_form(request: MemberRequest, form: FundChangeForm, fund: Fund | None) -> HttpResponse:
    context = {"form": form, "fund": fund, "confirmers": confirmers(fund, without=request.user)}
    return render(request, "funding/funds/fund_form.html", context)


@requires(Permission.FUNDS_MANAGE)
def leverage_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Say who adds how much to what is received; the button `try` only shows the rule in a sentence."""
    fund = get_object_or_404(Fund, pk=pk)
    free = _first_free(fund)
    days = {"start": free, "end": fund.end} if free < fund.end else {}
    form = LeverageForm(request.POST or None, initial={"ratio_received": 1, **days})
    tried = rule = None
    if "try" in request.POST:
        tried = answered(form, lambda data: LeverageRule(network_id=fund.network_id, fund=fund, **data))
    else:
        rule = submitted(request, form, lambda data: actions.set_leverage_rule(fund, **data, **stamp(request)))
    if rule:
        messages.success(request, f"La règle vaut {rule.period}\u00a0: «\u00a0{rule.sentence}\u00a0»")
        return redirect("fund_settings", request.network.slug, fund.pk)
    context = {"fund": fund, "form": form, "tried": tried, **_example(tried)}
    return render(request, "funding/funds/leverage_form.html", context)


@requires(Permission.FUNDS_MANAGE)
def leverage_raise(request: MemberRequest, pk: int) -> HttpResponse:
    """Raise the caps of a rule; the receipts that waited draw at once."""
    rule = get_object_or_404(LeverageRule.objects.select_related("fund", "matcher"), pk=pk)
    caps = {"contributor_cap": rule.contributor_cap, "year_cap": rule.year_cap}
    form = CapsForm(request.POST or None, initial=caps)
    added = submitted(request, form, lambda data: actions.raise_leverage_caps(rule, **data, **stamp(request)))
    if added is not None:
        drawn = f"{euros(added)} s’ajoutent" if added else "rien ne s’ajoute"
        messages.success(request, f"Les plafonds sont relevés\u00a0: {drawn} aux versements déjà enregistrés.")
        return redirect("fund_settings", request.network.slug, rule.fund_id)
    return render(request, "funding/funds/leverage_raise.html", {"form": form, "rule": rule, "fund": rule.fund})


@requires(Permission.FUNDS_MANAGE)
def leverage_end(request: MemberRequest, pk: int) -> HttpResponse:
    """Let a rule end earlier."""
    rule = get_object_or_404(LeverageRule.objects.select_related("fund", "matcher"), pk=pk)
    form = EndLeverageForm(request.POST or None)
    ended = submitted(request, form, lambda data: actions.end_leverage_rule(rule, **data, **stamp(request)))
    if ended:
        messages.success(request, f"La règle s’arrête le {plain_date(shown_end(ended.end))}.")
        return redirect("fund_settings", request.network.slug, rule.fund_id)
    context = {"form": form, "rule": rule, "fund": rule.fund, "served": rule.receipts().exists()}
    return render(request, "funding/funds/leverage_end.html", context)


@requires(Permission.FUNDS_MANAGE)
@require_POST
def leverage_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Take back a rule that never served."""
    rule = get_object_or_404(LeverageRule.objects.select_related("fund"), pk=pk)
    return perform(
        request,
        lambda: actions.remove_leverage_rule(rule, **stamp(request)),
        done="La règle est retirée\u00a0: elle n’avait pas encore servi.",
        back=reverse("fund_settings", args=[request.network.slug, rule.fund_id]),
    )


def _first_free(fund: Fund) -> date:
    """The first day on which no rule applies and before which all money came in."""
    rule = fund.leverage_rules.order_by("-end").first()
    receipt = Receipt.objects.filter(contribution__fund=fund).order_by("-received_on").first()
    return max(fund.start, rule.end if rule else fund.start, stored_end(receipt.received_on) if receipt else fund.start)


def _example(rule: LeverageRule | None) -> dict[str, Decimal]:
    """What a rule would add to a first receipt."""
    if rule is None:
        return {}
    added = match_due(EXAMPLE, ratio=rule.ratio, cap=rule.contributor_cap)
    added = added if rule.year_cap is None else min(added, rule.year_cap)
    return {"given": EXAMPLE, "drawn": added, "together": EXAMPLE + added}


@requires(Permission.FUNDS_MANAGE)
def fund_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Close the accounts of a fund until a day; the page says what it means before it is done."""
    fund = get_object_or_404(Fund, pk=pk)
    years = _years_to_close(fund)
    chosen = next((year for year in years if str(year) == request.GET.get("annee")), None)
    form = CloseForm(request.POST or None, initial={"until": chosen and years[chosen]})
    closed = submitted(request, form, lambda data: actions.close_period(fund, **data, **stamp(request)))
    if closed:
        last = plain_date(shown_end(closed.closed_until))
        messages.success(request, f"Les comptes sont clos jusqu’au {last}.")
        return redirect("fund_settings", request.network.slug, fund.pk)
    before = Contribution.objects.filter(fund=fund, year__lte=chosen or 0)
    context = {
        "fund": fund,
        "form": form,
        "year": str(chosen or ""),
        "awaited": before.awaited().select_related("partner"),
    }
    return render(request, "funding/funds/fund_close.html", context)


@requires(Permission.FUNDS_MANAGE)
def fund_reopen(request: MemberRequest, pk: int) -> HttpResponse:
    """Open what was closed again, for a reason."""
    fund = get_object_or_404(Fund, pk=pk)
    form = ReopenForm(request.POST or None)
    opened = submitted(request, form, lambda data: actions.reopen_period(fund, **data, **stamp(request)))
    if opened:
        messages.success(request, "Tous les comptes du fonds sont de nouveau ouverts.")
        return redirect("fund_settings", request.network.slug, fund.pk)
    return render(request, "funding/funds/fund_reopen.html", {"fund": fund, "form": form})
