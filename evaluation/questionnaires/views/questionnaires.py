"""Pages of questionnaires and of their versions: draft, preview, publication, withdrawal."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from evaluation.enums import VersionState
from evaluation.questionnaires import actions
from evaluation.questionnaires import rules as questionnaire_rules
from evaluation.questionnaires.forms import NewQuestionnaireForm, PublishForm, QuestionnaireForm
from evaluation.questionnaires.labels import FRENCH_NAMES, languages_of
from evaluation.questionnaires.library import LIBRARY
from evaluation.questionnaires.lists import QuestionnaireFilter, QuestionnaireTable
from evaluation.questionnaires.models import Questionnaire, QuestionnaireVersion
from evaluation.questionnaires.rules import Form, drawable, form_problems, what_changed
from evaluation.tabs import tabs
from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.registry.panels import panels_for
from inclusion.core.web.acting import confirmed, stamp
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing


def visible_questionnaires(member: Member) -> QuerySet[Questionnaire]:
    """All for those who run surveys; for the others, what was published at least once."""
    if member.may(Permission.EVALUATION_MANAGE):
        return Questionnaire.objects.all()
    published = QuestionnaireVersion.objects.filter(questionnaire=OuterRef("pk"), state=VersionState.PUBLISHED)
    return Questionnaire.objects.filter(Exists(published))


@requires(Permission.EVALUATION_VIEW)
def questionnaire_list(request: MemberRequest) -> HttpResponse:
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
        template="evaluation/questionnaires/questionnaire_list.html",
        name="questionnaires",
        tabs=tabs(request.member, "questionnaires"),
        manages=manages,
        begun=found.exists(),
    )


@requires(Permission.EVALUATION_VIEW)
def questionnaire_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One questionnaire: its versions and what each changed, who asks it, where its scales come from."""
    found = visible_questionnaires(request.member).select_related("network")
    questionnaire = get_object_or_404(found, pk=pk)
    manages = request.member.may(Permission.EVALUATION_MANAGE)
    versions = list(questionnaire.versions.select_related("network").order_by("number"))
    shown = [one for one in versions if manages or one.state == VersionState.PUBLISHED]
    context = {
        "questionnaire": questionnaire,
        "tabs": tabs(request.member, "questionnaires"),
        "manages": manages,
        "versions": list(_version_rows(shown))[::-1],
        "draft": next((one for one in shown if one.state == VersionState.DRAFT), None),
        "latest": shown[-1],
        "panels": panels_for("questionnaire_detail", request, questionnaire),
        "model": LIBRARY.get(questionnaire.library_key),
        "facts": facts_of(shown[-1].form),
    }
    return render(request, "evaluation/questionnaires/questionnaire_detail.html", context)


def _version_rows(versions: list[QuestionnaireVersion]) -> Iterator[dict[str, Any]]:
    """Each version with what it changed since the one before."""
    for version in versions[:1]:
        yield {"version": version, "changed": []}
    for before, version in pairwise(versions):
        yield {"version": version, "changed": questionnaire_rules.what_changed(before.form, version.form)}


def facts_of(form: Form) -> dict[str, Any]:
    """How many questions, how long they take, where they come from."""
    return {
        "questions": questionnaire_rules.questions_count(form),
        "minutes": questionnaire_rules.minutes(form),
        "sources": questionnaire_rules.sources(form),
    }


@requires(Permission.EVALUATION_MANAGE)
def questionnaire_add(request: MemberRequest) -> HttpResponse:
    """Begin a questionnaire: choose one of the library or a blank page, then say what it is called."""
    key = request.GET.get("modele", "")
    model = LIBRARY.get(key)
    context = {"tabs": tabs(request.member, "questionnaires"), "model": model}
    if request.method != "POST" and model is None and key != "vide":
        context["models"] = [{"model": one, **facts_of(one.form)} for one in LIBRARY.values()]
        return render(request, "evaluation/questionnaires/questionnaire_library.html", context)
    form = NewQuestionnaireForm(request.POST or None, initial=_initial(key))
    made = submitted(
        request,
        form,
        lambda data: actions.make_questionnaire(
            **data, form=model.form if model else None, library_key=model.key if model else "", **stamp(request)
        ),
    )
    if made:
        messages.success(request, "Le questionnaire est prêt à être relu. Rien n’est encore publié.")
        return redirect("version_edit", request.network.slug, made.versions.get().pk)
    context |= {"form": form, "facts": facts_of(model.form) if model else None}
    return render(request, "evaluation/questionnaires/questionnaire_add.html", context)


def _initial(key: str) -> dict[str, Any]:
    """What the model says of itself, under a title that no other questionnaire has."""
    model = LIBRARY.get(key)
    if model is None:
        return {}
    return {"title": actions.free_title(model.form.title), "purpose": model.purpose, "description": model.description}


