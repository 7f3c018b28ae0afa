"""Pages of questionnaires: those of the network, one of them, the library they can be taken from."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from evaluation.actions import questionnaires as actions
from evaluation.enums import VersionState
from evaluation.filters.questionnaires import QuestionnaireFilter
from evaluation.forms.questionnaires import NewQuestionnaireForm, QuestionnaireForm
from evaluation.library import LIBRARY
from evaluation.models import Campaign, Questionnaire, QuestionnaireVersion
from evaluation.rules import form_facts
from evaluation.rules.forms import Form
from evaluation.tables.questionnaires import QuestionnaireTable
from evaluation.views.tabs import tabs
from inclusion.core.access import Member, Permission, requires
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing


def visible_questionnaires(member: Member) -> QuerySet[Questionnaire]:
    """All for those who run surveys; for the others, what was published at least once."""
    if member.may(Permission.EVALUATION_MANAGE):
        return Questionnaire.objects.all()
    published = QuestionnaireVersion.objects.filter(
        questionnaire=OuterRef("pk"), state=VersionState.PUBLISHED
    )
    return Questionnaire.objects.filter(Exists(published))


@requires(Permission.EVALUATION_VIEW)
def questionnaire_list(request: HttpRequest) -> HttpResponse:
    """The network's questionnaires, those in use first asked for."""
    manages = request.member.may(Permission.EVALUATION_MANAGE)
    found = visible_questionnaires(request.member)
    published = Q(versions__state=VersionState.PUBLISHED)
    drafts = QuestionnaireVersion.objects.filter(questionnaire=OuterRef("pk"), state=VersionState.DRAFT)
    rows = found.select_related("network").annotate(
        newest=Max("versions__number", filter=published),
        asked=Count("versions__campaigns", distinct=True),
        drafted=Exists(drafts if manages else drafts.none()),
    )
    return listing(
        request,
        # What was put away shows only to who asks for it.
        queryset=rows if request.GET.get("state") else rows.filter(archived_at=None),
        table=QuestionnaireTable,
        filterset=QuestionnaireFilter,
        template="evaluation/questionnaire_list.html",
        name="questionnaires",
        tabs=tabs(request.member, "questionnaires"),
        manages=manages,
        begun=found.exists(),
    )


@requires(Permission.EVALUATION_VIEW)
def questionnaire_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One questionnaire: its versions and what each changed, who asks it, where its scales come from."""
    found = visible_questionnaires(request.member).select_related("network")
    questionnaire = get_object_or_404(found, pk=pk)
    manages = request.member.may(Permission.EVALUATION_MANAGE)
    versions = list(questionnaire.versions.select_related("network").order_by("number"))
    shown = [one for one in versions if manages or one.state == VersionState.PUBLISHED]
    campaigns = Campaign.objects.visible_to(request.member).filter(version__questionnaire=questionnaire)
    context = {
        "questionnaire": questionnaire,
        "tabs": tabs(request.member, "questionnaires"),
        "manages": manages,
        "versions": list(_version_rows(shown))[::-1],
        "draft": next((one for one in shown if one.state == VersionState.DRAFT), None),
        "latest": shown[-1],
        "campaigns": campaigns.select_related("version", "network"),
        "model": LIBRARY.get(questionnaire.library_key),
        "facts": facts_of(shown[-1].form),
    }
    return render(request, "evaluation/questionnaire_detail.html", context)


def _version_rows(versions: list[QuestionnaireVersion]) -> Iterator[dict[str, Any]]:
    """Each version with what it changed since the one before."""
    for version in versions[:1]:
        yield {"version": version, "changed": []}
    for before, version in pairwise(versions):
        yield {"version": version, "changed": form_facts.what_changed(before.form, version.form)}


def facts_of(form: Form) -> dict[str, Any]:
    """How many questions, how long they take, where they come from."""
    return {
        "questions": form_facts.questions_count(form),
        "minutes": form_facts.minutes(form),
        "sources": form_facts.sources(form),
    }


@requires(Permission.EVALUATION_MANAGE)
def questionnaire_add(request: HttpRequest) -> HttpResponse:
    """Begin a questionnaire: choose one of the library or a blank page, then say what it is called."""
    key = request.GET.get("modele", "")
    model = LIBRARY.get(key)
    room = {"tabs": tabs(request.member, "questionnaires"), "model": model}
    if request.method != "POST" and model is None and key != "vide":
        models = [{"model": one, **facts_of(one.form)} for one in LIBRARY.values()]
        return render(request, "evaluation/questionnaire_library.html", room | {"models": models})
    form = NewQuestionnaireForm(request.POST or None, initial=_initial(key))
    made = submitted(
        request,
        form,
        lambda data: actions.make_questionnaire(
            **data,
            form=model.form if model else None,
            library_key=model.key if model else "",
            by=request.user,
            at=timezone.now(),
        ),
    )
    if made:
        messages.success(request, "Le questionnaire est prêt à être relu. Rien n’est encore publié.")
        return redirect("version_edit", request.network.slug, made.versions.get().pk)
    facts = facts_of(model.form) if model else None
    return render(request, "evaluation/questionnaire_add.html", room | {"form": form, "facts": facts})


def _initial(key: str) -> dict[str, Any]:
    """What the model says of itself, under a title that no other questionnaire has."""
    model = LIBRARY.get(key)
    if model is None:
        return {}
    titles = set(Questionnaire.objects.in_use().values_list("title", flat=True))
    title, number = model.form.title, 1
    while title in titles:
        number += 1
        title = f"{model.form.title} ({number})"
    return {"title": title, "purpose": model.purpose, "description": model.description}


@requires(Permission.EVALUATION_MANAGE)
def questionnaire_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said of a questionnaire; its questions are written elsewhere."""
    questionnaire = get_object_or_404(Questionnaire, pk=pk)
    form = QuestionnaireForm(request.POST or None, instance=questionnaire)
    changed = submitted(
        request,
        form,
        lambda data: actions.change_questionnaire(
            Questionnaire.objects.get(pk=pk), **data, by=request.user, at=timezone.now()
        ),
    )
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect(changed)
    context = {
        "form": form,
        "questionnaire": Questionnaire.objects.select_related("network").get(pk=pk),
        "tabs": tabs(request.member, "questionnaires"),
    }
    return render(request, "evaluation/questionnaire_edit.html", context)


@requires(Permission.EVALUATION_MANAGE)
@require_POST
def questionnaire_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a questionnaire away."""
    questionnaire = get_object_or_404(Questionnaire, pk=pk)
    archived = actions.archive_questionnaire(questionnaire, by=request.user, at=timezone.now())
    messages.success(request, f"«\u00a0{archived}\u00a0» est rangé. Les campagnes qui le posent le gardent.")
    return redirect(archived)


@requires(Permission.EVALUATION_MANAGE)
@require_POST
def questionnaire_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a questionnaire out again."""
    questionnaire = get_object_or_404(Questionnaire, pk=pk)
    try:
        actions.restore_questionnaire(questionnaire, by=request.user, at=timezone.now())
    except ValidationError as refused:
        messages.error(request, f"{' '.join(refused.messages)} Changez d’abord le titre de l’un des deux.")
    else:
        messages.success(request, f"«\u00a0{questionnaire}\u00a0» est de nouveau en service.")
    return redirect(questionnaire)
