"""Pages of models: the list that the bank keeps, the page that everybody reads, the picture."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from equipment.actions import catalogue as actions
from equipment.filters.catalogue import ModelFilter
from equipment.forms.catalogue import ModelForm
from equipment.models import Bank, EquipmentModel, Kit
from equipment.models.advice import advice_for
from equipment.models.catalogue_queries import next_free, stock_of, with_stock
from equipment.models.loans import STANDING
from equipment.tables.catalogue import ModelTable
from equipment.views.tabs import stock_room, tabs
from inclusion.core.access import Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.imports.uploads import MAX_PHOTO_BYTES
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing

_FIELDS = ("name", "brand", "reference", "needs", "description", "advice", "check_list", "value")


def _model(pk: int) -> EquipmentModel:
    return get_object_or_404(EquipmentModel.objects.select_related("network", "picture"), pk=pk)


@requires(Permission.EQUIPMENT_MANAGE)
def equipment_model_list(request: HttpRequest) -> HttpResponse:
    """Every model with its stock today."""
    models = EquipmentModel.objects.select_related("network")
    return listing(
        request,
        queryset=with_stock(models, timezone.localdate()),
        table=ModelTable,
        template="equipment/equipment_model_list.html",
        name="modeles",
        filterset=ModelFilter,
        **stock_room(
            request.member,
            "models",
            begun=models.exists(),
            offered=EquipmentModel.objects.offered().count(),
        ),
    )


@requires(Permission.EQUIPMENT_VIEW)
def equipment_model_detail(request: HttpRequest, pk: int) -> HttpResponse:
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
        "free": next_free(model, bank=bank, today=today) if not model.withdrawn_at else None,
        "kits": Kit.objects.offered().filter(items__model=model).distinct().select_related("network"),
        "advice": advice_for(model),
        "may_ask": request.member.may(Permission.EQUIPMENT_BORROW) and not model.withdrawn_at,
    }
    return render(request, "equipment/equipment_model_detail.html", context)


@requires(Permission.EQUIPMENT_VIEW)
def equipment_model_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture of a model; its address changes with it, so that browsers may keep it."""
    picture = _model(pk).picture
    if picture is None:
        raise Http404
    response = attachment(picture.data, filename=picture.filename, media_type=picture.media_type, inline=True)
    response.headers["Cache-Control"] = "private, max-age=604800"
    return response


def _form(request: HttpRequest, model: EquipmentModel | None = None) -> ModelForm:
    posted = request.method == "POST"
    return ModelForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        initial={name: getattr(model, name) for name in _FIELDS} if model else None,
        pictured=model is not None and model.picture_id is not None,
    )


@requires(Permission.EQUIPMENT_MANAGE)
@takes_files(MAX_PHOTO_BYTES)
def equipment_model_add(request: HttpRequest) -> HttpResponse:
    """Add a model to the catalogue."""
    form = _form(request)
    model = submitted(
        request, form, lambda data: actions.add_model(**data, by=request.user, at=timezone.now())
    )
    if model:
        messages.success(
            request, f"«\u00a0{model}\u00a0» est au catalogue. Inventoriez ses exemplaires pour le prêter."
        )
        return redirect(model)
    context = stock_room(
        request.member,
        "models",
        form=form,
        what="Ajouter un modèle au catalogue",
        lead="Un modèle réunit des exemplaires pareils. Tous les membres du réseau lisent cette page.",
        action_label="Ajouter ce modèle",
        back=reverse("equipment_model_list", args=[request.network.slug]),
    )
    return render(request, "equipment/stock_form.html", context)


@requires(Permission.EQUIPMENT_MANAGE)
@takes_files(MAX_PHOTO_BYTES)
def equipment_model_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said of a model, and its picture."""
    model = _model(pk)
    form = _form(request, model)
    changed = submitted(
        request,
        form,
        lambda data: actions.change_model(model, **data, by=request.user, at=timezone.now()),
    )
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect(changed)
    context = stock_room(
        request.member,
        "models",
        form=form,
        what=f"Modifier «\u00a0{model}\u00a0»",
        lead="",
        action_label="Enregistrer les changements",
        back=model.get_absolute_url(),
    )
    return render(request, "equipment/stock_form.html", context)


@requires(Permission.EQUIPMENT_MANAGE)
def equipment_model_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, telling what stands, then take a model out of the catalogue."""
    model = _model(pk)
    if request.method == "POST":
        actions.withdraw_model(model, by=request.user, at=timezone.now())
        messages.success(
            request, f"«\u00a0{model}\u00a0» n’est plus proposé. Vous pouvez le remettre au catalogue."
        )
        return redirect(model)
    context = {
        "question": f"Retirer «\u00a0{model}\u00a0» du catalogue\u00a0?",
        "consequence": f"Personne ne pourra plus le demander. {_standing(model)}Ses exemplaires restent au stock.",
        "action_label": "Retirer ce modèle",
        "danger": False,
        "cancel_url": model.get_absolute_url(),
        "url": "",
    }
    return render(request, "layout/confirm.html", context)


def _standing(wanted: EquipmentModel) -> str:
    """The loans that go on, in a sentence."""
    count = wanted.loans.filter(state__in=STANDING).count()
    if not count:
        return ""
    return f"{so_many(count, 'prêt en cours ou réservé continue', 'prêts en cours ou réservés continuent')}. "


@requires(Permission.EQUIPMENT_MANAGE)
def equipment_model_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then offer a model again."""
    model = _model(pk)
    if request.method == "POST":
        actions.restore_model(model, by=request.user, at=timezone.now())
        messages.success(request, f"«\u00a0{model}\u00a0» est de nouveau proposé.")
        return redirect(model)
    context = {
        "question": f"Remettre «\u00a0{model}\u00a0» au catalogue\u00a0?",
        "consequence": "Les établissements pourront de nouveau le demander.",
        "action_label": "Remettre au catalogue",
        "danger": False,
        "cancel_url": model.get_absolute_url(),
        "url": "",
    }
    return render(request, "layout/confirm.html", context)
