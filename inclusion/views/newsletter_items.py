"""What an issue of the newsletter tells, one piece of news after the other."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.access import Permission, requires
from inclusion.actions import newsletters as actions
from inclusion.errors import DomainError
from inclusion.forms.newsletters import ItemForm
from inclusion.forms.submit import submitted
from inclusion.models.newsletters import NewsletterIssue, NewsletterItem
from inclusion.views.newsletters import issue_url, one_issue


def one_item(pk: int) -> NewsletterItem:
    """An item of the network's issues; nothing is found otherwise."""
    return get_object_or_404(NewsletterItem.objects.select_related("issue__network"), pk=pk)


def _headings(issue: NewsletterIssue) -> list[str]:
    return list(
        issue.items.exclude(heading="").order_by("heading").values_list("heading", flat=True).distinct()
    )


@requires(Permission.NEWSLETTER_MANAGE)
def issue_item_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add something that the portal does not know of."""
    issue = one_issue(pk)
    form = ItemForm(request.POST or None)
    item = submitted(
        request, form, lambda data: actions.add_item(issue, **data, by=request.user, at=timezone.now())
    )
    if item:
        messages.success(request, "La nouvelle est dans le numéro.")
        return redirect(f"{issue_url(issue)}#nouvelle-{item.pk}")
    context = {"form": form, "issue": issue, "item": None, "headings": _headings(issue)}
    return render(request, "inclusion/issue_item_form.html", context)


@requires(Permission.NEWSLETTER_MANAGE)
def issue_item_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Say an item in other words."""
    item = one_item(pk)
    form = ItemForm(request.POST or None, initial=ItemForm.now(item))
    changed = submitted(
        request, form, lambda data: actions.change_item(item, **data, by=request.user, at=timezone.now())
    )
    if changed:
        messages.success(request, "La nouvelle est modifiée.")
        return redirect(f"{issue_url(item.issue)}#nouvelle-{item.pk}")
    context = {"form": form, "issue": item.issue, "item": item, "headings": _headings(item.issue)}
    return render(request, "inclusion/issue_item_form.html", context)


@requires(Permission.NEWSLETTER_MANAGE)
@require_POST
def issue_item_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move an item up or down."""
    item = one_item(pk)
    try:
        actions.move_item(item, up=request.POST.get("to") == "up", by=request.user, at=timezone.now())
    except DomainError as refused:
        messages.error(request, str(refused))
    return redirect(f"{issue_url(item.issue)}#nouvelle-{item.pk}")


@requires(Permission.NEWSLETTER_MANAGE)
@require_POST
def issue_item_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an item out; what the portal knows is offered again below."""
    item = one_item(pk)
    issue, offered = item.issue, bool(item.source_key)
    try:
        actions.remove_item(item, by=request.user, at=timezone.now())
        words = " Elle reste proposée plus bas." if offered else ""
        messages.success(request, f"La nouvelle est retirée du numéro.{words}")
    except DomainError as refused:
        messages.error(request, str(refused))
    return redirect(f"{issue_url(issue)}#nouvelles")


@requires(Permission.NEWSLETTER_MANAGE)
@require_POST
def issue_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Put something that happened into the issue."""
    issue, key = one_issue(pk), request.POST.get("key", "")
    try:
        item = actions.take_news(issue, key=key, by=request.user, at=timezone.now())
        return redirect(f"{issue_url(issue)}#nouvelle-{item.pk}")
    except DomainError as refused:
        messages.error(request, str(refused))
    return redirect(issue_url(issue))
