"""Pages of equipment models and kits."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.forms import model_to_dict
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from equipment.bank.models import Bank
from equipment.bank.rules.lending import Free
from equipment.catalogue import actions
from equipment.catalogue.forms import KitForm, ModelForm
from equipment.catalogue.lists import KitFilter, KitTable, ModelFilter, ModelTable
from equipment.catalogue.queries import next_free, parts_of, stock_of, with_parts, with_stock
from equipment.enums import STANDING_LOANS
from equipment.feedback.queries import advice_for
from equipment.inventory.models import EquipmentModel, Item, Kit
from equipment.tabs import stock_context, tabs
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import Period, stored_end
from inclusion.core.imports.uploads import MAX_PHOTO_BYTES
from inclusion.core.web import parameters
from inclusion.core.web.acting import confirmed, formed, stamp
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing


def _model(pk: int) -> EquipmentModel:
    return get_object_or_404(EquipmentModel.objects.select_related("network", "picture"), pk=pk)


def _free_days(request: MemberRequest, wanted: EquipmentModel | Kit, bank: Bank | None) -> dict[str, Any]:
    """`asked`: the days searched, `?start=&end=` (the day of return); `free`: those, or the next free ones; `ask`.

    `catalogue_url` leads back to what the catalogue showed, with its dates, needs and chosen things.
    """
    start, due = parameters.day(request.GET.get("start")), parameters.day(request.GET.get("end"))
    asked = Period(start, stored_end(due)) if start and due and start <= due < date.max else None
    url = f"{reverse('equipment_home', args=[request.network.slug])}?{request.GET.urlencode()}"
    if wanted.withdrawn_at:
        return {"asked": None, "free": None, "catalogue_url": url}
    free = next_free(wanted, bank=bank, today=timezone.localdate(), asked=asked)
    return {"asked": asked, "free": free, "ask": _ask(request, wanted, free), "catalogue_url": url}


def _ask(request: MemberRequest, wanted: EquipmentModel | Kit, free: Free | None) -> dict[str, str]:
    """How to ask for it: alone on these days, or beside what was chosen in the catalogue (`?choix=model-3`)."""
    query, slug = request.GET.copy(), request.network.slug
    chosen = query.getlist("choix")
    if chosen:
        if wanted.choice not in chosen:
            query.appendlist("choix", wanted.choice)
        label = "Revenir à votre demande" if wanted.choice in chosen else "Ajouter à votre demande"
        return {"url": f"{reverse('equipment_home', args=[slug])}?{query.urlencode()}#choix", "label": label}
    kind, key = wanted.choice.split("-")
    query[kind] = key
    if free:
        query["start"], query["end"] = str(free.start), str(free.due)
    label = "Demander cette mallette" if kind == "kit" else "Demander ce matériel"
    return {"url": f"{reverse('loan_request_add', args=[slug])}?{query.urlencode()}", "label": label}


@requires(Permission.EQUIPMENT_MANAGE)
def equipment_model_list(request: MemberRequest) -> HttpResponse:
    """Every model with its stock today."""
    models = EquipmentModel.objects.select_related("network")
    return listing(
        request,
        queryset=with_stock(models, timezone.localdate()),
        table=ModelTable,
        template="equipment/catalogue/equipment_model_list.html",
        name="modeles",
        filterset=ModelFilter,
        **stock_context(
            request.member, "models", begun=models.exists(), offered=EquipmentModel.objects.offered().count()
        ),
    )


@requires(Permission.EQUIPMENT_VIEW)
def equipment_model_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """What a model is, whom it helps, when it can be had."""
    model = _model(pk)
    today = timezone.localdate()
    in_service, on_shelf = stock_of(model, today)
    bank = Bank.objects.current()
    context = {
        "tabs": tabs(request.member, "catalogue"),
        "subtabs": [],
        "model": model,
        "in_service": in_service,
        "on_shelf": on_shelf,
        "bank": bank,
        **_free_days(request, model, bank),
        "kits": Kit.objects.offered().filter(items__model=model).distinct().select_related("network"),
        "advice": advice_for(model),
        "may_ask": request.member.may(Permission.EQUIPMENT_BORROW) and not model.withdrawn_at,
    }
    return render(request, "equipment/catalogue/equipment_model_detail.html", context)


@requires(Permission.EQUIPMENT_VIEW)
def equipment_model_picture(request: MemberRequest, pk: int) -> HttpResponse:
    """The picture of a model; its address changes with it, so that browsers may keep it."""
    picture = _model(pk).picture
    if picture is None:
        raise Http404
    response = attachment(picture.data, filename=picture.filename, media_type=picture.media_type, inline=True)
    response.headers["Cache-Control"] = "private, max-age=604800"
    return response


def _form(request: MemberRequest, model: EquipmentModel | None = None) -> ModelForm:
    posted = request.method == "POST"
    return ModelForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        initial=model_to_dict(model, ModelForm.base_fields) if model else None,
        pictured=model is not None and model.picture_id is not None,
    )


@requires(Permission.EQUIPMENT_MANAGE)
@takes_files(MAX_PHOTO_BYTES)
def equipment_model_add(request: MemberRequest) -> HttpResponse:
    """Add a model to the catalogue."""
    heading = "Ajouter un modèle au catalogue"
    return formed(
        request,
        _form(request),
        lambda data: actions.add_model(**data, **stamp(request)),
        done=lambda model: f"«\u00a0{model}\u00a0» est au catalogue. Inventoriez ses exemplaires pour le prêter.",
        back=reverse("equipment_model_list", args=[request.network.slug]),
        cancel_label="Revenir sans enregistrer",
        action_label="Ajouter ce modèle",
        heading=heading,
        trail=(("Stock", "equipment_model_list"), heading),
        lead="Un modèle réunit des exemplaires pareils. Tous les membres du réseau lisent cette page.",
        **stock_context(request.member, "models"),
    )


@requires(Permission.EQUIPMENT_MANAGE)
@takes_files(MAX_PHOTO_BYTES)
def equipment_model_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change what is said of a model, and its picture."""
    model = _model(pk)
    heading = f"Modifier «\u00a0{model}\u00a0»"
    return formed(
        request,
        _form(request, model),
        lambda data: actions.change_model(model, **data, **stamp(request)),
        done="Les changements sont enregistrés.",
        back=model,
        cancel_label="Revenir sans enregistrer",
        action_label="Enregistrer les changements",
        heading=heading,
        trail=("Stock", model.get_absolute_url(), heading),
        **stock_context(request.member, "models"),
    )