@requires(Permission.EVALUATION_MANAGE)
def questionnaire_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change what is said of a questionnaire; its questions are written elsewhere."""
    questionnaire = get_object_or_404(Questionnaire, pk=pk)
    form = QuestionnaireForm(request.POST or None, instance=questionnaire)
    changed = submitted(
        request,
        form,
        lambda data: actions.change_questionnaire(Questionnaire.objects.get(pk=pk), **data, **stamp(request)),
    )
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect(changed)
    context = {
        "form": form,
        "questionnaire": Questionnaire.objects.select_related("network").get(pk=pk),
        "tabs": tabs(request.member, "questionnaires"),
    }
    return render(request, "evaluation/questionnaires/questionnaire_edit.html", context)


@requires(Permission.EVALUATION_MANAGE)
@require_POST
def questionnaire_archive(request: MemberRequest, pk: int) -> HttpResponse:
    """Put a questionnaire away."""
    questionnaire = get_object_or_404(Questionnaire, pk=pk)
    archived = actions.archive_questionnaire(questionnaire, **stamp(request))
    messages.success(request, f"«\u00a0{archived}\u00a0» est archivé. Les campagnes en cours continuent avec lui.")
    return redirect(archived)


@requires(Permission.EVALUATION_MANAGE)
@require_POST
def questionnaire_restore(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a questionnaire out again."""
    questionnaire = get_object_or_404(Questionnaire, pk=pk)
    try:
        actions.restore_questionnaire(questionnaire, **stamp(request))
    except ValidationError as refused:
        messages.error(request, f"{' '.join(refused.messages)} Changez d’abord le titre de l’un des deux.")
    else:
        messages.success(request, f"«\u00a0{questionnaire}\u00a0» est de nouveau en service.")
    return redirect(questionnaire)


# -- Pages of versions: draft, preview, publication, withdrawal


@requires(Permission.EVALUATION_MANAGE)
@require_POST
def version_draft(request: MemberRequest, pk: int) -> HttpResponse:
    """Prepare another version of a questionnaire, with the questions of the last one."""
    questionnaire = get_object_or_404(Questionnaire, pk=pk)
    version = actions.draft_version(questionnaire, **stamp(request))
    return redirect("version_edit", request.network.slug, version.pk)


@requires(Permission.EVALUATION_VIEW)
def version_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """A version as people see it; one in preparation only for those who run the surveys."""
    versions = QuestionnaireVersion.objects.select_related("questionnaire__network", "network")
    manages = request.member.may(Permission.EVALUATION_MANAGE)
    if not manages:
        versions = versions.filter(state=VersionState.PUBLISHED)
    version = get_object_or_404(versions, pk=pk)
    context = {
        "version": version,
        "questionnaire": version.questionnaire,
        "tabs": tabs(request.member, "questionnaires"),
        "manages": manages,
        "is_draft": version.state == VersionState.DRAFT,
        "facts": facts_of(version.form),
        "languages": [FRENCH_NAMES[code] for code in languages_of(version.form)[1:]],
        "preview": drawable(version.form),
    }
    return render(request, "evaluation/questionnaires/version_detail.html", context)


@requires(Permission.EVALUATION_MANAGE)
def version_publish(request: MemberRequest, pk: int) -> HttpResponse:
    """Publish a version, once nothing is wrong with it."""
    version = get_object_or_404(QuestionnaireVersion.objects.select_related("questionnaire__network", "network"), pk=pk)
    if version.state == VersionState.PUBLISHED:
        return redirect(version)
    form = PublishForm(request.POST or None)
    published = submitted(request, form, lambda data: actions.publish_version(version, **data, **stamp(request)))
    if published:
        messages.success(request, f"La version {published.number} est publiée\u00a0: une campagne peut la poser.")
        return redirect(published.questionnaire)
    before = version.questionnaire.latest
    context = {
        "form": form,
        "version": version,
        "questionnaire": version.questionnaire,
        "tabs": tabs(request.member, "questionnaires"),
        "problems": form_problems(version.form),
        "changed": what_changed(before.form, version.form) if before else None,
    }
    return render(request, "evaluation/questionnaires/version_publish.html", context)


@requires(Permission.EVALUATION_MANAGE)
def version_drop(request: MemberRequest, pk: int) -> HttpResponse:
    """Give up a version in preparation."""
    version = get_object_or_404(QuestionnaireVersion.objects.select_related("questionnaire__network", "network"), pk=pk)
    questionnaire = version.questionnaire
    return confirmed(
        request,
        lambda: actions.drop_version(version, **stamp(request)),
        done="La version en préparation est abandonnée.",
        back=questionnaire,
        question=f"Abandonner la version {version.number}\u00a0?",
        consequence="Ses changements sont perdus. Les versions publiées restent comme elles sont.",
        action_label="Abandonner cette version",
        danger=True,
    )
