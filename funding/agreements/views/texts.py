"""Pages of the templates of agreements and of the articles of one."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from funding.agreements.actions import texts as actions
from funding.agreements.actions.texts import (
    articles_of,
    newest_version,
    publish_template,
    version_in_hand,
    write_template,
)
from funding.agreements.enums import TEXT_CHOICES
from funding.agreements.forms import CommentForm, SectionForm, TemplateForm, rearranged, typed_articles
from funding.agreements.models import Agreement, AgreementSection, AgreementTemplateVersion, SectionComment
from funding.agreements.papers import agreement_pdf, paper_pdf, sample_paper, template_html
from funding.agreements.queries.fields import field_groups, text_kind_of
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.models.documents import Document
from inclusion.core.web import exports, parameters
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.forms import submitted

# -- Templates

KINDS = dict(TEXT_CHOICES)


def _known(text_kind: str) -> str:
    """The name of a kind of text, else 404."""
    if text_kind not in KINDS:
        raise Http404(text_kind)
    return KINDS[text_kind]


@requires(Permission.AGREEMENTS_MANAGE)
def agreement_template_list(request: MemberRequest) -> HttpResponse:
    """The texts with which agreements begin: one line for each kind, with its version and the one being written."""
    versions = AgreementTemplateVersion.objects.annotate(used=Count("agreements")).order_by("number")
    published = {one.text_kind: one for one in versions if one.published_at is not None}
    in_hand = {one.text_kind: one for one in versions if one.published_at is None}
    used: dict[str, int] = {}
    for one in versions:
        used[one.text_kind] = used.get(one.text_kind, 0) + one.used
    rows = [
        {
            "kind": kind,
            "label": label,
            "version": published.get(kind),
            "in_hand": in_hand.get(kind),
            "used": used.get(kind, 0),
        }
        for kind, label in TEXT_CHOICES
    ]
    return render(request, "funding/agreements/agreement_template_list.html", {"rows": rows})


@requires(Permission.AGREEMENTS_MANAGE)
def agreement_template(request: MemberRequest, text_kind: str) -> HttpResponse:
    """The text of a kind as new agreements take it up, its versions, the one being written."""
    return _shown(request, text_kind, newest_version(text_kind))


@requires(Permission.AGREEMENTS_MANAGE)
def agreement_template_version(request: MemberRequest, text_kind: str, number: int) -> HttpResponse:
    """One version of a text, as it was published or as it is being written."""
    return _shown(request, text_kind, _version(text_kind, number))


def _version(text_kind: str, number: int) -> AgreementTemplateVersion:
    return get_object_or_404(AgreementTemplateVersion, text_kind=text_kind, number=number)


def _shown(request: MemberRequest, text_kind: str, version: AgreementTemplateVersion | None) -> HttpResponse:
    label = _known(text_kind)
    versions = AgreementTemplateVersion.objects.filter(text_kind=text_kind).select_related("made_by")
    versions = list(versions.annotate(used=Count("agreements")).order_by("-number"))
    newest = next((one for one in versions if one.published_at is not None), None)
    context = {
        "text_kind": text_kind,
        "label": label,
        "version": version,
        "versions": versions,
        "newest": newest,
        "in_hand": next((one for one in versions if one.published_at is None), None),
        "articles": [(title, template_html(body)) for title, body in articles_of(version, text_kind)],
    }
    return render(request, "funding/agreements/agreement_template_detail.html", context)


@requires(Permission.AGREEMENTS_MANAGE)
def agreement_template_edit(request: MemberRequest, text_kind: str) -> HttpResponse:
    """Write the version in preparation: every article, with the fields that it may use beside it."""
    label = _known(text_kind)
    in_hand = version_in_hand(text_kind)
    form = _template_form(request, text_kind, in_hand)
    version = submitted(request, form, lambda data: _written(request, form, text_kind, data)) if form.is_bound else None
    if version:
        messages.success(request, f"La version {version.number} est enregistrée. Elle ne sert qu’une fois publiée.")
        return redirect("agreement_template_version", request.network.slug, text_kind, version.number)
    context = {
        "form": form,
        "text_kind": text_kind,
        "label": label,
        "in_hand": in_hand,
        "field_groups": field_groups(text_kind),
    }
    return render(request, "funding/agreements/agreement_template_edit.html", context)


def _template_form(request: MemberRequest, text_kind: str, in_hand: AgreementTemplateVersion | None) -> TemplateForm:
    """The form as it is stored, as it was sent, or with its articles in another order and nothing saved."""
    if request.method != "POST":
        articles = articles_of(in_hand or newest_version(text_kind), text_kind)
        return TemplateForm(articles=articles, initial={"note": in_hand.note if in_hand else ""})
    articles = typed_articles(request.POST)
    if wish := request.POST.get("arrange"):
        return TemplateForm(articles=rearranged(articles, wish), initial={"note": request.POST.get("note", "")})
    return TemplateForm(request.POST, articles=articles)


def _written(
    request: MemberRequest, form: TemplateForm, text_kind: str, data: dict[str, Any]
) -> AgreementTemplateVersion:
    sections = form.sections(data)
    return write_template(text_kind, sections=sections, note=data["note"], **stamp(request))


@requires(Permission.AGREEMENTS_MANAGE)
def agreement_template_preview(request: MemberRequest, text_kind: str) -> HttpResponse:
    """The PDF of a text with a made-up agreement: the version asked, else the one being written, else the newest."""
    _known(text_kind)
    asked = parameters.whole(request.GET.get("version"), high=9999)
    version = version_in_hand(text_kind) or newest_version(text_kind)
    if asked is not None:
        version = _version(text_kind, asked)
    paper = sample_paper(text_kind, articles=articles_of(version, text_kind), network=request.network)
    data = paper_pdf(paper, network=request.network, draft=True)
    name = f"modele-{text_kind}.pdf"
    return exports.attachment(data, filename=name, media_type="application/pdf", inline=True)


@requires(Permission.AGREEMENTS_MANAGE)
@require_POST
def agreement_template_publish(request: MemberRequest, text_kind: str) -> HttpResponse:
    """Publish the version that is being written."""
    _known(text_kind)
    version = get_object_or_404(AgreementTemplateVersion, text_kind=text_kind, published_at=None)
    return perform(
        request,
        lambda: publish_template(version, **stamp(request)),
        done=lambda version: f"La version {version.number} est publiée\u00a0: les conventions à venir la reprennent.",
        back=reverse("agreement_template", args=[request.network.slug, text_kind]),
    )


# -- Text of an agreement


def _seen(request: MemberRequest) -> Any:
    """The agreements that this member may see."""
    return Agreement.objects.visible_to(request.member)


def _section(request: MemberRequest, pk: int) -> AgreementSection:
    rows = AgreementSection.objects.filter(agreement__in=_seen(request))
    return get_object_or_404(rows.select_related("agreement__network", "agreement__parent"), pk=pk)


def _back(agreement: Agreement, section: AgreementSection | None = None) -> str:
    """The articles of an agreement, at the one that was touched."""
    return f"{agreement.get_absolute_url()}#{f'article-{section.pk}' if section else 'articles'}"


# -- Articles ----------------------------------------------------------------------------------------------------------


@requires(Permission.AGREEMENTS_MANAGE)
def agreement_section_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change the title and the text of an article."""
    section = _section(request, pk)
    form = SectionForm(request.POST or None, instance=AgreementSection.objects.get(pk=pk))
    written = submitted(request, form, lambda data: actions.write_section(section, **data, **stamp(request)))
    if written:
        messages.success(request, f"L’article «\u00a0{written.title}\u00a0» est enregistré.")
        return redirect(_back(section.agreement, section))
    return _editor(request, form, section.agreement, section=section, remarks=section.comments.count())


