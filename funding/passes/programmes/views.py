"""Pages of programmes, of their settings and of training places."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.forms import model_to_dict
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from funding.bank_details.queries import confirmers
from funding.passes.enums import ValidityRule
from funding.passes.programmes import actions
from funding.passes.programmes.actions import change_training_place, open_training_place
from funding.passes.programmes.forms import (
    ALL,
    CHOSEN,
    NO,
    YES,
    CloseForm,
    ProgrammeForm,
    TrainingPlaceForm,
    actions_to_choose,
)
from funding.passes.programmes.labels import spoken_minutes
from funding.passes.programmes.lists import OwnPlaceTable, TrainingPlaceFilter, TrainingPlaceTable
from funding.passes.programmes.models import PassProgramme, SmsMonth, TrainingPlace, pass_settings
from funding.passes.programmes.rules import LEGAL_MENTIONS, proposed_mentions, sms_text, worked_days
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.enums import Language
from inclusion.core.french.hours import french_week
from inclusion.core.french.identifiers import masked_iban, shown_iban
from inclusion.core.french.money import euros, figure
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import month_of, plain_date
from inclusion.core.french.phones import parts_of, signs_of
from inclusion.core.registry.panels import panels_for
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.forms import run_wizard, submitted
from inclusion.core.web.listing import listing

# -- Pages of programmes

#: What a new programme begins with.
USUAL = {
    "face_value": "10,00",
    "booklet_size": 10,
    "yearly_limit": 1,
    "nature": "Formation au numérique",
    "validity_rule": ValidityRule.MONTHS,
    "validity_months": 12,
    "tolerance_days": 31,
    "claim_months": 2,
    "who": ALL,
    "where": ALL,
}
#: Said once another account is asked for.
ACCOUNT_ASKED = (
    "Le compte indiqué attend la confirmation d’une autre personne de la coordination\u00a0: "
    "celui d’avant reste payé jusque-là."
)
#: What the actions take from the form under another name, or not at all.
_NOT_TERMS = ("funded_action", "opened_on", "who", "where", "prescribers", "places")


def _programme(pk: int) -> PassProgramme:
    return get_object_or_404(PassProgramme.objects.select_related("funded_action__fund"), pk=pk)


def _terms(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in _NOT_TERMS}


def _proposed(request: MemberRequest) -> str:
    return proposed_mentions(issuer=request.network.host_name, address=request.network.host_address)


@requires(Permission.PASSES_MANAGE)
def programme_add(request: MemberRequest) -> HttpResponse:
    """Open a programme in six steps; nothing is written before the last one."""
    usual = USUAL | {"opened_on": timezone.localdate(), "mentions": _proposed(request)}

    def make(*, data: Any = None, initial: Any = None) -> ProgrammeForm:
        return ProgrammeForm(data, initial=initial or usual)

    form, programme = run_wizard(request, make, lambda data: _opened(request, data))
    if programme:
        messages.success(request, f"«\u00a0{programme}\u00a0» est ouvert. Regardez la lettre avant le premier envoi.")
        return redirect("programme_edit", request.network.slug, programme.pk)
    return render(
        request,
        "funding/passes/programme_add.html",
        {"form": form, **_help(form), "may_open": form.current > 0 or actions_to_choose().exists()},
    )


def _opened(request: MemberRequest, data: dict[str, Any]) -> PassProgramme:
    return actions.open_programme(
        data["funded_action"],
        on=data["opened_on"],
        prescribers=data["prescribers"],
        places=data["places"],
        **stamp(request),
        **_terms(data),
    )


def _help(form: ProgrammeForm) -> dict[str, Any]:
    """What a step shows beside its fields."""
    asks_days = "validity_rule" in form.fields
    days = form.days() if asks_days else None
    return {"days": worked_days(days) if days else "", "legal": LEGAL_MENTIONS}


@requires(Permission.PASSES_MANAGE)
def programme_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """The settings of a programme; with `partie` in the address, the form of one part of them."""
    programme = _programme(pk)
    part = request.GET.get("partie", "")
    if not part:
        return render(request, "funding/passes/programme_settings.html", _settings(programme))
    step = next((step for step in ProgrammeForm.steps if step.slug == part), None)
    if step is None:
        raise Http404
    form = _part_form(request, programme, part)
    changed = None if "try" in request.POST else submitted(request, form, _change(request, programme, part))
    if changed:
        messages.success(request, "Les changements sont enregistrés. Ils comptent à partir du prochain carnet.")
        return redirect("programme_edit", request.network.slug, programme.pk)
    context = {"programme": programme, "form": form, "part": part, "title": step.title, **_help(form)}
    context["frozen"] = part == "carnet" and programme.booklets.exists()
    context["proposed"] = _proposed(request) if part == "lettre" else ""
    return render(request, "funding/passes/programme_part.html", context)


def _part_form(request: MemberRequest, programme: PassProgramme, part: str) -> ProgrammeForm:
    """The form of one part, with what applies now; the value and the size are not asked once a booklet left."""
    now = {
        **model_to_dict(programme, ProgrammeForm.base_fields),
        "who": ALL if programme.all_prescribers else CHOSEN,
        "where": ALL if programme.all_places else CHOSEN,
        "mentions": programme.mentions or _proposed(request),
    }
    data = request.POST if request.method == "POST" and "try" not in request.POST else None
    if "try" in request.POST:
        now |= request.POST.dict()
    form = ProgrammeForm(data, initial=now, programme=programme, only=part)
    if part == "carnet" and programme.booklets.exists():
        del form.fields["face_value"], form.fields["booklet_size"]
    return form


def _change(request: MemberRequest, programme: PassProgramme, part: str) -> Callable[[dict[str, Any]], PassProgramme]:
    """The verb that changes one part of a programme."""
    does = stamp(request)

    def choose(data: dict[str, Any]) -> PassProgramme:
        actions.choose_prescribers(programme, prescribers=data["prescribers"], **does)
        return actions.choose_places(programme, places=data["places"], **does)

    def change(data: dict[str, Any]) -> PassProgramme:
        return actions.change_programme(programme, **_terms(data), **does)

    return choose if part == "qui" else change


def _settings(programme: PassProgramme) -> dict[str, Any]:
    """Each part with what it says now."""
    p = programme
    parts = {
        "programme": [
            ("Nom", p.name),
            ("Payé par", f"{p.funded_action}, {p.funded_action.fund}"),
            ("Ouvert le", plain_date(p.opened_on)),
        ],
        "carnet": _booklet(p),
        "duree": _days(p),
        "qui": [
            ("Envoyés par", _named(p.prescribers, p.all_prescribers, "tous les prescripteurs du réseau")),
            ("Acceptés par", _named(p.places, p.all_places, "tous les lieux qui acceptent les pass")),
        ],
        "lettre": _letter(p),
        "langues": _languages(p),
        "rappel": _reminders(p),
    }
    rows = [(step.slug, step.title, parts[step.slug]) for step in ProgrammeForm.steps]
    # One that opens later can be closed like one that is open.
    is_open = not p.is_closed_on(timezone.localdate())
    return {"programme": p, "parts": rows, "is_open": is_open, "lacks_mentions": not p.mentions}


type Rows = list[tuple[str, str]]


def _booklet(p: PassProgramme) -> Rows:
    return [
        ("Un carnet", f"{p.booklet_size} pass de {euros(p.face_value)}, soit {euros(p.booklet_value)}"),
        ("Par personne et par an", f"{p.yearly_limit} au plus"),
        ("Enveloppe", euros(p.envelope) if p.envelope else "aucune\u00a0: tant que le fonds peut payer"),
        ("Ce que les pass paient", p.nature),
        ("Une séance", _session(p)),
    ]


def _days(p: PassProgramme) -> Rows:
    months = f"{p.validity_months} mois après l’envoi"
    rule = "jusqu’au 31 décembre de l’année d’envoi" if p.validity_rule == ValidityRule.YEAR_END else months
    more = so_many(p.tolerance_days, "jour de plus", "jours de plus")
    return [
        ("Valables", rule),
        ("Acceptés", more if p.tolerance_days else "le même jour au plus tard"),
        ("Remboursables", f"{p.claim_months} mois après la date imprimée"),
    ]


def _letter(p: PassProgramme) -> Rows:
    signed = ", ".join(filter(None, (p.signatory_name, p.signatory_title)))
    return [
        ("Début", p.letter_opening or "le texte du portail"),
        ("Fin", p.letter_closing or "le texte du portail"),
        ("Signée par", signed or "le signataire du réseau"),
        ("Mentions", p.mentions),
    ]


def _languages(p: PassProgramme) -> Rows:
    chosen = ", ".join(label for _, label in p.letter_languages)
    rows = [("En plus du français", chosen or "aucune")]
    for title, texts in (("Mots du réseau, en {}", p.translations), ("Mots en {}, langue décochée", p.unused_words)):
        rows += [
            (title.format(Language(one).label.lower()), " ".join(own.values())) for one, own in texts.items() if own
        ]
    return rows


def _session(programme: PassProgramme) -> str:
    """What a session costs, as the settings show it."""
    if programme.session_passes is None:
        return "chaque lieu a ses prix"
    return f"{so_many(programme.session_passes, 'pass', 'pass')} pour {spoken_minutes(programme.session_minutes)}"


def _reminders(programme: PassProgramme) -> list[tuple[str, str]]:
    if programme.reminder_days is None:
        return [("De lui-même", "aucun")]
    lines = [("De lui-même", f"{programme.reminder_days} jours avant la fin")]
    if programme.reminder_sms:
        lines.append(("Par SMS", "à qui l’a accepté\u00a0; une lettre aux autres"))
        today, network = timezone.localdate(), programme.network
        # How many were asked for in the whole network, and what they cost where that is known.
        month = month_of(today)
        counted = SmsMonth.objects.filter(month=month).first()
        parts = counted.parts if counted else 0
        price = f", {euros(parts * settings.SMS_PRICE)}" if settings.SMS_PRICE else ""
        lines.append(
            ("SMS du mois", f"{figure(parts)} sur {figure(pass_settings().sms_ceiling)} pour tout le réseau{price}")
        )
        until = programme.days_from(today).valid_until
        text = sms_text(network=network.name, phone=network.phone, valid_until=until)
        lines.append(("Texte", f"{text} ({signs_of(text)} signes, soit {parts_of(text)} SMS)"))
    return lines


def _named(chosen: Any, everybody: bool, all_of_them: str) -> str:
    return all_of_them if everybody else ", ".join(str(one) for one in chosen.all())


@requires(Permission.PASSES_MANAGE)
def programme_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Send no booklet from a day on."""
    programme = _programme(pk)
    form = CloseForm(request.POST or None, initial={"closed_on": timezone.localdate()})
    closed = submitted(request, form, lambda data: actions.close_programme(programme, **data, **stamp(request)))
    if closed:
        messages.success(request, f"Aucun carnet ne part plus à partir du {plain_date(closed.closed_on)}.")
        return redirect("programme_edit", request.network.slug, programme.pk)
    return render(request, "funding/passes/programme_close.html", {"programme": programme, "form": form})


