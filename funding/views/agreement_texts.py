"""Pages of the articles of an agreement: write and arrange them, remark on them, read them on paper."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.actions import agreement_texts as actions
from funding.actions.agreement_files import agreement_pdf
from funding.forms.agreement_texts import CommentForm, SectionForm
from funding.models import Agreement, AgreementSection, SectionComment
from funding.models.agreement_fields import field_groups, text_kind_of
from inclusion.core.access import Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.models.documents import Document
from inclusion.core.web import exports
from inclusion.core.web.forms import submitted


def _seen(request: HttpRequest) -> Any:
    """The agreements that this member may see."""
    return Agreement.objects.visible_to(request.member)


def _section(request: HttpRequest, pk: int) -> AgreementSection:
    rows = AgreementSection.objects.filter(agreement__in=_seen(request))
    return get_object_or_404(rows.select_related("agreement__network", "agreement__parent"), pk=pk)


def _back(agreement: Agreement, section: AgreementSection | None = None) -> HttpResponse:
    """To the articles of an agreement, at the one that was touched."""
    return redirect(f"{agreement.get_absolute_url()}#{f'article-{section.pk}' if section else 'articles'}")


# -- Articles ----------------------------------------------------------------------------------------------------------


@requires(Permission.AGREEMENTS_MANAGE)
def agreement_section_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the title and the text of an article."""
    section = _section(request, pk)
    form = SectionForm(request.POST or None, instance=AgreementSection.objects.get(pk=pk))
    written = submitted(
        request,
        form,
        lambda data: actions.write_section(section, **data, by=request.user, at=timezone.now()),
    )
    if written:
        messages.success(request, f"L’article «\u00a0{written.title}\u00a0» est enregistré.")
        return _back(section.agreement, section)
    return _editor(request, form, section.agreement, section=section, remarks=section.comments.count())


@requires(Permission.AGREEMENTS_MANAGE)
def agreement_section_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an article at the end."""
    agreement = get_object_or_404(_seen(request).select_related("network", "parent"), pk=pk)
    form = SectionForm(request.POST or None)
    added = submitted(
        request, form, lambda data: actions.add_section(agreement, **data, by=request.user, at=timezone.now())
    )
    if added:
        messages.success(request, f"L’article «\u00a0{added.title}\u00a0» est ajouté à la fin.")
        return _back(agreement, added)
    return _editor(request, form, agreement)


def _editor(request: HttpRequest, form: SectionForm, agreement: Agreement, **context: Any) -> HttpResponse:
    context = {
        "section": None,
        **context,
        "form": form,
        "agreement": agreement,
        "field_groups": field_groups(text_kind_of(agreement)),
    }
    return render(request, "funding/agreement_section_form.html", context)


@requires(Permission.AGREEMENTS_MANAGE)
@require_POST
def agreement_section_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an article out, with the remarks on it."""
    section = _section(request, pk)
    try:
        actions.remove_section(section, by=request.user, at=timezone.now())
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"L’article «\u00a0{section.title}\u00a0» est retiré.")
    return _back(section.agreement)


@requires(Permission.AGREEMENTS_MANAGE)
@require_POST
def agreement_section_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move an article one place up (`sens=haut`) or down."""
    section = _section(request, pk)
    up = request.POST.get("sens") == "haut"
    try:
        actions.move_section(section, up=up, by=request.user, at=timezone.now())
    except DomainError as refused:
        messages.error(request, str(refused))
    return _back(section.agreement, section)


# -- Remarks -----------------------------------------------------------------------------------------------------------


@requires(Permission.AGREEMENTS_COMMENT)
@require_POST
def agreement_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Remark on an article for the own organisation; a refused remark is shown again with what was typed."""
    section = _section(request, pk)
    form = CommentForm(request.POST)
    made = submitted(
        request,
        form,
        lambda data: actions.comment_on(
            section, **data, partner=request.member.partner, by=request.user, at=timezone.now()
        ),
    )
    if made:
        messages.success(request, f"Votre remarque sur «\u00a0{section.title}\u00a0» est enregistrée.")
        return _back(section.agreement, section)
    context = {"form": form, "section": section, "agreement": section.agreement}
    return render(request, "funding/agreement_section_comment.html", context)


@requires(Permission.AGREEMENTS_MANAGE)
@require_POST
def agreement_comment_resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a remark was dealt with."""
    rows = SectionComment.objects.filter(section__agreement__in=_seen(request))
    comment = get_object_or_404(rows.select_related("section__agreement__network"), pk=pk)
    actions.resolve_comment(comment, by=request.user, at=timezone.now())
    messages.success(request, "La remarque est traitée.")
    return _back(comment.section.agreement, comment.section)


# -- Papers ------------------------------------------------------------------------------------------------------------


@requires(Permission.AGREEMENTS_VIEW)
def agreement_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF of an agreement as it stands, marked as a draft; once there is a copy to sign, that one."""
    agreement = get_object_or_404(
        _seen(request).select_related("network__department", "fund", "parent"), pk=pk
    )
    if agreement.document_id is not None:
        return _file(agreement.document)
    try:
        data = agreement_pdf(agreement, draft=True)
    except DomainError as refused:
        messages.error(request, str(refused))
        return redirect(agreement)
    name = f"{agreement.reference}-projet.pdf"
    return exports.attachment(data, filename=name, media_type="application/pdf", inline=True)


@requires(Permission.AGREEMENTS_VIEW)
def agreement_document(request: HttpRequest, pk: int) -> HttpResponse:
    """The copy that goes to the signatories, as it was made."""
    rows = _seen(request).select_related("document__content")
    return _file(get_object_or_404(rows, pk=pk).document)


@requires(Permission.AGREEMENTS_VIEW)
def agreement_signed(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed copy, as it was handed in."""
    rows = _seen(request).select_related("signed_document__content")
    return _file(get_object_or_404(rows, pk=pk).signed_document)


def _file(document: Document | None) -> HttpResponse:
    if document is None:
        raise Http404("no such paper yet")
    return exports.attachment(document.data, filename=document.filename, media_type=document.media_type)
