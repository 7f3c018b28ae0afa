"""The newsletter for everybody: issues that were sent, the ways in and out."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from inclusion.core import limits
from inclusion.core.access import MemberRequest, NetworkRequest, Permission, public_in_network, requires, unlisted
from inclusion.core.errors import DomainError
from inclusion.core.suppression import suppress
from inclusion.core.web import parameters
from inclusion.core.web.acting import stamp
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import submitted
from inclusion.newsletter.actions import subscribers as actions
from inclusion.newsletter.enums import BEFORE_SENDING, READ_BY_MEMBERS
from inclusion.newsletter.forms import ReadingForm, SubscribeForm
from inclusion.newsletter.mails import issue_context, web_picture
from inclusion.newsletter.models import NewsletterIssue, NewsletterItem, Subscriber
from inclusion.newsletter.queries import figures_of, sections_of, sections_on_the_web, shown_to_readers
from inclusion.newsletter.rules import is_for_members_alone

#: Requests that one address of the internet may send in an hour; how often one mailbox is asked in a day; looks at
#: secret links in a minute: a mail program's servers follow many.
MAX_ASKED, MAX_PER_MAILBOX, MAX_LOOKS = 20, 3, 120
SLOW_DOWN = "Beaucoup de demandes viennent d’être envoyées d’ici. Réessayez dans une heure."


@public_in_network
def issue_public_list(request: NetworkRequest) -> HttpResponse:
    """The issues that were sent, the last first, and the way to receive the next."""
    is_member = request.member is not None
    shown = Q() if is_member else ~Q(sections__audience__in=READ_BY_MEMBERS)
    issues = NewsletterIssue.objects.readable(by_member=is_member)
    counted = issues.annotate(item_count=Count("sections__items", filter=shown))
    return render(request, "inclusion/newsletter/issue_public_list.html", {"issues": counted, "form": SubscribeForm()})


@public_in_network
def issue_public(request: NetworkRequest, number: int) -> HttpResponse:
    """One issue, as it was sent; what is for members alone asks the others to log in, and says nothing of it."""
    is_member = request.member is not None
    sent = NewsletterIssue.objects.sent().select_related("network__department")
    issue = get_object_or_404(sent, number=number)
    if not is_member and not NewsletterIssue.objects.readable(by_member=False).filter(pk=issue.pk).exists():
        return render(request, "inclusion/newsletter/issue_for_members.html", {"number": number}, status=403)
    sections = sections_on_the_web(issue, by_member=is_member)
    mailed = shown_to_readers(figures_of(issue)) if is_member else {}
    context = {
        **issue_context(issue, sections, picture=web_picture),
        "preview": False,
        "hidden": len(sections_of(issue)) - len(sections),
        "sent": suppress(mailed),
    }
    return render(request, "inclusion/newsletter/issue_public.html", context)


@public_in_network
def issue_picture(request: NetworkRequest, pk: int) -> HttpResponse:
    """The picture of a piece of news, for those who may read it: its authors, members, or everybody."""
    item = get_object_or_404(
        NewsletterItem.objects.exclude(picture=None).select_related("section__issue", "picture"), pk=pk
    )
    issue = item.section.issue
    if issue.state in BEFORE_SENDING:
        may_read = request.member is not None and request.member.may(Permission.NEWSLETTER_MANAGE)
    else:
        may_read = request.member is not None or not is_for_members_alone(issue.audience, item.section.audience)
    if not may_read:
        raise Http404("not for this reader")
    picture = item.picture
    assert picture is not None  # the list is of those that have one
    return attachment(picture.data, filename=picture.filename, media_type=picture.media_type, inline=True)


@public_in_network
def subscriber_ask(request: NetworkRequest) -> HttpResponse:
    """Ask for the newsletter; the mailbox itself confirms."""
    form = SubscribeForm(request.POST or None)
    if form.is_robot:
        return redirect("subscriber_thanks", request.network.slug)
    if request.method == "POST" and form.is_valid() and _may_ask(request, form):
        asked = submitted(
            request,
            form,
            lambda data: actions.ask_for_newsletter(
                email=data["email"], readership=data["readership"], commune=data["commune"], at=timezone.now()
            ),
        )
        if asked:
            return redirect("subscriber_thanks", request.network.slug)
    return render(request, "inclusion/newsletter/subscriber_ask.html", {"form": form, **_mine(request)})


def _may_ask(request: NetworkRequest, form: SubscribeForm) -> bool:
    mailbox = f"{request.network.pk}:{form.cleaned_data['email'].lower()}"
    here = get_adapter().get_client_ip(request)
    if not limits.consume("newsletter", here, most=MAX_ASKED, seconds=3600):
        form.add_error(None, SLOW_DOWN)
    elif not limits.consume("newsletter_mailbox", mailbox, most=MAX_PER_MAILBOX, seconds=86400):
        form.add_error("email", "Plusieurs courriels sont déjà partis à cette adresse\u00a0: regardez-les d’abord.")
    return form.is_valid()


def _mine(request: NetworkRequest) -> dict[str, Any]:
    """For a member, whether the newsletter comes to the address of the account."""
    if request.member is None:
        return {"own": "", "receives": False}
    email = request.member.user.email
    return {"own": email, "receives": Subscriber.objects.receiving().filter(email__iexact=email).exists()}


@requires(Permission.NETWORK_VIEW)
@require_POST
def subscriber_me(request: MemberRequest) -> HttpResponse:
    """A member receives the newsletter at the address of the account, which is proven, or does not any more."""
    if request.POST.get("to") == "stop":
        actions.leave_as_member(**stamp(request))
        messages.success(request, f"Le journal n’arrivera plus à {request.user.email}.")
    else:
        actions.subscribe_member(**stamp(request))
        messages.success(request, f"Le prochain numéro arrivera à {request.user.email}.")
    return redirect("subscriber_ask", request.network.slug)


@unlisted
@public_in_network
def subscriber_thanks(request: NetworkRequest) -> HttpResponse:
    """The question is on its way."""
    return render(request, "inclusion/newsletter/subscriber_thanks.html")


def _behind(request: HttpRequest, token: str) -> Subscriber | None:
    """Whose secret link this is; None for a link that is not known, or that was looked for too often."""
    if not limits.consume("newsletter_look", get_adapter().get_client_ip(request), most=MAX_LOOKS, seconds=60):
        return None
    return Subscriber.objects.select_related("commune").filter(token=token).first()


@never_cache
@unlisted
@public_in_network
def subscriber_confirm(request: NetworkRequest, token: str) -> HttpResponse:
    """Ask, then let the newsletter come, and change what it brings: a program that only follows links does nothing."""
    row, problem = _behind(request, token), ""
    chosen = {"readership": row.readership, "commune": row.commune} if row else None
    form = ReadingForm(request.POST if "readership" in request.POST else None, initial=chosen)
    if row is not None and request.method == "POST":
        try:
            if not form.is_bound:
                row = actions.confirm(row, at=timezone.now())
            elif form.is_valid() and row.standing == "receiving":
                row = actions.choose_reading(row, **form.cleaned_data, at=timezone.now())
        except DomainError as refused:
            problem = str(refused)
    context = {"subscriber": row, "problem": problem, "form": form}
    return render(request, "inclusion/newsletter/subscriber_confirm.html", context, status=200 if row else 404)


@csrf_exempt  # mail programs post here by themselves (RFC 8058); the secret link is the proof
@never_cache
@unlisted
@public_in_network
def subscriber_leave(request: NetworkRequest, token: str) -> HttpResponse:
    """Ask, then stop; posted by a mail program, stop at once."""
    row = _behind(request, token)
    if row is not None and request.method == "POST":
        number = parameters.whole(request.GET.get("numero", ""), low=1, high=999_999)
        row = actions.leave(row, issue_number=number, at=timezone.now())
    return render(
        request, "inclusion/newsletter/subscriber_leave.html", {"subscriber": row}, status=200 if row else 404
    )
