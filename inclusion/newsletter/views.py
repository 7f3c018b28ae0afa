"""The newsletter for whoever writes it, and for everybody: issues, items, subscribers, archive."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.db.models import Count
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.csp import CSP
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from inclusion.core import limits
from inclusion.core.access import Permission, public_in_network, requires, unlisted
from inclusion.core.errors import DomainError
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import shown_period
from inclusion.core.web.acting import confirmed, perform, stamp
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing
from inclusion.newsletter import actions
from inclusion.newsletter.enums import IssueState
from inclusion.newsletter.forms import BringForm, IssueForm, ItemForm, SubscribeForm
from inclusion.newsletter.lists import IssueTable, SubscriberFilter, SubscriberTable
from inclusion.newsletter.mails import Issue
from inclusion.newsletter.models import NewsletterIssue, NewsletterItem, NewsletterMail, Subscriber
from inclusion.newsletter.rules import under_headings

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
        template="inclusion/newsletter/issue_list.html",
        name="numeros-du-journal",
        begun=rows.exists(),
        receiving=Subscriber.objects.receiving().count(),
    )


@requires(Permission.NEWSLETTER_MANAGE)
def issue_add(request: HttpRequest) -> HttpResponse:
    """Begin an issue: its days bring what happened in them."""
    last = NewsletterIssue.objects.order_by("-end").first()
    form = IssueForm(request.POST or None, initial=IssueForm.since_last(last, timezone.localdate()))
    issue = submitted(request, form, lambda data: actions.begin_issue(**data, **stamp(request)))
    if issue:
        count = issue.items.count()
        words = so_many(count, "nouvelle reprise", "nouvelles reprises") if count else "Aucune nouvelle"
        messages.success(request, f"{words} de cette période. Relisez, retirez, complétez.")
        return redirect("issue_detail", request.network.slug, issue.pk)
    return render(request, "inclusion/newsletter/issue_form.html", {"form": form, "issue": None})


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
        return render(request, "inclusion/newsletter/issue_draft.html", context)
    template = (
        "inclusion/newsletter/issue_progress.html"
        if request.htmx
        else "inclusion/newsletter/issue_detail.html"
    )
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
    form = IssueForm(request.POST or None, initial=model_to_dict(issue, IssueForm.base_fields))
    changed = submitted(request, form, lambda data: actions.change_issue(issue, **data, **stamp(request)))
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect(issue_url(issue))
    return render(request, "inclusion/newsletter/issue_form.html", {"form": form, "issue": issue})


@requires(Permission.NEWSLETTER_MANAGE)
def issue_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """An issue as it will be read on the web."""
    issue = one_issue(pk)
    return render(
        request, "inclusion/newsletter/issue_public.html", {**Issue(issue).context, "preview": True}
    )


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
    actions.send_test(issue, **stamp(request))
    messages.success(request, f"L’essai part à {request.user.email}.")
    return redirect(issue_url(issue))


@requires(Permission.NEWSLETTER_MANAGE)
def issue_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then let an issue leave to whoever receives it."""
    issue = one_issue(pk)
    count = Subscriber.objects.receiving().count()
    return confirmed(
        request,
        lambda: actions.send_issue(issue, **stamp(request)),
        done=lambda sent: f"Le numéro {sent.number} part. Vous pouvez quitter cette page.",
        back=issue_url(issue),
        question=f"Envoyer «\u00a0{issue}\u00a0» à {so_many(count, 'adresse', 'adresses')}\u00a0?",
        consequence="Le numéro ne se modifiera plus et paraît aussitôt sur le web. Chaque adresse le reçoit une fois.",
        action_label="Envoyer ce numéro",
    )


@requires(Permission.NEWSLETTER_MANAGE)
def issue_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then throw a draft away."""
    issue = one_issue(pk)
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


# -- News of an issue


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
    item = submitted(request, form, lambda data: actions.add_item(issue, **data, **stamp(request)))
    if item:
        messages.success(request, "La nouvelle est dans le numéro.")
        return redirect(f"{issue_url(issue)}#nouvelle-{item.pk}")
    context = {"form": form, "issue": issue, "item": None, "headings": _headings(issue)}
    return render(request, "inclusion/newsletter/issue_item_form.html", context)


@requires(Permission.NEWSLETTER_MANAGE)
def issue_item_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Say an item in other words."""
    item = one_item(pk)
    form = ItemForm(request.POST or None, initial=model_to_dict(item, ItemForm.base_fields))
    changed = submitted(request, form, lambda data: actions.change_item(item, **data, **stamp(request)))
    if changed:
        messages.success(request, "La nouvelle est modifiée.")
        return redirect(f"{issue_url(item.issue)}#nouvelle-{item.pk}")
    context = {"form": form, "issue": item.issue, "item": item, "headings": _headings(item.issue)}
    return render(request, "inclusion/newsletter/issue_item_form.html", context)


