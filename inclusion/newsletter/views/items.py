"""Sections and news of an issue, for whoever writes it."""

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.imports.uploads import MAX_PHOTO_BYTES
from inclusion.core.web.acting import formed, perform, stamp
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.forms import submitted
from inclusion.newsletter.actions import issues as actions
from inclusion.newsletter.forms import ItemForm, SectionForm
from inclusion.newsletter.models import NewsletterIssue, NewsletterItem, NewsletterSection
from inclusion.newsletter.queries import for_whom
from inclusion.newsletter.views.issues import closed, issue_url, one_issue


def one_item(pk: int) -> NewsletterItem:
    """An item of the network's issues; nothing is found otherwise."""
    return get_object_or_404(NewsletterItem.objects.select_related("section__issue__network", "picture"), pk=pk)


def _under(item: NewsletterItem) -> str:
    """« , sous la rubrique « Décisions », pour\u00a0: membres du réseau »."""
    section = item.section
    who = for_whom(section)[section.pk] or "tout le monde"
    return f", sous la rubrique «\u00a0{section}\u00a0», pour\u00a0: {who[0].lower()}{who[1:]}"


def _headings(issue: NewsletterIssue) -> list[str]:
    return list(issue.sections.exclude(heading="").values_list("heading", flat=True))


@requires(Permission.NEWSLETTER_MANAGE)
@takes_files(MAX_PHOTO_BYTES)
def issue_item_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add something that the portal does not know of."""
    issue = one_issue(pk)
    if back := closed(issue, request):
        return back
    form = ItemForm(request.POST or None, request.FILES or None)
    item = submitted(request, form, lambda data: actions.add_item(issue, **data, **stamp(request)))
    if item:
        messages.success(request, f"La nouvelle est dans le numéro{_under(item)}.")
        return redirect(f"{issue_url(issue)}#nouvelle-{item.pk}")
    context = {"form": form, "issue": issue, "item": None, "headings": _headings(issue)}
    return render(request, "inclusion/newsletter/issue_item_form.html", context)


@requires(Permission.NEWSLETTER_MANAGE)
@takes_files(MAX_PHOTO_BYTES)
def issue_item_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Say an item in other words."""
    item = one_item(pk)
    if back := closed(item.section.issue, request):
        return back
    form = ItemForm(request.POST or None, request.FILES or None, item=item)
    changed = submitted(request, form, lambda data: actions.change_item(item, **data, **stamp(request)))
    if changed:
        moved = _under(changed) if changed.section_id != item.section_id else ""
        messages.success(request, f"La nouvelle est modifiée{moved}.")
        return redirect(f"{issue_url(item.section.issue)}#nouvelle-{item.pk}")
    context = {"form": form, "issue": item.section.issue, "item": item, "headings": _headings(item.section.issue)}
    return render(request, "inclusion/newsletter/issue_item_form.html", context)


@requires(Permission.NEWSLETTER_MANAGE)
@require_POST
def issue_item_move(request: MemberRequest, pk: int) -> HttpResponse:
    """Move an item up or down."""
    item = one_item(pk)
    return perform(
        request,
        lambda: actions.move_item(item, up=request.POST.get("to") == "up", **stamp(request)),
        back=f"{issue_url(item.section.issue)}#nouvelle-{item.pk}",
    )


@requires(Permission.NEWSLETTER_MANAGE)
@require_POST
def issue_item_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Take an item out; what the portal knows is offered again below."""
    item = one_item(pk)
    words = " Elle reste proposée plus bas." if item.source_key else ""
    return perform(
        request,
        lambda: actions.remove_item(item, **stamp(request)),
        done=f"La nouvelle est retirée du numéro.{words}",
        back=f"{issue_url(item.section.issue)}#nouvelles",
    )


@requires(Permission.NEWSLETTER_MANAGE)
@require_POST
def issue_take(request: MemberRequest, pk: int) -> HttpResponse:
    """Put something that happened into the issue."""
    issue, key = one_issue(pk), request.POST.get("key", "")
    url = issue_url(issue)
    return perform(
        request,
        lambda: actions.take_news(issue, key=key, **stamp(request)),
        back=url,
        then=lambda item: f"{url}#nouvelle-{item.pk}",
    )


# -- Sections


def _one_section(pk: int) -> NewsletterSection:
    return get_object_or_404(NewsletterSection.objects.select_related("issue__network"), pk=pk)


@requires(Permission.NEWSLETTER_MANAGE)
def issue_section_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """The heading of a section, and for whom it is."""
    section = _one_section(pk)
    if back := closed(section.issue, request):
        return back
    return formed(
        request,
        SectionForm(request.POST or None, initial=model_to_dict(section, SectionForm.base_fields)),
        lambda data: actions.change_section(section, **data, **stamp(request)),
        done=lambda changed: f"La rubrique «\u00a0{changed}\u00a0» est modifiée.",
        then=f"{issue_url(section.issue)}#rubrique-{pk}",
        back=issue_url(section.issue),
        action_label="Enregistrer",
        heading=f"Rubrique «\u00a0{section}\u00a0»",
        lead="Une rubrique pour les professionnels part aussi, par courriel, à qui s’est dit professionnel en "
        "s’abonnant sur le site, sans compte. Une rubrique pour les membres ne part qu’à eux. Sur le web, seuls les "
        "membres connectés lisent l’une et l’autre.",
        trail=(("Journal du réseau", "issue_list"), (section.issue, "issue_detail", section.issue_id), "Rubrique"),
    )


@requires(Permission.NEWSLETTER_MANAGE)
@require_POST
def issue_section_move(request: MemberRequest, pk: int) -> HttpResponse:
    """Move a section up or down."""
    section = _one_section(pk)
    return perform(
        request,
        lambda: actions.move_section(section, up=request.POST.get("to") == "up", **stamp(request)),
        back=f"{issue_url(section.issue)}#rubrique-{pk}",
    )
