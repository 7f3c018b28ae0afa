"""Pages of returned letters: scanned one after the other, sent to another address."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.passes.letters.enums import LetterState
from funding.passes.letters.models import Letter, LetterReturn, PostalBatch
from funding.passes.returns.actions import (
    AlreadyReturned,
    letter_scanned,
    readdress,
    readdress_problem,
    record_return,
)
from funding.passes.returns.forms import ReaddressForm, ReturnForm
from funding.passes.sending.actions.booklets import address_block
from inclusion.core.access import Permission, requires
from inclusion.core.enums import Channel
from inclusion.core.errors import DomainError
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.forms import submitted

#: Letters that wait for a decision, shown on the page at most.
MAX_SHOWN = 50


@requires(Permission.PASSES_DISPATCH)
def letter_returns(request: HttpRequest) -> HttpResponse:
    """Note letters that came back, whichever batch they left in."""
    return _returns(request, None)


@requires(Permission.PASSES_DISPATCH)
def batch_returns(request: HttpRequest, pk: int) -> HttpResponse:
    """Note letters of one batch that came back; one of another batch is noted all the same, and the page says so."""
    return _returns(request, get_object_or_404(PostalBatch.objects.with_counts(), pk=pk))


def _returns(request: HttpRequest, batch: PostalBatch | None) -> HttpResponse:
    """Each scan is recorded at once; then the field is empty again for the next one."""
    form = ReturnForm(request.POST or None, initial={"reason": request.GET.get("raison", "")})
    if request.method == "POST" and form.is_valid():
        _note(request, batch, **form.cleaned_data)
        reason = form.cleaned_data["reason"]
        return redirect(f"{request.path}?{urlencode({'raison': reason})}" if reason else request.path)
    return render(
        request, "funding/passes/return_scan.html", {"form": form, "batch": batch, **_lists(request, batch)}
    )


def _note(request: HttpRequest, batch: PostalBatch | None, *, scan: str, reason: str) -> None:
    """Record one scan and say what came of it at the head of the page: the field is free for the next one."""
    try:
        back = record_return(letter_scanned(scan), reason=reason, **stamp(request))
    except AlreadyReturned as known:
        messages.info(request, f"{known} Rien n’a été noté une seconde fois.")
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        elsewhere = batch is not None and back.batch != batch
        other = f" Elle était partie avec le {str(back.batch).lower()}." if elsewhere else ""
        messages.success(request, f"C’est noté\u00a0: la {str(back.letter).lower()} est revenue.{other}")


def _lists(request: HttpRequest, batch: PostalBatch | None) -> dict[str, Any]:
    """What this user noted today, and the letters that wait for a decision."""
    today = timezone.localdate()
    noted = LetterReturn.objects.select_related("letter__booklet__beneficiary", "batch")
    waiting = Letter.objects.filter(state=LetterState.RETURNED, booklet__cancelled_at=None).for_lists()
    if batch is not None:
        waiting = waiting.filter(batch=batch)
    return {
        "noted": list(noted.filter(recorded_by=request.user, returned_on=today)[:MAX_SHOWN]),
        "waiting": list(waiting.order_by("pk")[:MAX_SHOWN]),
        "waiting_count": waiting.count(),
    }


@requires(Permission.PASSES_SEND)
@require_POST
def letter_by_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a letter that came back by e-mail by post, with the same passes."""
    letter = get_object_or_404(Letter.objects.visible_to(request.member).for_lists(), pk=pk)
    return perform(
        request,
        lambda: readdress(letter, channel=Channel.POST, **stamp(request)),
        done="La lettre s’écrit de nouveau, avec les mêmes pass\u00a0: elle part par courrier.",
        back=letter,
    )


@requires(Permission.PASSES_DISPATCH)
def letter_readdress(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a letter that came back again, once the person's file says where."""
    letters = Letter.objects.visible_to(request.member).for_lists().select_related("booklet__programme")
    letter = get_object_or_404(letters, pk=pk)
    if problem := readdress_problem(letter, at=timezone.now()):
        messages.error(request, problem)
        return redirect(letter)
    person = letter.booklet.beneficiary
    form = ReaddressForm(request.POST or None, initial={"channel": letter.channel})
    again = submitted(request, form, lambda data: readdress(letter, **data, **stamp(request)))
    if again:
        messages.success(request, "La lettre s’écrit de nouveau, avec les mêmes pass.")
        return redirect(again)
    context = {
        "letter": letter,
        "person": person,
        "form": form,
        "before": letter.address,
        "now": address_block(person) if person.town else [],
        "back": letter.returns.first(),
    }
    return render(request, "funding/passes/return_readdress.html", context)