@requires(Permission.NEWSLETTER_MANAGE)
@require_POST
def issue_item_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move an item up or down."""
    item = one_item(pk)
    return perform(
        request,
        lambda: actions.move_item(item, up=request.POST.get("to") == "up", **stamp(request)),
        back=f"{issue_url(item.issue)}#nouvelle-{item.pk}",
    )


@requires(Permission.NEWSLETTER_MANAGE)
@require_POST
def issue_item_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an item out; what the portal knows is offered again below."""
    item = one_item(pk)
    words = " Elle reste proposée plus bas." if item.source_key else ""
    return perform(
        request,
        lambda: actions.remove_item(item, **stamp(request)),
        done=f"La nouvelle est retirée du numéro.{words}",
        back=f"{issue_url(item.issue)}#nouvelles",
    )


@requires(Permission.NEWSLETTER_MANAGE)
@require_POST
def issue_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Put something that happened into the issue."""
    issue, key = one_issue(pk), request.POST.get("key", "")
    url = issue_url(issue)
    return perform(
        request,
        lambda: actions.take_news(issue, key=key, **stamp(request)),
        back=url,
        then=lambda item: f"{url}#nouvelle-{item.pk}",
    )


# -- Subscribers, for the authors of the newsletter


@requires(Permission.NEWSLETTER_MANAGE)
def subscriber_list(request: HttpRequest) -> HttpResponse:
    """Every address, with its state."""
    return listing(
        request,
        queryset=Subscriber.objects.all(),
        table=SubscriberTable,
        filterset=SubscriberFilter,
        template="inclusion/newsletter/subscriber_list.html",
        name="abonnes-au-journal",
        begun=Subscriber.objects.exists(),
        receiving=Subscriber.objects.receiving().count(),
    )


@requires(Permission.NEWSLETTER_MANAGE)
def subscriber_import(request: HttpRequest) -> HttpResponse:
    """Paste a list of people who said yes elsewhere; each line that brought nobody is reported."""
    form = BringForm(request.POST or None)
    brought = submitted(
        request,
        form,
        lambda data: actions.bring_list(text=data["text"], consent=data["consent"], **stamp(request)),
    )
    if brought is not None:
        return render(request, "inclusion/newsletter/subscriber_imported.html", {"brought": brought})
    return render(request, "inclusion/newsletter/subscriber_import.html", {"form": form})


@requires(Permission.NEWSLETTER_MANAGE)
def subscriber_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then end a subscription for somebody who asked by other means."""
    row = get_object_or_404(Subscriber, pk=pk)
    return confirmed(
        request,
        lambda: actions.leave(row, **stamp(request)),
        back=reverse("subscriber_list", args=[request.network.slug]),
        done=f"{row} ne reçoit plus le journal.",
        question=f"Désabonner {row}\u00a0?",
        consequence="Seule cette personne pourra se réabonner, depuis le site.",
        action_label="Désabonner cette adresse",
        danger=True,
    )