@requires(Permission.AGREEMENTS_MANAGE)
def agreement_section_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add an article at the end."""
    agreement = get_object_or_404(_seen(request).select_related("network", "parent"), pk=pk)
    form = SectionForm(request.POST or None)
    added = submitted(request, form, lambda data: actions.add_section(agreement, **data, **stamp(request)))
    if added:
        messages.success(request, f"L’article «\u00a0{added.title}\u00a0» est ajouté à la fin.")
        return redirect(_back(agreement, added))
    return _editor(request, form, agreement)


def _editor(request: MemberRequest, form: SectionForm, agreement: Agreement, **context: Any) -> HttpResponse:
    context = {
        "section": None,
        **context,
        "form": form,
        "agreement": agreement,
        "field_groups": field_groups(text_kind_of(agreement)),
    }
    return render(request, "funding/agreements/agreement_section_form.html", context)


@requires(Permission.AGREEMENTS_MANAGE)
@require_POST
def agreement_section_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Take an article out, with the remarks on it."""
    section = _section(request, pk)
    return perform(
        request,
        lambda: actions.remove_section(section, **stamp(request)),
        done=f"L’article «\u00a0{section.title}\u00a0» est retiré.",
        back=_back(section.agreement),
    )


@requires(Permission.AGREEMENTS_MANAGE)
@require_POST
def agreement_section_move(request: MemberRequest, pk: int) -> HttpResponse:
    """Move an article one place up (`sens=haut`) or down."""
    section = _section(request, pk)
    up = request.POST.get("sens") == "haut"
    return perform(
        request, lambda: actions.move_section(section, up=up, **stamp(request)), back=_back(section.agreement, section)
    )


