"""Pages of versions: prepared, read before they are asked, published, given up."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from evaluation.actions import questionnaires as actions
from evaluation.enums import VersionState
from evaluation.forms.questionnaires import PublishForm
from evaluation.models import Questionnaire, QuestionnaireVersion
from evaluation.rules.form_checks import form_problems
from evaluation.rules.form_facts import drawable, what_changed
from evaluation.views.questionnaires import facts_of
from evaluation.views.tabs import tabs
from inclusion.core.access import Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.web.forms import submitted


@requires(Permission.EVALUATION_MANAGE)
@require_POST
def version_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare another version of a questionnaire, with the questions of the last one."""
    questionnaire = get_object_or_404(Questionnaire, pk=pk)
    version = actions.draft_version(questionnaire, by=request.user, at=timezone.now())
    return redirect("version_edit", request.network.slug, version.pk)


@requires(Permission.EVALUATION_VIEW)
def version_detail(request: HttpRequest, pk: int) -> HttpResponse:
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
        "preview": drawable(version.form),
    }
    return render(request, "evaluation/version_detail.html", context)


@requires(Permission.EVALUATION_MANAGE)
def version_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a version, once nothing is wrong with it."""
    version = get_object_or_404(
        QuestionnaireVersion.objects.select_related("questionnaire__network", "network"), pk=pk
    )
    if version.state == VersionState.PUBLISHED:
        return redirect(version)
    form = PublishForm(request.POST or None)
    published = submitted(
        request,
        form,
        lambda data: actions.publish_version(version, **data, by=request.user, at=timezone.now()),
    )
    if published:
        messages.success(
            request, f"La version {published.number} est publiée\u00a0: une campagne peut la poser."
        )
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
    return render(request, "evaluation/version_publish.html", context)


@requires(Permission.EVALUATION_MANAGE)
def version_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a version in preparation."""
    version = get_object_or_404(
        QuestionnaireVersion.objects.select_related("questionnaire__network", "network"), pk=pk
    )
    questionnaire = version.questionnaire
    if request.method == "POST":
        try:
            actions.drop_version(version, by=request.user, at=timezone.now())
        except DomainError as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "La version en préparation est abandonnée.")
        return redirect(questionnaire)
    context = {
        "question": f"Abandonner la version {version.number}\u00a0?",
        "consequence": "Ses changements sont perdus. Les versions publiées restent comme elles sont.",
        "action_label": "Abandonner cette version",
        "cancel_url": questionnaire.get_absolute_url(),
        "danger": True,
        "url": "",
    }
    return render(request, "layout/confirm.html", context)
