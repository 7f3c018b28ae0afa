"""Pages of letters that came back, sent to another address, and of those that nobody received."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.passes.booklets.models import Pass, ReplacementRequest
from funding.passes.enums import LetterState
from funding.passes.letters.actions.letters import readdress_problem
from funding.passes.letters.models import LEFT, Letter, LetterReturn, PostalBatch
from funding.passes.returns.actions import (
    AlreadyReturned,
    ask_replacement,
    decline_replacement,
    letter_scanned,
    lost_letter,
    readdress,
    record_return,
    replace_booklet,
)
from funding.passes.returns.forms import ReaddressForm, ReplaceForm, ReturnForm
from funding.passes.returns.rules import LostLetter
from funding.passes.sending.actions.booklets import address_block, reach_problem_of
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.enums import Channel
from inclusion.core.errors import DomainError
from inclusion.core.french.names import of
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.forms import submitted

#: Letters that wait for a decision, shown on the page at most.
MAX_SHOWN = 50


@requires(Permission.PASSES_DISPATCH)
def letter_returns(request: MemberRequest) -> HttpResponse:
    """Note letters that came back, whichever batch they left in."""
    return _returns(request, None)


@requires(Permission.PASSES_DISPATCH)
def batch_returns(request: MemberRequest, pk: int) -> HttpResponse:
    """Note letters of one batch that came back; one of another batch is noted all the same, and the page says so."""
    return _returns(request, get_object_or_404(PostalBatch.objects.with_counts(), pk=pk))


def _returns(request: MemberRequest, batch: PostalBatch | None) -> HttpResponse:
    """Each scan is recorded at once; then the field is empty again for the next one."""
    form = ReturnForm(request.POST or None, initial={"reason": request.GET.get("raison", "")})
    if request.method == "POST" and form.is_valid():
        _note(request, batch, **form.cleaned_data)
        reason = form.cleaned_data["reason"]
        return redirect(f"{request.path}?{urlencode({'raison': reason})}" if reason else request.path)
    return render(request, "funding/passes/return_scan.html", {"form": form, "batch": batch, **_lists(request, batch)})


def _note(request: MemberRequest, batch: PostalBatch | None, *, scan: str, reason: str) -> None:
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


def _lists(request: MemberRequest, batch: PostalBatch | None) -> dict[str, Any]:
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
def letter_by_post(request: MemberRequest, pk: int) -> HttpResponse:
    """Send a letter that came back by e-mail by post, with the same passes."""
    return _readdressed(request, pk, Channel.POST)


@requires(Permission.PASSES_SEND)
@require_POST
def letter_by_email(request: MemberRequest, pk: int) -> HttpResponse:
    """Send a letter that came back by e-mail to the address that the person's file says now, with the same passes."""
    return _readdressed(request, pk, Channel.EMAIL)


def _readdressed(request: MemberRequest, pk: int, channel: Channel) -> HttpResponse:
    """What La Poste brought back is for the coordination to send again."""
    letter = get_object_or_404(Letter.objects.visible_to(request.member).for_lists(), pk=pk)
    if letter.state == LetterState.RETURNED and not request.member.may(Permission.PASSES_DISPATCH):
        raise PermissionDenied
    return perform(
        request,
        lambda: readdress(letter, channel=channel, **stamp(request)),
        done=f"La lettre s’écrit de nouveau, avec les mêmes pass\u00a0: elle part {channel.label.lower()}.",
        back=letter,
    )


@requires(Permission.PASSES_DISPATCH)
def letter_readdress(request: MemberRequest, pk: int) -> HttpResponse:
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


@requires(Permission.PASSES_SEND, Permission.PASSES_DISPATCH)
def letter_not_received(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that the person did not receive a letter that left: replace its booklet, ask for that, or decide about it."""
    letters = Letter.objects.visible_to(request.member).for_lists()
    letter = get_object_or_404(letters.select_related("booklet__programme__funded_action__fund"), pk=pk)
    asked = ReplacementRequest.objects.waiting().filter(booklet=letter.booklet).first()
    lost, decides = lost_letter(letter, at=timezone.now()), request.member.may(Permission.PASSES_DISPATCH)
    if (blocker := lost.blocker(timezone.localdate())) and not asked:
        messages.error(request, blocker)
        return redirect(letter)
    if "ask" in request.POST or "decline" in request.POST:
        # The coordination is asked, or decides that nothing changes.
        if "decline" in request.POST:
            if not decides:
                raise PermissionDenied
            if asked is None:
                messages.error(request, "Cette demande est déjà décidée\u00a0: rien n’a changé.")
                return redirect(letter)
            done = "C’est noté\u00a0: le carnet reste comme il est."
            return perform(request, lambda: decline_replacement(asked, **stamp(request)), done=done, back=letter)
        done = "La coordination est prévenue\u00a0: elle décide."
        return perform(request, lambda: ask_replacement(letter, **stamp(request)), done=done, back=letter)
    form = ReplaceForm(request.POST or None, initial={"channel": letter.channel})
    sent = submitted(request, form, lambda data: replace_booklet(letter, **data, decides=decides, **stamp(request)))
    if sent:
        messages.success(request, f"{_counts(letter)} Un nouveau carnet est demandé.")
        return redirect(sent)
    return render(
        request, "funding/passes/letter_not_received.html", _choices(letter, lost, asked, form, decides=decides)
    )


def _counts(letter: Letter) -> str:
    """What became of the passes, as a sentence."""
    words = Pass.objects.filter(booklet=letter.booklet_id).tally_words()
    return f"Le carnet {of(letter.booklet.beneficiary.first_name)} est annulé\u00a0: {words}."


def _choices(
    letter: Letter, lost: LostLetter, asked: ReplacementRequest | None, form: ReplaceForm, *, decides: bool
) -> dict[str, Any]:
    """What the page shows: why it may not be so, and to where the new booklet would go."""
    person, today = letter.booklet.beneficiary, timezone.localdate()
    blocker = lost.blocker(today)
    return {
        "letter": letter,
        "booklet": letter.booklet,
        "person": person,
        "programme": letter.booklet.programme,
        "lost": lost,
        "blocker": blocker,
        "has_left": letter.state in LEFT,
        "back": letter.returns.first() if letter.state == LetterState.RETURNED else None,
        "asked": asked,
        "form": form,
        "decides": decides,
        "reason": blocker or lost.decision_reason(today),
        "now": [] if reach_problem_of(person, channel=Channel.POST) else address_block(person),
    }
