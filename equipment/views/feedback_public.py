"""What the holder of an address for feedback sees: six questions, without an account, and a thank you."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from equipment.actions.feedback import answer_by_link
from equipment.enums import FeedbackAuthor
from equipment.forms.feedback import FeedbackForm
from equipment.models import FeedbackLink
from equipment.models.feedback_queries import feedback_link_of
from inclusion.core import limits
from inclusion.core.access import public_in_network, unlisted
from inclusion.core.web.forms import submitted

#: Pages that one address of the internet may open in a minute, and answers that it may send in ten: a whole school
#: stands behind one.
MAX_PAGES, MAX_ANSWERS = 60, 40
SLOW_DOWN = (
    "Beaucoup de réponses viennent d’être envoyées d’ici. Attendez dix minutes, puis envoyez de nouveau\u00a0: "
    "ce que vous avez écrit est gardé sur cette page."
)


def _may(action: str, request: HttpRequest, *, most: int, seconds: int) -> bool:
    return limits.consume(action, get_adapter().get_client_ip(request), most=most, seconds=seconds)


@unlisted
@public_in_network
@never_cache
def feedback_public(request: HttpRequest, token: str) -> HttpResponse:
    """The six questions of one kind of author, or why nothing can be answered here."""
    if not _may("feedback_page", request, most=MAX_PAGES, seconds=60):
        return render(request, "equipment/feedback_closed.html", {"link": None, "slow": True}, status=429)
    link = feedback_link_of(token)
    if link is None or (request.method != "POST" and not link.is_open_on(timezone.localdate())):
        context = {"link": link, "slow": False}
        return render(request, "equipment/feedback_closed.html", context, status=200 if link else 404)
    form = FeedbackForm(request.POST or None, author=link.author)
    if request.method == "POST" and form.may_be_kept() and _kept(request, link, form):
        return redirect("feedback_thanks", request.network.slug, token)
    context = {"link": link, "form": form, "family": link.author == FeedbackAuthor.FAMILY}
    return render(request, "equipment/feedback_public.html", context, status=_status(form))


def _kept(request: HttpRequest, link: FeedbackLink, form: FeedbackForm) -> bool:
    """Keep the answer unless too many come from here; what was written stays on the page."""
    if not _may("feedback_answer", request, most=MAX_ANSWERS, seconds=600):
        form.add_error(None, SLOW_DOWN)
        return False
    given = submitted(request, form, lambda data: answer_by_link(link, **form.answers(), at=timezone.now()))
    return given is not None


def _status(form: FeedbackForm) -> int:
    return 429 if SLOW_DOWN in form.non_field_errors() else 200


@unlisted
@public_in_network
@never_cache
def feedback_thanks(request: HttpRequest, token: str) -> HttpResponse:
    """The answer has arrived; another one may follow later in the trial."""
    link = feedback_link_of(token)
    if link is None:
        return render(request, "equipment/feedback_closed.html", {"link": None, "slow": False}, status=404)
    context = {"link": link, "again": link.is_open_on(timezone.localdate())}
    return render(request, "equipment/feedback_thanks.html", context)