# -- Remarks -----------------------------------------------------------------------------------------------------------


@requires(Permission.AGREEMENTS_COMMENT)
@require_POST
def agreement_comment(request: MemberRequest, pk: int) -> HttpResponse:
    """Remark on an article for the own organisation; a refused remark is shown again with what was typed."""
    section = _section(request, pk)
    form = CommentForm(request.POST)
    made = submitted(
        request,
        form,
        lambda data: actions.comment_on(section, **data, partner=request.member.partner, **stamp(request)),
    )
    if made:
        messages.success(request, f"Votre remarque sur «\u00a0{section.title}\u00a0» est enregistrée.")
        return redirect(_back(section.agreement, section))
    context = {"form": form, "section": section, "agreement": section.agreement}
    return render(request, "funding/agreements/agreement_section_comment.html", context)


@requires(Permission.AGREEMENTS_MANAGE)
@require_POST
def agreement_comment_resolve(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that a remark was dealt with."""
    rows = SectionComment.objects.filter(section__agreement__in=_seen(request))
    comment = get_object_or_404(rows.select_related("section__agreement__network"), pk=pk)
    actions.resolve_comment(comment, **stamp(request))
    messages.success(request, "La remarque est traitée.")
    return redirect(_back(comment.section.agreement, comment.section))


# -- Papers ------------------------------------------------------------------------------------------------------------


@requires(Permission.AGREEMENTS_VIEW)
def agreement_preview(request: MemberRequest, pk: int) -> HttpResponse:
    """The PDF of an agreement as it is now, marked as a draft; once there is a copy to sign, that one."""
    agreement = get_object_or_404(_seen(request).select_related("network__department", "fund", "parent"), pk=pk)
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
def agreement_document(request: MemberRequest, pk: int) -> HttpResponse:
    """The copy that goes to the signatories, as it was made."""
    rows = _seen(request).select_related("document__content")
    return _file(get_object_or_404(rows, pk=pk).document)


@requires(Permission.AGREEMENTS_VIEW)
def agreement_signed(request: MemberRequest, pk: int) -> HttpResponse:
    """The signed copy, as it was handed in."""
    rows = _seen(request).select_related("signed_document__content")
    return _file(get_object_or_404(rows, pk=pk).signed_document)


def _file(document: Document | None) -> HttpResponse:
    if document is None:
        raise Http404("no such paper yet")
    return exports.attachment(document.data, filename=document.filename, media_type=document.media_type)
