"""Pages of the editor: the outline of a version in preparation, its texts, parts, questions and languages."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from evaluation.enums import ItemKind, VersionState
from evaluation.questionnaires import rules as editing
from evaluation.questionnaires.actions import write_form
from evaluation.questionnaires.forms import ItemForm, SectionForm, TextsForm, TranslationForm
from evaluation.questionnaires.labels import (
    FRENCH,
    FRENCH_NAMES,
    kept_texts,
    texts_of,
    translated,
    untranslated,
    with_texts,
)
from evaluation.questionnaires.models import QuestionnaireVersion
from evaluation.questionnaires.rules import Form, Item, Section, drawable, form_problems
from evaluation.questionnaires.views.questionnaires import facts_of
from evaluation.tabs import tabs
from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.french.names import so_many
from inclusion.core.web.acting import stamp
from inclusion.core.web.forms import submitted

CHANGED = (
    "Quelqu’un d’autre a modifié ce questionnaire entre-temps. Ce que vous avez écrit est toujours là\u00a0: "
    "relisez-le, puis enregistrez de nouveau."
)
FROZEN = "Cette version est publiée\u00a0: elle ne change plus. Préparez-en une nouvelle."
NO_SECTION = "Commencez par une partie\u00a0: les questions s’y rangent."
GONE = "Ce n’est plus dans le questionnaire\u00a0: quelqu’un l’a retiré entre-temps."


def _draft(pk: int) -> QuestionnaireVersion:
    found = QuestionnaireVersion.objects.select_related("questionnaire__network", "network")
    return get_object_or_404(found, pk=pk)


def _page_context(member: Member, version: QuestionnaireVersion) -> dict[str, Any]:
    return {
        "version": version,
        "questionnaire": version.questionnaire,
        "tabs": tabs(member, "questionnaires"),
        "seen": editing.fingerprint(version.form),
    }


def _live(version: QuestionnaireVersion, **of: str) -> str:
    """The address that draws what is being written."""
    return f"{reverse('version_preview', args=[version.network.slug, version.pk])}?{urlencode(of)}"


def _outline(version: QuestionnaireVersion, anchor: str = "") -> HttpResponse:
    address = reverse("version_edit", args=[version.network.slug, version.pk])
    return redirect(f"{address}#{anchor}" if anchor else address)


def _writing(
    version: QuestionnaireVersion, seen: str, changed: Callable[[Form, dict[str, Any]], Form], by: Any
) -> Callable[[dict[str, Any]], QuestionnaireVersion]:
    """What keeps a form, unless somebody else wrote since the page was shown."""

    def write(data: dict[str, Any]) -> QuestionnaireVersion:
        before = version.form
        if seen != editing.fingerprint(before):
            raise DomainError(CHANGED)
        return write_form(version, changed(before, data), seen=before, by=by, at=timezone.now())

    return write


@requires(Permission.EVALUATION_MANAGE)
def version_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """The outline of a version in preparation, what is missing, and how it will look."""
    version = _draft(pk)
    if version.state == VersionState.PUBLISHED:
        messages.info(request, FROZEN)
        return redirect(version)
    context = _page_context(request.member, version) | {
        "problems": form_problems(version.form),
        "facts": facts_of(version.form),
        "languages": languages_said(version.form),
        "preview": drawable(version.form),
    }
    return render(request, "evaluation/questionnaires/version_edit.html", context)


@requires(Permission.EVALUATION_MANAGE)
def version_texts(request: MemberRequest, pk: int) -> HttpResponse:
    """The title that people read, and the texts before and after the questions."""
    version = _draft(pk)
    initial = {name: getattr(version.form, name) for name in ("title", "introduction", "thanks")}
    form = TextsForm(request.POST or None, initial=initial)
    write = _writing(
        version,
        request.POST.get("seen", ""),
        lambda before, data: kept_texts(before.model_copy(update=data), before),
        request.user,
    )
    if submitted(request, form, write):
        messages.success(request, "Les textes sont enregistrés.")
        return _outline(version, "textes")
    context = _page_context(request.member, version) | {
        "form": form,
        "live": _live(version, quoi="textes"),
        "preview": drawable(_with_texts(version.form, form)),
    }
    return render(request, "evaluation/questionnaires/version_texts.html", context)


@requires(Permission.EVALUATION_MANAGE)
def version_translate(request: MemberRequest, pk: int, language: str) -> HttpResponse:
    """All texts of a version in another language, each below the French one."""
    if language not in FRENCH_NAMES:
        raise Http404(language)
    version = _draft(pk)
    if version.state == VersionState.PUBLISHED:
        messages.info(request, FROZEN)
        return redirect(version)
    form = TranslationForm(request.POST or None, form=version.form, language=language)
    write = _writing(
        version,
        request.POST.get("seen", ""),
        lambda before, data: with_texts(before, language, form.translations()),
        request.user,
    )
    if submitted(request, form, write):
        messages.success(request, "La traduction est enregistrée.")
        return _outline(version, "langues")
    context = _page_context(request.member, version) | {
        "form": form,
        "language": language,
        "name": FRENCH_NAMES[language],
        "missing": len(untranslated(version.form, language)),
        "preview": translated(drawable(version.form), language),
    }
    return render(request, "evaluation/questionnaires/version_translate.html", context)


def languages_said(form: Form) -> list[dict[str, Any]]:
    """Each other language with how much of the form is translated, those with something first."""
    total = sum(1 for _ in texts_of(form, FRENCH))
    rows = [
        {"code": code, "name": name, "total": total, "done": total - len(untranslated(form, code))}
        for code, name in FRENCH_NAMES.items()
    ]
    return sorted(rows, key=lambda row: -row["done"])


def _with_texts(before: Form, form: TextsForm) -> Form:
    if not form.is_bound:
        return before
    form.is_valid()
    return before.model_copy(update=form.cleaned_data)


@requires(Permission.EVALUATION_MANAGE)
def version_section(request: MemberRequest, pk: int) -> HttpResponse:
    """One part: `?partie=` its code, or a new one."""
    version = _draft(pk)
    section = _section(version.form, request.GET.get("partie", ""), may_be_gone=request.method == "POST")
    form = SectionForm(request.POST or None, form=version.form, section=section)
    write = _writing(
        version,
        request.POST.get("seen", ""),
        lambda before, data: editing.with_section(before, form.written(), replacing=section.code if section else ""),
        request.user,
    )
    if submitted(request, form, write):
        messages.success(request, "La partie est enregistrée.")
        return _outline(version, f"partie-{form.cleaned_data['code']}")
    context = _page_context(request.member, version) | {
        "form": form,
        "section": section,
        "live": _live(version, quoi="partie", partie=section.code if section else ""),
        "preview": _drawn_section(form, section),
    }
    return render(request, "evaluation/questionnaires/version_section.html", context)


@requires(Permission.EVALUATION_MANAGE)
def version_item(request: MemberRequest, pk: int) -> HttpResponse:
    """One question: `?question=` its code, or a new one in `?partie=`."""
    version = _draft(pk)
    if not version.form.sections:
        messages.info(request, NO_SECTION)
        return redirect("version_section", request.network.slug, pk)
    form, item = _item_form(request.GET, version.form, request.POST or None)
    write = _writing(
        version,
        request.POST.get("seen", ""),
        lambda before, data: editing.with_item(
            before, data["item"], section=data["section"], replacing=item.code if item else "", recoded=form.recoded
        ),
        request.user,
    )
    if submitted(request, form, write):
        messages.success(request, "La question est enregistrée.")
        again = "encore" in request.POST
        if not again:
            return _outline(version, f"question-{form.cleaned_data['item'].code}")
        address = reverse("version_item", args=[version.network.slug, version.pk])
        return redirect(f"{address}?{urlencode({'partie': form.cleaned_data['section']})}")
    context = _page_context(request.member, version) | _item_context(version, form, item)
    return render(request, "evaluation/questionnaires/version_item.html", context)


def _item_context(version: QuestionnaireVersion, form: ItemForm, item: Item | None) -> dict[str, Any]:
    return {
        "form": form,
        "item": item,
        "live": _live(version, quoi="question", question=item.code if item else ""),
        "preview": _drawn_item(form, item),
    }


@requires(Permission.EVALUATION_MANAGE)
@require_POST
def version_preview(request: MemberRequest, pk: int) -> HttpResponse:
    """What is being written, as people will see it; nothing is kept."""
    version = _draft(pk)
    match request.GET.get("quoi"):
        case "question" if version.form.sections:
            preview = _drawn_item(*_item_form(request.GET, version.form, request.POST))
        case "textes":
            preview = drawable(_with_texts(version.form, TextsForm(request.POST)))
        case "partie":
            section = _section(version.form, request.GET.get("partie", ""), may_be_gone=True)
            form = SectionForm(request.POST, form=version.form, section=section)
            preview = _drawn_section(form, section)
        case _:
            preview = drawable(version.form)
    return render(request, "evaluation/questionnaires/version_preview.html", {"preview": preview})


@requires(Permission.EVALUATION_MANAGE)
@require_POST
def version_move(request: MemberRequest, pk: int) -> HttpResponse:
    """Move a question or a part one place up or down: `monter` or `descendre` says which."""
    version = _draft(pk)
    step = -1 if "monter" in request.POST else 1
    kind, _, code = (request.POST.get("monter") or request.POST.get("descendre", "")).partition(":")
    move = editing.moved_item if kind == "question" else editing.moved_section
    _keep(version, request, lambda form: move(form, code, step))
    return _outline(version, f"{kind}-{code}")


@requires(Permission.EVALUATION_MANAGE)
@require_POST
def version_copy(request: MemberRequest, pk: int) -> HttpResponse:
    """Write a question a second time, right below."""
    version = _draft(pk)
    code = request.POST.get("question", "")
    if _keep(version, request, lambda form: editing.copied_item(form, code)[0]):
        messages.success(request, "La question est là deux fois\u00a0: changez la seconde.")
    return _outline(version, f"question-{code}")


@requires(Permission.EVALUATION_MANAGE)
def version_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Take out a question or a part, once asked whether to."""
    version = _draft(pk)
    code, is_item = request.GET.get("question", ""), "question" in request.GET
    code = code if is_item else request.GET.get("partie", "")
    remove = editing.without_item if is_item else editing.without_section
    if request.method == "POST":
        if _keep(version, request, lambda form: remove(form, code)):
            messages.success(request, "C’est retiré.")
        return _outline(version)
    if not is_item and not code:
        return _outline(version)
    context = _asking(version, code, is_item=is_item)
    return render(request, "layout/confirm.html", context)


