"""Pages of letters: how far one is, its PDF, and what people decide about one that stopped."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.actions import letter_decisions
from funding.actions.letters_by_hand import hand_over_letter
from funding.actions.pass_ends import NOT_LEFT
from funding.actions.passes import cancel_booklet
from funding.actions.reminders import cancel_reminder, is_reminder
from funding.enums import LetterKind, LetterState, PassState
from funding.models import Letter
from inclusion.core.access import Permission, requires
from inclusion.core.enums import Channel
from inclusion.core.errors import DomainError
from inclusion.core.web.exports import attachment

#: How far along its way a letter is in each state: asked, written, left.
WAY = {
    LetterState.QUEUED: 0,
    LetterState.WRITING: 1,
    LetterState.WRITTEN: 2,
    LetterState.SENDING: 2,
    LetterState.BATCHED: 2,
    LetterState.UNCERTAIN: 2,
    LetterState.SENT: 3,
    LetterState.POSTED: 3,
    LetterState.HANDED: 3,
    LetterState.RETURNED: 3,
}
#: The last step, by the way that a letter goes.
LAST = {
    Channel.EMAIL: "Envoyée par courriel",
    Channel.POST: "Remise à La Poste",
    Channel.HAND: "Remise en main propre",
}


def _letter(request: HttpRequest, pk: int) -> Letter:
    letters = Letter.objects.visible_to(request.member).for_lists()
    return get_object_or_404(letters.select_related("booklet__programme", "document"), pk=pk)


def steps_of(letter: Letter) -> list[tuple[str, str]]:
    """Return the way of the letter as the steps component shows it."""
    last = LAST[Channel(letter.channel)]
    at = WAY.get(LetterState(letter.state), 2 if letter.document_id else 1)
    signs = ["done" if n < at else "current" if n == at else "next" for n in (0, 1, 2)]
    if letter.state == LetterState.QUEUED:
        signs = ["done", "current", "next"]
    return list(zip(("Demandée", "Écrite", last), signs, strict=True))


@requires(Permission.PASSES_VIEW)
def letter_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a letter is; the middle of the page refreshes itself until nothing more will happen."""
    letter = _letter(request, pk)
    template = "funding/letter_progress.html" if request.htmx else "funding/letter_detail.html"
    context = {
        "letter": letter,
        "booklet": letter.booklet,
        "person": letter.booklet.beneficiary,
        "steps": steps_of(letter),
        "may_decide": request.member.may(Permission.PASSES_DISPATCH),
        "may_cancel": request.member.may(Permission.PASSES_SEND) and letter.may_be_cancelled,
        "may_hand_over": request.member.may(Permission.PASSES_SEND),
        "left": _left(request, letter),
        "back": letter.returns.first(),
    }
    return render(request, template, context)


def _left(request: HttpRequest, letter: Letter) -> int:
    """How many passes the coordinator may still cancel, of a booklet whose letter has left."""
    if not request.member.may(Permission.PASSES_MANAGE) or letter.kind != LetterKind.PASSES:
        return 0
    if letter.state in NOT_LEFT or letter.booklet.cancelled_at is not None:
        return 0
    return letter.booklet.passes.filter(state=PassState.ISSUED).count()


@requires(Permission.PASSES_VIEW)
def letter_document(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF of a letter, for whoever may see the person."""
    letter = _letter(request, pk)
    if letter.document is None:
        raise Http404
    return attachment(
        letter.document.data,
        filename=letter.document.filename,
        media_type=letter.document.media_type,
        inline=True,
    )


@requires(Permission.PASSES_SEND)
def letter_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take a booklet back while its letter has not left; or stop a reminder."""
    letter = _letter(request, pk)
    if is_reminder(letter):
        return _reminder_cancelled(request, letter)
    if request.method == "POST":
        return _decided(
            request,
            letter,
            lambda: cancel_booklet(letter.booklet, by=request.user, at=timezone.now()),
            "Le carnet est annulé : la lettre ne partira pas et sa valeur est rendue au fonds.",
        )
    context = {
        "question": f"Annuler le carnet de {letter.booklet.beneficiary}\u00a0?",
        "consequence": "La lettre ne partira pas, les pass ne vaudront plus rien, leur valeur revient au fonds.",
        "action_label": "Annuler ce carnet",
        "cancel_url": letter.get_absolute_url(),
        "url": "",
        "danger": True,
    }
    return render(request, "layout/confirm.html", context)


@requires(Permission.PASSES_SEND)
def letter_handed(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then record that a printed letter was handed to the person."""
    letter = _letter(request, pk)
    if request.method == "POST":
        return _decided(
            request,
            letter,
            lambda: hand_over_letter(letter, by=request.user, at=timezone.now()),
            f"C’est noté\u00a0: la lettre est remise à {letter.booklet.beneficiary.first_name}.",
        )
    context = {
        "question": f"La lettre est-elle remise à {letter.booklet.beneficiary}\u00a0?",
        "consequence": "Ses pass comptent alors comme partis\u00a0: la coordination seule peut encore les annuler.",
        "action_label": "Elle est remise",
        "cancel_url": letter.get_absolute_url(),
        "url": "",
        "danger": False,
    }
    return render(request, "layout/confirm.html", context)


@requires(Permission.PASSES_DISPATCH)
@require_POST
def letter_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a failed letter up again."""
    letter = _letter(request, pk)
    return _decided(
        request,
        letter,
        lambda: letter_decisions.retry(letter, by=request.user, at=timezone.now()),
        "La lettre est relancée.",
    )


@requires(Permission.PASSES_DISPATCH)
@require_POST
def letter_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a letter in doubt has left."""
    letter = _letter(request, pk)
    return _decided(
        request,
        letter,
        lambda: letter_decisions.confirm_sent(letter, by=request.user, at=timezone.now()),
        "C’est noté : la lettre est partie.",
    )


@requires(Permission.PASSES_DISPATCH)
@require_POST
def letter_send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a letter in doubt once more."""
    letter = _letter(request, pk)
    return _decided(
        request,
        letter,
        lambda: letter_decisions.send_again(letter, by=request.user, at=timezone.now()),
        "La lettre part de nouveau.",
    )


def _reminder_cancelled(request: HttpRequest, letter: Letter) -> HttpResponse:
    if request.method == "POST":
        return _decided(
            request,
            letter,
            lambda: cancel_reminder(letter, by=request.user, at=timezone.now()),
            "La lettre de rappel est annulée\u00a0: elle ne partira pas.",
        )
    context = {
        "question": f"Annuler la lettre de rappel à {letter.booklet.beneficiary}\u00a0?",
        "consequence": "Elle ne partira pas, et il n’y en aura pas d’autre pour ce carnet. Ses pass restent valables.",
        "action_label": "Annuler cette lettre",
        "cancel_url": letter.get_absolute_url(),
        "url": "",
        "danger": True,
    }
    return render(request, "layout/confirm.html", context)


def _decided(
    request: HttpRequest, letter: Letter, decide: Callable[[], object], sentence: str
) -> HttpResponse:
    """Run one decision and come back to the letter with what came of it."""
    try:
        decide()
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, sentence)
    return redirect(letter)
