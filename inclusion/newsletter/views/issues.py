"""Issues of the newsletter for whoever writes them: begun, read through, planned, sent, followed."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST

from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import shown_period
from inclusion.core.web import parameters
from inclusion.core.web.acting import confirmed, formed, perform, stamp
from inclusion.core.web.listing import listing
from inclusion.newsletter.actions import issues as actions
from inclusion.newsletter.enums import BEFORE_SENDING, IssueState
from inclusion.newsletter.forms import IssueForm, PlanForm
from inclusion.newsletter.lists import IssueTable
from inclusion.newsletter.mails import Issue, issue_context, web_picture
from inclusion.newsletter.models import NewsletterIssue, NewsletterMail, Subscriber
from inclusion.newsletter.queries import figures_of, for_whom, recipients, sections_of, sections_on_the_web, stale_items
from inclusion.newsletter.rules import moment_words

#: The e-mail carries its styles on its elements, as mail programs want them; its pictures are the portal's, and nothing
#: else may run or load there.
AS_MAILED = {"default-src": [CSP.NONE], "style-src": [CSP.UNSAFE_INLINE], "img-src": [CSP.SELF]}


def one_issue(pk: int) -> NewsletterIssue:
    """An issue of the network; nothing is found otherwise."""
    return get_object_or_404(NewsletterIssue.objects.select_related("network__department"), pk=pk)


def issue_url(issue: NewsletterIssue) -> str:
    """The page on which an issue is written and followed."""
    return reverse("issue_detail", args=[issue.network.slug, issue.pk])


def closed(issue: NewsletterIssue, request: MemberRequest) -> HttpResponse | None:
    """Back to an issue that is not written any more, before anybody fills a form about it."""
    if request.method == "POST" or issue.state == IssueState.DRAFT:
        return None
    planned = "L’envoi de ce numéro est prévu\u00a0: reprenez-le en brouillon pour le modifier."
    gone = "Ce numéro est parti\u00a0: il ne se modifie plus."
    messages.warning(request, planned if issue.state == IssueState.PLANNED else gone)
    return redirect(issue_url(issue))


@requires(Permission.NEWSLETTER_MANAGE)
def issue_list(request: MemberRequest) -> HttpResponse:
    """The issues, the last begun first, and how many receive the next."""
    rows = NewsletterIssue.objects.annotate(receivers=Count("mails"))
    return listing(
        request,
        queryset=rows,
        table=IssueTable,
        template="inclusion/newsletter/issue_list.html",
        name="numeros-du-journal",
        begun=rows.exists(),
        receiving=Subscriber.objects.receiving().count(),
    )


@requires(Permission.NEWSLETTER_MANAGE)
def issue_add(request: MemberRequest) -> HttpResponse:
    """Begin an issue: its days bring what happened in them."""
    last = NewsletterIssue.objects.order_by("-end").first()

    def words(issue: NewsletterIssue) -> str:
        count = issue.items.count()
        news = so_many(count, "nouvelle reprise", "nouvelles reprises") if count else "Aucune nouvelle"
        return f"{news} de cette période. Relisez, retirez, complétez."

    return formed(
        request,
        IssueForm(request.POST or None, initial=IssueForm.since_last(last, timezone.localdate())),
        lambda data: actions.begin_issue(**data, **stamp(request)),
        done=words,
        then=issue_url,
        back=reverse("issue_list", args=[request.network.slug]),
        action_label="Commencer ce numéro",
        heading="Commencer un numéro",
        lead="Tout ce que le portail sait de cette période y est repris. Vous retirez ensuite ce que vous ne voulez "
        "pas raconter.",
        trail=(("Journal du réseau", "issue_list"), "Commencer un numéro"),
    )


@requires(Permission.NEWSLETTER_MANAGE)
def issue_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """An issue: written while it is a draft, ready while it is planned, followed while it leaves, read afterwards."""
    issue = one_issue(pk)
    if issue.state in BEFORE_SENDING:
        sections = sections_of(issue)
        said, found = for_whom(*sections), recipients(issue)
        stale = {one.pk for one in stale_items(issue, at=issue.planned_at or timezone.now())}
        for one in sections:
            one.said, one.received, one.stale = said[one.pk], found.by_section[one.pk], stale
        context = {
            "issue": issue,
            "period": shown_period(issue.start, issue.end),
            "leaves": moment_words(timezone.localtime(issue.planned_at)) if issue.planned_at else "",
            "sections": sections,
            "stale": len(stale),
            "count": sum(len(one.items.all()) for one in sections),
            "issue_for": for_whom(issue)[issue.pk],
            "left": actions.news_left(issue) if issue.state == IssueState.DRAFT else [],
            "recipients": found,
            "receiving": Subscriber.objects.receiving().count(),
        }
        return render(request, "inclusion/newsletter/issue_draft.html", context)
    template = "inclusion/newsletter/issue_progress.html" if request.htmx else "inclusion/newsletter/issue_detail.html"
    return render(request, template, {"issue": issue, "figures": figures_of(issue), **_progress(issue)})


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
def issue_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """The title, the first words and the days of a draft."""
    issue = one_issue(pk)
    if back := closed(issue, request):
        return back
    return formed(
        request,
        IssueForm(request.POST or None, initial=model_to_dict(issue, IssueForm.base_fields)),
        lambda data: actions.change_issue(issue, **data, **stamp(request)),
        done="Les changements sont enregistrés.",
        then=issue_url(issue),
        back=issue_url(issue),
        action_label="Enregistrer",
        heading="Modifier le numéro",
        trail=(("Journal du réseau", "issue_list"), (issue, "issue_detail", pk), "Modifier"),
    )


@requires(Permission.NEWSLETTER_MANAGE)
def issue_preview(request: MemberRequest, pk: int) -> HttpResponse:
    """An issue as it will be read on the web."""
    issue = one_issue(pk)
    context = issue_context(issue, sections_of(issue), picture=web_picture)
    return render(
        request, "inclusion/newsletter/issue_public.html", {**context, "preview": True, "recipients": recipients(issue)}
    )


@csp_override(AS_MAILED)
@requires(Permission.NEWSLETTER_MANAGE)
def issue_preview_mail(request: MemberRequest, pk: int) -> HttpResponse:
    """An issue as the e-mail that will leave, byte for byte."""
    return HttpResponse(Issue(one_issue(pk), is_test=True).shown_html)


@requires(Permission.NEWSLETTER_MANAGE)
@require_POST
def issue_test(request: MemberRequest, pk: int) -> HttpResponse:
    """Send an issue to oneself."""
    issue = one_issue(pk)
    actions.send_test(issue, **stamp(request))
    messages.success(request, f"L’essai part à {request.user.email}.")
    return redirect(issue_url(issue))


def _for_members(issue: NewsletterIssue) -> str:
    return "" if sections_on_the_web(issue, by_member=False) else ", pour les seuls membres connectés"


@requires(Permission.NEWSLETTER_MANAGE)
def issue_send(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then let an issue leave to whoever receives it."""
    issue = one_issue(pk)
    if issue.state not in BEFORE_SENDING and (back := closed(issue, request)):
        return back
    found = recipients(issue)
    if request.method != "POST" and not found.rows:
        messages.warning(request, "Personne ne recevrait ce numéro\u00a0: changez à qui il s’adresse.")
        return redirect(issue_url(issue))
    counted = parameters.whole(request.POST.get("addresses", ""), low=0, high=999_999)
    return confirmed(
        request,
        lambda: actions.send_issue(issue, counted=counted, **stamp(request)),
        done=lambda sent: f"Le numéro {sent.number} part. Vous pouvez quitter cette page.",
        back=issue_url(issue),
        question=f"Envoyer «\u00a0{issue}\u00a0» à {so_many(len(found.rows), 'adresse', 'adresses')}\u00a0?",
        consequence=f"{found.said}. Le numéro ne se modifiera plus et paraît aussitôt sur le web{_for_members(issue)}. "
        "Chaque adresse le reçoit une fois.",
        action_label="Envoyer ce numéro",
        read={"addresses": len(found.rows)},
    )