@requires(Permission.EQUIPMENT_MANAGE)
def equipment_model_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, saying what is still open, then take a model out of the catalogue."""
    model = _model(pk)
    return confirmed(
        request,
        lambda: actions.withdraw_model(model, **stamp(request)),
        done=f"«\u00a0{model}\u00a0» n’est plus proposé. Vous pouvez le remettre au catalogue.",
        back=model,
        question=f"Retirer «\u00a0{model}\u00a0» du catalogue\u00a0?",
        consequence=f"Personne ne pourra plus le demander. {_standing(model)}Ses exemplaires restent au stock.",
        action_label="Retirer ce modèle",
    )


def _standing(wanted: EquipmentModel | Kit) -> str:
    """The loans that go on, in a sentence."""
    count = wanted.loans.filter(state__in=STANDING_LOANS).count()
    if not count:
        return ""
    return f"{so_many(count, 'prêt en cours ou réservé continue', 'prêts en cours ou réservés continuent')}. "


@requires(Permission.EQUIPMENT_MANAGE)
def equipment_model_restore(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then offer a model again."""
    model = _model(pk)
    return confirmed(
        request,
        lambda: actions.restore_model(model, **stamp(request)),
        done=f"«\u00a0{model}\u00a0» est de nouveau proposé.",
        back=model,
        question=f"Remettre «\u00a0{model}\u00a0» au catalogue\u00a0?",
        consequence="Les établissements pourront de nouveau le demander.",
        action_label="Remettre au catalogue",
    )


# -- Pages of kits: list, detail, assembly, changes, withdrawal


def _kit(pk: int) -> Kit:
    return get_object_or_404(Kit.objects.select_related("network"), pk=pk)


@requires(Permission.EQUIPMENT_MANAGE)
def kit_list(request: MemberRequest) -> HttpResponse:
    """Every kit, and whether it can leave whole."""
    kits = Kit.objects.select_related("network")
    return listing(
        request,
        queryset=with_parts(kits, timezone.localdate()),
        table=KitTable,
        template="equipment/catalogue/kit_list.html",
        name="mallettes",
        filterset=KitFilter,
        **stock_context(
            request.member,
            "kits",
            begun=kits.exists(),
            stocked=Item.objects.in_service().exists(),
            offered=Kit.objects.offered().count(),
        ),
    )


