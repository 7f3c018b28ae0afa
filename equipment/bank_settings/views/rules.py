"""Pages of the bank: opened in steps, its rules explained, changed part by part."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from equipment.bank import actions
from equipment.bank.models import Bank
from equipment.bank.queries import calendar_of, terms_of
from equipment.bank.rules.calendar import zone_of
from equipment.bank.rules.lending import Delays, answer_words, bank_sentences, lending_words, opening_words
from equipment.bank_settings.forms import BankForm, settings_of
from equipment.bank_settings.queries import loans_on_closed_days
from equipment.tabs import bank_context, tabs, with_bank
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.web.acting import stamp
from inclusion.core.web.forms import run_wizard, submitted
from inclusion.partners.models import Partner


def delays_of(bank: Bank) -> Delays:
    """What the bank promises and asks, as its sentences take it."""
    return Delays(
        answer=bank.answer_days,
        offer=bank.offer_days,
        usual=bank.usual_days,
        extension=bank.longest_extension,
        reminder=bank.reminder_days,
    )


@requires(Permission.EQUIPMENT_MANAGE)
def bank_detail(request: MemberRequest) -> HttpResponse:
    """The rules of the bank in sentences, tried on a loan that is asked for today."""
    bank = Bank.objects.current()
    if bank is None:
        return render(
            request, "equipment/bank_settings/bank_none.html", {"tabs": tabs(request.member, "bank"), "subtabs": []}
        )
    terms, delays = terms_of(bank), delays_of(bank)
    today = timezone.localdate()
    context = bank_context(
        request.member,
        "rules",
        bank=bank,
        opening=opening_words(bank.opening_days),
        lending=lending_words(terms, delays),
        answers=answer_words(delays),
        story=bank_sentences(terms, delays, today=today),
        today=today,
        next_open=terms.calendar.next_open(today),
    )
    return render(request, "equipment/bank_settings/bank_detail.html", context)


@requires(Permission.EQUIPMENT_MANAGE)
def bank_open(request: MemberRequest) -> HttpResponse:
    """Open the bank in four steps; nothing is written before the last one."""
    if Bank.objects.exists():
        return render(request, "equipment/bank_settings/bank_open.html", {"form": None})
    usual = _usual(request)

    def make(*, data: Any = None, initial: Any = None) -> BankForm:
        return BankForm(data, initial=initial or usual)

    form, bank = run_wizard(request, make, lambda data: actions.open_bank(**data, **stamp(request)))
    if bank:
        messages.success(
            request,
            f"«\u00a0{bank}\u00a0» est ouverte, avec les vacances scolaires officielles. "
            "Ajoutez maintenant vos modèles au catalogue.",
        )
        return redirect("bank_detail", request.network.slug)
    return render(request, "equipment/bank_settings/bank_open.html", {"form": form})


def _usual(request: MemberRequest) -> dict[str, Any]:
    """What a new bank begins with: the defaults of its rules, the host of the network, the zone of its département."""
    host = Partner.objects.filter(is_host=True).first()
    return settings_of(Bank(host=host)) | {"zone": zone_of(request.network.department_id)}


@requires(Permission.EQUIPMENT_MANAGE)
@with_bank
def bank_edit(request: MemberRequest, bank: Bank) -> HttpResponse:
    """Change one part of the rules."""
    asked = request.GET.get("partie", "")
    step = next((one for one in BankForm.steps if one.slug == asked), BankForm.steps[0])
    form = BankForm(request.POST or None, initial=settings_of(bank), only=step.slug)
    changed = submitted(request, form, lambda data: actions.change_bank(bank, **data, **stamp(request)))
    if changed:
        _say(request, changed)
        return redirect("bank_detail", request.network.slug)
    parts = [{"label": one.title, "url": f"?partie={one.slug}", "current": one == step} for one in BankForm.steps]
    context = bank_context(request.member, "rules", form=form, step=step, parts=parts)
    return render(request, "equipment/bank_settings/bank_edit.html", context)


def _say(request: MemberRequest, bank: Bank) -> None:
    messages.success(request, "Les règles sont enregistrées. Les prêts déjà réservés gardent leurs jours.")
    if loans_on_closed_days(calendar_of(bank), today=timezone.localdate()).exists():
        messages.warning(
            request,
            "Des prêts partent ou reviennent un jour désormais fermé\u00a0: "
            "ils sont nommés sous «\u00a0Jours et vacances\u00a0».",
        )