@requires(Permission.NEWSLETTER_MANAGE)
def issue_drop(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then throw a draft away."""
    issue = one_issue(pk)
    if back := closed(issue, request):
        return back
    return confirmed(
        request,
        lambda: actions.drop_issue(issue, **stamp(request)),
        done="Le brouillon est supprimé.",
        back=issue_url(issue),
        then=reverse("issue_list", args=[request.network.slug]),
        question=f"Supprimer le brouillon «\u00a0{issue}\u00a0»\u00a0?",
        consequence="Ce que vous y avez écrit est perdu.",
        action_label="Supprimer ce brouillon",
        danger=True,
    )


@requires(Permission.NEWSLETTER_MANAGE)
def issue_plan(request: MemberRequest, pk: int) -> HttpResponse:
    """Choose when an issue leaves by itself."""
    issue = one_issue(pk)
    if issue.state != IssueState.DRAFT:
        return redirect(issue_url(issue))

    def words(planned: NewsletterIssue) -> str:
        assert planned.planned_at is not None
        over = len(stale_items(planned, at=planned.planned_at))
        stale = so_many(
            over, "rendez-vous sera passé ou annulé et n’y sera", "rendez-vous seront passés ou annulés et n’y seront"
        )
        left_out = f" D’ici là, {stale} pas." if over else ""
        return f"Le numéro partira le {moment_words(timezone.localtime(planned.planned_at))}.{left_out}"

    return formed(
        request,
        PlanForm(request.POST or None),
        lambda data: actions.plan_issue(issue, on=data["on"], **stamp(request)),
        done=words,
        then=issue_url(issue),
        back=issue_url(issue),
        action_label="Envoyer ce jour-là",
        heading="Choisir le jour de l’envoi",
        lead=f"{recipients(issue).said} aujourd’hui. D’ici là, le numéro ne change plus\u00a0; vous pouvez le "
        "reprendre en brouillon jusqu’au départ.",
        trail=(("Journal du réseau", "issue_list"), (issue, "issue_detail", pk), "Choisir le jour de l’envoi"),
    )


@requires(Permission.NEWSLETTER_MANAGE)
@require_POST
def issue_take_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Make a planned issue a draft again."""
    issue = one_issue(pk)
    return perform(
        request,
        lambda: actions.take_back_issue(issue, **stamp(request)),
        done="Le numéro est de nouveau un brouillon\u00a0: il ne partira pas tout seul.",
        back=issue_url(issue),
    )