def _asking(version: QuestionnaireVersion, code: str, *, is_item: bool) -> dict[str, Any]:
    """What is asked before something is taken out, and what depends on it."""
    try:
        part: Item | Section
        part = version.form.item(code) if is_item else _section(version.form, code)
    except KeyError:
        raise Http404(GONE) from None
    codes = {code} if is_item else {item.code for item in part.items}
    named = part.label if is_item else part.title
    depending = editing.depending_on(version.form, codes)
    consequence = (
        ""
        if is_item or not codes
        else f"{so_many(len(codes), 'question est retirée', 'questions sont retirées')} avec elle. "
    )
    if depending:
        consequence += f"Des questions en dépendent et seront à revoir\u00a0: {', '.join(depending)}."
    return {
        "question": f"Retirer «\u00a0{named}\u00a0»\u00a0?",
        "consequence": consequence,
        "action_label": "Retirer cette question" if is_item else "Retirer cette partie",
        "cancel_url": reverse("version_edit", args=[version.network.slug, version.pk]),
        "danger": True,
        "url": "",
    }


def _keep(version: QuestionnaireVersion, request: MemberRequest, change: Callable[[Form], Form]) -> bool:
    """Keep a change of the outline; what is no longer there is said."""
    try:
        changed = change(version.form)
        write_form(version, changed, seen=version.form, **stamp(request))
    except KeyError:
        messages.error(request, GONE)
        return False
    except DomainError as refused:
        messages.error(request, str(refused))
        return False
    return True


