"""The newsletter as whoever writes it sees it: issues, what they tell, how they leave."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST

from inclusion.access import Permission, requires
from inclusion.actions import newsletters as actions
from inclusion.documents.newsletters import Issue
from inclusion.enums.news import IssueState
from inclusion.errors import DomainError
from inclusion.forms.newsletters import IssueForm
from inclusion.forms.submit import submitted
from inclusion.listing import listing
from inclusion.models.newsletters import NewsletterIssue, NewsletterMail, Subscriber
from inclusion.rules.french import so_many
from inclusion.rules.newsletters import under_headings
from inclusion.rules.periods import shown_period
from inclusion.tables.newsletters import IssueTable

#: The e-mail carries its styles on its elements, as mail programs want them; nothing else may run or load there.
AS_MAILED = {"default-src": [CSP.NONE], "style-src": [CSP.UNSAFE_INLINE]}


def one_issue(pk: int) -> NewsletterIssue:
    """An issue of the network; nothing is found otherwise."""
    return get_object_or_404(NewsletterIssue.objects.select_related("network__department"), pk=pk)


def issue_url(issue: NewsletterIssue) -> str:
    """The page on which an issue is written and followed."""
    return reverse("issue_detail", args=[issue.network.slug, issue.pk])


@requires(Permission.NEWSLETTER_MANAGE)
def issue_list(request: HttpRequest) -> HttpResponse:
    """The issues, the last begun first, and how many receive the next."""
    rows = NewsletterIssue.objects.annotate(receivers=Count("mails"))
    return listing(
        request,
        queryset=rows,
        table=IssueTable,
        template="inclusion/issue_list.html",
        name="numeros-du-journal",
        begun=rows.exists(),
        receiving=Subscriber.objects.receiving().count(),
    )


@requires(Permission.NEWSLETTER_MANAGE)
def issue_add(request: HttpRequest) -> HttpResponse:
    """Begin an issue: its days bring what happened in them."""
    last = NewsletterIssue.objects.order_by("-end").first()
    form = IssueForm(request.POST or None, initial=IssueForm.since_last(last, timezone.localdate()))
    issue = submitted(
        request, form, lambda data: actions.begin_issue(**data, by=request.user, at=timezone.now())
    )
    if issue:
        count = issue.items.count()
        words = so_many(count, "nouvelle reprise", "nouvelles reprises") if count else "Aucune nouvelle"
        messages.success(request, f"{words} de cette période. Relisez, retirez, complétez.")
        return redirect("issue_detail", request.network.slug, issue.pk)
    return render(request, "inclusion/issue_form.html", {"form": form, "issue": None})


@requires(Permission.NEWSLETTER_MANAGE)
def issue_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """An issue: written while it is a draft, followed while it leaves, read afterwards."""
    issue = one_issue(pk)
    if issue.state == IssueState.DRAFT:
        items = list(issue.items.order_by("rank", "pk"))
        context = {
            "issue": issue,
            "period": shown_period(issue.start, issue.end),
            "items": items,
            "parts": under_headings(items),
            "left": actions.news_left(issue),
            "receiving": Subscriber.objects.receiving().count(),
        }
        return render(request, "inclusion/issue_draft.html", context)
    template = "inclusion/issue_progress.html" if request.htmx else "inclusion/issue_detail.html"
    return render(request, template, {"issue": issue, **_progress(issue)})


def _progress(issue: NewsletterIssue) -> dict[str, Any]:
    mails = NewsletterMail.objects.filter(issue=issue)
    left = mails.filter(mailed_at=None).exclude(problem="")
    total, waiting, not_sent = mails.count(), mails.waiting().count(), left.count()
    sent = total - waiting - not_sent
    return {
        "total": total,
        "done": total - waiting,
        "waiting": waiting,
        "sent_words": so_many(sent, "courriel parti", "courriels partis"),
        "not_sent": not_sent,
        "over": issue.state == IssueState.SENT,
        "problems": left.values("problem").annotate(count=Count("pk")).order_by("-count", "problem"),
        "unsure": mails.exclude(mailed_at=None).exclude(problem="").count(),
    }


@requires(Permission.NEWSLETTER_MANAGE)
def issue_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The title, the first words and the days of a draft."""
    issue = one_issue(pk)
    form = IssueForm(request.POST or None, initial=IssueForm.now(issue))
    changed = submitted(
        request, form, lambda data: actions.change_issue(issue, **data, by=request.user, at=timezone.now())
    )
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect(issue_url(issue))
    return render(request, "inclusion/issue_form.html", {"form": form, "issue": issue})


@requires(Permission.NEWSLETTER_MANAGE)
def issue_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """An issue as it will be read on the web."""
    issue = one_issue(pk)
    return render(request, "inclusion/issue_public.html", {**Issue(issue).context, "preview": True})


@csp_override(AS_MAILED)
@requires(Permission.NEWSLETTER_MANAGE)
def issue_preview_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """An issue as the e-mail that will leave, byte for byte."""
    return HttpResponse(Issue(one_issue(pk), is_test=True).html)


@requires(Permission.NEWSLETTER_MANAGE)
@require_POST
def issue_test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an issue to oneself."""
    issue = one_issue(pk)
    actions.send_test(issue, by=request.user, at=timezone.now())
    messages.success(request, f"L’essai part à {request.user.email}.")
    return redirect(issue_url(issue))


@requires(Permission.NEWSLETTER_MANAGE)
def issue_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then let an issue leave to whoever receives it."""
    issue = one_issue(pk)
    if request.method == "POST":
        try:
            sent = actions.send_issue(issue, by=request.user, at=timezone.now())
            messages.success(request, f"Le numéro {sent.number} part. Vous pouvez quitter cette page.")
        except DomainError as refused:
            messages.error(request, str(refused))
        return redirect(issue_url(issue))
    count = Subscriber.objects.receiving().count()
    return _ask(
        request,
        issue,
        question=f"Envoyer «\u00a0{issue}\u00a0» à {so_many(count, 'adresse', 'adresses')}\u00a0?",
        consequence="Le numéro ne se modifiera plus et paraît aussitôt sur le web. Chaque adresse le reçoit une fois.",
        action_label="Envoyer ce numéro",
    )


@requires(Permission.NEWSLETTER_MANAGE)
def issue_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then throw a draft away."""
    issue = one_issue(pk)
    if request.method == "POST":
        try:
            actions.drop_issue(issue, by=request.user, at=timezone.now())
        except DomainError as refused:
            messages.error(request, str(refused))
            return redirect(issue_url(issue))
        messages.success(request, "Le brouillon est supprimé.")
        return redirect("issue_list", request.network.slug)
    return _ask(
        request,
        issue,
        question=f"Supprimer le brouillon «\u00a0{issue}\u00a0»\u00a0?",
        consequence="Ce que vous y avez écrit est perdu.",
        action_label="Supprimer ce brouillon",
        danger=True,
    )


def _ask(request: HttpRequest, issue: NewsletterIssue, **context: Any) -> HttpResponse:
    return render(
        request,
        "layout/confirm.html",
        {"danger": False, **context, "cancel_url": issue_url(issue), "url": ""},
    )