@requires(Permission.PASSES_MANAGE)
def programme_reopen(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then let booklets be sent again."""
    programme = _programme(pk)
    if request.method == "POST":
        return perform(
            request,
            lambda: actions.reopen_programme(programme, **stamp(request)),
            done="Le programme est de nouveau ouvert\u00a0: des carnets peuvent partir.",
            back=reverse("programme_edit", args=[request.network.slug, programme.pk]),
        )
    context = {
        "question": f"Rouvrir «\u00a0{programme}\u00a0»\u00a0?",
        "consequence": "Des carnets pourront de nouveau partir dès aujourd’hui.",
        "action_label": "Rouvrir ce programme",
        "cancel_url": programme.get_absolute_url(),
        "url": "",
        "danger": False,
    }
    return render(request, "layout/confirm.html", context)


# -- Pages of training places


def _visible(request: MemberRequest) -> Any:
    """All places for who manages passes; else those of the member's own organisation."""
    places = TrainingPlace.objects.select_related("partner", "commune")
    return places if request.member.may(Permission.PASSES_MANAGE) else places.run_by(request.member)


@requires(Permission.PASSES_MANAGE, Permission.PASSES_REDEEM)
def training_place_list(request: MemberRequest) -> HttpResponse:
    """The places that accept passes, or one's own."""
    manages = request.member.may(Permission.PASSES_MANAGE)
    return listing(
        request,
        queryset=_visible(request),
        table=TrainingPlaceTable if manages else OwnPlaceTable,
        template="funding/passes/training_place_list.html",
        name="lieux-de-formation",
        filterset=TrainingPlaceFilter if manages else None,
        without_account=_visible(request).filter(accepts_passes=True, iban="").count(),
        panels=panels_for("training_place_list", request, None),
        manages=manages,
    )


@requires(Permission.PASSES_MANAGE, Permission.PASSES_REDEEM)
def training_place(request: MemberRequest, pk: int) -> HttpResponse:
    """One place: where and when, which passes it accepts, which account is paid."""
    place = get_object_or_404(_visible(request), pk=pk)
    manages = request.member.may(Permission.PASSES_MANAGE)
    today = timezone.localdate()
    programmes = PassProgramme.objects.accepted_by(place)
    context = {
        "place": place,
        "manages": manages,
        "week": french_week(place.opening_hours, after=today),
        "programmes": list(programmes.select_related("funded_action__fund")),
        "account": shown_iban(place.iban) if manages else masked_iban(place.iban),
        "panels": panels_for("training_place", request, place),
        "parts": [(step.slug, step.title) for step in TrainingPlaceForm.steps],
    }
    return render(request, "funding/passes/training_place.html", context)


@requires(Permission.PASSES_MANAGE)
def training_place_add(request: MemberRequest) -> HttpResponse:
    """Add a place step by step; nothing is written before the last one."""

    def make(*, data: Any = None, initial: Any = None) -> TrainingPlaceForm:
        return TrainingPlaceForm(data, initial=initial)

    form, place = run_wizard(
        request, make, lambda data: open_training_place(data.pop("partner"), **data, **stamp(request))
    )
    if place:
        messages.success(request, f"«\u00a0{place}\u00a0» est ajouté\u00a0: les prochaines lettres peuvent le citer.")
        return redirect(place)
    context = {"form": form, "week": _week(form), **_who_confirms(request, form, None)}
    return render(request, "funding/passes/training_place_add.html", context)


def _who_confirms(request: MemberRequest, form: TrainingPlaceForm, place: TrainingPlace | None) -> dict[str, Any]:
    """Who confirms the account, on the step that asks for it."""
    return {"confirmers": confirmers(place, without=request.user)} if "iban" in form.fields else {}


def _week(form: TrainingPlaceForm) -> Any:
    return form.week() if "opening_hours" in form.fields else None


@requires(Permission.PASSES_MANAGE)
def training_place_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change one part of what is known of a place, `partie` in the address; the first where it names none."""
    place = get_object_or_404(TrainingPlace.objects.select_related("partner", "commune"), pk=pk)
    part = request.GET.get("partie", "lieu")
    step = next((step for step in TrainingPlaceForm.steps if step.slug == part), None)
    if step is None:
        raise Http404
    form = _place_part_form(request, place, part)
    changed = None
    if "try" not in request.POST:
        changed = submitted(request, form, lambda data: change_training_place(place, **data, **stamp(request)))
    if changed:
        kept = "Les changements sont enregistrés. Les lettres déjà écrites ne changent pas."
        messages.success(request, ACCOUNT_ASKED if part == "compte" else kept)
        return redirect(place)
    context = {"place": place, "form": form, "part": part, "title": step.title, "week": _week(form)}
    context |= _who_confirms(request, form, place)
    return render(request, "funding/passes/training_place_part.html", context)


def _place_part_form(request: MemberRequest, place: TrainingPlace, part: str) -> TrainingPlaceForm:
    now = {
        **model_to_dict(place, TrainingPlaceForm.base_fields),
        "commune": place.commune,
        "position": (place.latitude, place.longitude),
        "accepts": YES if place.accepts_passes else NO,
        "iban": shown_iban(place.iban),
    }
    data = request.POST if request.method == "POST" and "try" not in request.POST else None
    if "try" in request.POST:
        now |= request.POST.dict()
    return TrainingPlaceForm(data, initial=now, place=place, only=part)