def _section(form: Form, code: str, *, may_be_gone: bool = False) -> Section | None:
    """The part of this code; none for a new one, and where one that was typed in is gone meanwhile."""
    if not code:
        return None
    try:
        return form.sections[editing.section_of(form, code)]
    except KeyError:
        if may_be_gone:
            return None
        raise Http404(GONE) from None


def _item_form(address: Any, form: Form, data: Any) -> tuple[ItemForm, Item | None]:
    """The form of the question that the address names, filled in with what was sent."""
    item = None
    if code := address.get("question", ""):
        try:
            item = form.item(code)
        except KeyError:
            if data is None:
                raise Http404(GONE) from None
    codes = [one.code for one in form.sections]
    section = address.get("partie", "")
    return ItemForm(data, form=form, item=item, section=section if section in codes else codes[-1]), item


def _drawn_item(form: ItemForm, item: Item | None) -> Form:
    """The question alone, as it is written so far, asked of everybody."""
    if form.is_bound:
        form.is_valid()
        item = form.written()
    item = item or Item(code="question", kind=ItemKind.SINGLE, label="")
    alone = item.model_copy(update={"shown_if": None})
    return drawable(Form(title="", sections=(Section(code="partie", title="La question", items=(alone,)),)))


def _drawn_section(form: SectionForm, section: Section | None) -> Form:
    """The part alone, as it is written so far, shown to everybody."""
    if form.is_bound:
        form.is_valid()
        section = form.written()
    section = section or Section(code="partie", title="")
    items = tuple(item.model_copy(update={"shown_if": None}) for item in section.items)
    alone = section.model_copy(update={"shown_if": None, "items": items})
    return drawable(Form(title="", sections=(alone,)))