@requires(Permission.NEWSLETTER_MANAGE)
def subscriber_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then write again to an address that refused."""
    row = get_object_or_404(Subscriber, pk=pk)
    return confirmed(
        request,
        lambda: actions.try_again(row, **stamp(request)),
        back=reverse("subscriber_list", args=[request.network.slug]),
        done=f"Le prochain numéro partira aussi à {row}.",
        question=f"Écrire de nouveau à {row}\u00a0?",
        consequence=row.bounce,
        action_label="Écrire de nouveau à cette adresse",
    )


# -- Public pages of the newsletter: archive, subscription, end of it

#: Requests that one address of the internet may send in an hour; how often one mailbox is asked in a day; looks at
#: secret links in a minute: a mail program's servers follow many.
MAX_ASKED, MAX_TOLD, MAX_LOOKS = 20, 3, 120
SLOW_DOWN = "Beaucoup de demandes viennent d’être envoyées d’ici. Réessayez dans une heure."


@public_in_network
def issue_public_list(request: HttpRequest) -> HttpResponse:
    """The issues that were sent, the last first, and the way to receive the next."""
    issues = NewsletterIssue.objects.sent().prefetch_related("items")
    return render(
        request, "inclusion/newsletter/issue_public_list.html", {"issues": issues, "form": SubscribeForm()}
    )


@public_in_network
def issue_public(request: HttpRequest, number: int) -> HttpResponse:
    """One issue, as it was sent."""
    found = NewsletterIssue.objects.sent().select_related("network__department")
    issue = get_object_or_404(found, number=number)
    return render(
        request, "inclusion/newsletter/issue_public.html", {**Issue(issue).context, "preview": False}
    )


@public_in_network
def subscriber_ask(request: HttpRequest) -> HttpResponse:
    """Ask for the newsletter; the mailbox itself confirms."""
    form = SubscribeForm(request.POST or None)
    if form.is_robot:
        return redirect("subscriber_thanks", request.network.slug)
    if request.method == "POST" and form.is_valid() and _may_ask(request, form):
        asked = submitted(
            request,
            form,
            lambda data: actions.ask_for_newsletter(email=data["email"], at=timezone.now()),
        )
        if asked:
            return redirect("subscriber_thanks", request.network.slug)
    return render(request, "inclusion/newsletter/subscriber_ask.html", {"form": form, **_mine(request)})


def _may_ask(request: HttpRequest, form: SubscribeForm) -> bool:
    told = f"{request.network.pk}:{form.cleaned_data['email'].lower()}"
    here = get_adapter().get_client_ip(request)
    if not limits.consume("newsletter", here, most=MAX_ASKED, seconds=3600):
        form.add_error(None, SLOW_DOWN)
    elif not limits.consume("newsletter_told", told, most=MAX_TOLD, seconds=86400):
        form.add_error(
            "email", "Plusieurs courriels sont déjà partis à cette adresse\u00a0: regardez-les d’abord."
        )
    return form.is_valid()


def _mine(request: HttpRequest) -> dict[str, Any]:
    """For a member, whether the newsletter comes to the address of the account."""
    if request.member is None:
        return {"own": "", "receives": False}
    email = request.member.user.email
    return {
        "own": email,
        "receives": Subscriber.objects.receiving().filter(email__iexact=email).exists(),
    }


@requires(Permission.NETWORK_VIEW)
@require_POST
def subscriber_me(request: HttpRequest) -> HttpResponse:
    """A member receives the newsletter at the address of the account, which is proven."""
    actions.subscribe_member(**stamp(request))
    messages.success(request, f"Le prochain numéro arrivera à {request.user.email}.")
    return redirect("subscriber_ask", request.network.slug)


@public_in_network
def subscriber_thanks(request: HttpRequest) -> HttpResponse:
    """The question is on its way."""
    return render(request, "inclusion/newsletter/subscriber_thanks.html")


def _behind(request: HttpRequest, token: str) -> Subscriber | None:
    """Whose secret link this is; None for a link that is not known, or that was looked for too often."""
    if not limits.consume(
        "newsletter_look", get_adapter().get_client_ip(request), most=MAX_LOOKS, seconds=60
    ):
        return None
    return Subscriber.objects.filter(token=token).first()


@never_cache
@unlisted
@public_in_network
def subscriber_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, then let the newsletter come: a program that only follows links confirms nothing."""
    row, problem = _behind(request, token), ""
    if row is not None and request.method == "POST":
        try:
            row = actions.confirm(row, at=timezone.now())
        except DomainError as refused:
            problem = str(refused)
    context = {"subscriber": row, "problem": problem}
    return render(
        request, "inclusion/newsletter/subscriber_confirm.html", context, status=200 if row else 404
    )


@csrf_exempt  # mail programs post here by themselves (RFC 8058); the secret link is the proof
@never_cache
@unlisted
@public_in_network
def subscriber_leave(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, then stop; posted by a mail program, stop at once."""
    row = _behind(request, token)
    if row is not None and request.method == "POST":
        row = actions.leave(row, at=timezone.now())
    return render(
        request, "inclusion/newsletter/subscriber_leave.html", {"subscriber": row}, status=200 if row else 404
    )