@requires(Permission.EQUIPMENT_VIEW)
def kit_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """What a kit holds, which part is missing, when it can be had."""
    kit = _kit(pk)
    bank = Bank.objects.current()
    parts = parts_of(kit, timezone.localdate())
    context = {
        "tabs": tabs(request.member, "catalogue"),
        "subtabs": [],
        "kit": kit,
        "parts": parts,
        "missing": [part for part in parts if part.missing],
        "bank": bank,
        **_free_days(request, kit, bank),
        "may_ask": request.member.may(Permission.EQUIPMENT_BORROW) and not kit.withdrawn_at,
        "manages": request.member.may(Permission.EQUIPMENT_MANAGE),
    }
    return render(request, "equipment/catalogue/kit_detail.html", context)


@requires(Permission.EQUIPMENT_MANAGE)
def kit_add(request: MemberRequest) -> HttpResponse:
    """Put a kit together."""
    form = KitForm(request.POST or None)
    kit = submitted(request, form, lambda data: actions.add_kit(**data, **stamp(request)))
    if kit:
        messages.success(request, f"La mallette «\u00a0{kit}\u00a0» est composée et peut être demandée.")
        _say_shared(request, kit)
        return redirect(kit)
    heading = "Composer une mallette"
    context = stock_context(
        request.member,
        "kits",
        form=form,
        heading=heading,
        trail=(("Stock", "kit_list"), heading),
        lead="Une mallette part et revient entière. Elle n’est libre que lorsque tout ce qu’elle contient l’est.",
        action_label="Composer cette mallette",
        cancel_url=reverse("kit_list", args=[request.network.slug]),
        cancel_label="Revenir sans enregistrer",
    )
    return render(request, "layout/form_page.html", context)


def _say_shared(request: MemberRequest, kit: Kit) -> None:
    """Say which items are parts of another kit as well: the two never leave at once."""
    shared = [part for part in parts_of(kit, timezone.localdate()) if part.others]
    if shared:
        named = ", ".join(f"{part.item} (aussi dans «\u00a0{part.others[0]}\u00a0»)" for part in shared[:5])
        messages.warning(
            request, f"Des matériels servent à plusieurs mallettes, qui ne partiront jamais ensemble\u00a0: {named}."
        )


@requires(Permission.EQUIPMENT_MANAGE)
def kit_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a kit and what it is made of."""
    kit = _kit(pk)
    numbers = list(kit.parts.values_list("item__inventory_number", flat=True))
    known = {"name": kit.name, "needs": kit.needs, "description": kit.description, "numbers": numbers}
    form = KitForm(request.POST or None, initial=known)
    changed = submitted(request, form, lambda data: actions.change_kit(kit, **data, **stamp(request)))
    if changed:
        messages.success(request, "Les changements sont enregistrés. Les prêts réservés gardent leurs matériels.")
        _say_shared(request, changed)
        return redirect(changed)
    heading = f"Modifier «\u00a0{kit}\u00a0»"
    context = stock_context(
        request.member,
        "kits",
        form=form,
        heading=heading,
        trail=("Stock", kit.get_absolute_url(), heading),
        action_label="Enregistrer les changements",
        cancel_url=kit.get_absolute_url(),
        cancel_label="Revenir sans enregistrer",
    )
    return render(request, "layout/form_page.html", context)


@requires(Permission.EQUIPMENT_MANAGE)
def kit_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, saying what is still open, then take a kit out of the catalogue."""
    kit = _kit(pk)
    return confirmed(
        request,
        lambda: actions.withdraw_kit(kit, **stamp(request)),
        done=f"«\u00a0{kit}\u00a0» n’est plus proposée. Vous pouvez la remettre au catalogue.",
        back=kit,
        question=f"Retirer «\u00a0{kit}\u00a0» du catalogue\u00a0?",
        consequence=f"Personne ne pourra plus la demander. {_standing(kit)}Ses matériels se prêtent toujours un à un.",
        action_label="Retirer cette mallette",
    )


@requires(Permission.EQUIPMENT_MANAGE)
def kit_restore(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then offer a kit again."""
    kit = _kit(pk)
    return confirmed(
        request,
        lambda: actions.restore_kit(kit, **stamp(request)),
        done=f"«\u00a0{kit}\u00a0» est de nouveau proposée.",
        back=kit,
        question=f"Remettre «\u00a0{kit}\u00a0» au catalogue\u00a0?",
        consequence="Les établissements pourront de nouveau la demander.",
        action_label="Remettre au catalogue",
    )
