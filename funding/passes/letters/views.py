"""Pages of letters, of postal batches, and of programmes with where their letters are."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.enums import ApprovalState
from funding.passes.booklets.actions import stock_of
from funding.passes.booklets.models import SERVED, Pass
from funding.passes.booklets.queries import issued_for, positions_of, sees_own
from funding.passes.enums import BatchState, LetterKind, LetterState, PassState, PostingRhythm
from funding.passes.letters.actions import letters as letter_actions
from funding.passes.letters.actions.batches import close_batch, hand_over, last_job, prepare_again
from funding.passes.letters.actions.letters import hand_over_letter, readdress_problem, retry_all_failed
from funding.passes.letters.forms import HandOverForm
from funding.passes.letters.lists import BatchLetterTable, BatchTable, LetterFilter, LetterTable
from funding.passes.letters.models import CAME_BACK, LEFT, NOT_LEFT, Letter, PostalBatch
from funding.passes.letters.papers.letters import preview
from funding.passes.letters.papers.sheets import control_sheet
from funding.passes.programmes.models import PassProgramme, TrainingPlace, pass_settings
from funding.passes.programmes.rules import reach_problem
from funding.spending.queries.commitments import payers_of
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.enums import Channel
from inclusion.core.french.money import figure
from inclusion.core.mail.tracking import SUSPENDED, suspended_by
from inclusion.core.models.documents import Document
from inclusion.core.papers.stamps import stamped
from inclusion.core.web.acting import confirmed, perform, stamp
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing

# -- Pages of letters

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
#: States in which something else is to be done than to open the letter.
QUIET = (LetterState.FAILED, LetterState.UNCERTAIN, LetterState.RETURNED, LetterState.BOUNCED, LetterState.CANCELLED)
#: The last step, by the way that a letter goes.
LAST = {Channel.EMAIL: "Envoyée par courriel", Channel.POST: "Remise à La Poste", Channel.HAND: "Remise en main propre"}


def _letter(request: MemberRequest, pk: int) -> Letter:
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
def letter_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """How far a letter is; the middle of the page refreshes itself until nothing more will happen."""
    letter = _letter(request, pk)
    template = "funding/passes/letter_progress.html" if request.htmx else "funding/passes/letter_detail.html"
    context = {
        "letter": letter,
        "booklet": letter.booklet,
        "person": letter.booklet.beneficiary,
        "steps": steps_of(letter),
        "may_decide": request.member.may(Permission.PASSES_DISPATCH),
        "may_cancel": request.member.may(Permission.PASSES_SEND) and letter.may_be_cancelled,
        "may_hand_over": request.member.may(Permission.PASSES_SEND),
        "quiet_document": letter.state in QUIET or letter.booklet.cancelled_at is not None,
        "left": _left(request, letter),
        "back": letter.returns.first(),
        "words": Pass.objects.filter(booklet=letter.booklet_id).tally_words(),
        "payers": [] if request.htmx else _payers(letter),
        "replacement": letter.booklet.in_its_place,
        "served": _served(letter),
        "may_replace": _may_replace(request, letter),
        "asked": _request_shown(letter),
        "again_problem": readdress_problem(letter, at=timezone.now()) if letter.state in CAME_BACK else "",
        "post_problem": _problem(letter, Channel.POST) if letter.state == LetterState.BOUNCED else "",
        "email_problem": _problem(letter, Channel.EMAIL) if letter.state == LetterState.BOUNCED else "",
    }
    return render(request, template, context)


def _payers(letter: Letter) -> list[str]:
    """Who pays the passes of a letter, by name."""
    commitment = letter.booklet.commitment_id
    return payers_of([commitment])[commitment].names


def _may_replace(request: MemberRequest, letter: Letter) -> bool:
    """Whether the page offers to say that a letter was not received."""
    may = request.member.may(Permission.PASSES_SEND) or request.member.may(Permission.PASSES_DISPATCH)
    waits = letter.booklet.passes.filter(state=PassState.ISSUED)
    is_over = letter.booklet.valid_until < timezone.localdate()
    if not may or is_over or letter.booklet.beneficiary.anonymised_at is not None:
        return False
    return letter.kind == LetterKind.PASSES and letter.state in LEFT and waits.exists()


def _request_shown(letter: Letter) -> Any:
    """What was last asked about its booklet since it left: decided, or still to be decided."""
    if letter.sent_at is None:
        return None
    found = letter.booklet.replacement_requests.filter(asked_at__gte=letter.sent_at)
    still = found.waiting() | found.exclude(state=ApprovalState.WAITING)
    return still.order_by("-asked_at", "-pk").first()


def _served(letter: Letter) -> int:
    """How many passes that a letter carries have served: somebody has it, then."""
    return letter.booklet.passes.filter(state__in=SERVED).count() if letter.kind == LetterKind.PASSES else 0


def _problem(letter: Letter, channel: Channel) -> str:
    """Why a letter that came back by e-mail cannot leave this way, as a French sentence; empty where it can."""
    person = letter.booklet.beneficiary
    names = ("first_name", "address", "postal_code", "town", "country", "email")
    problem = reach_problem(channel=channel, **{name: getattr(person, name) for name in names})
    return problem or (SUSPENDED if channel == Channel.EMAIL and suspended_by(person.email) else "")


def _left(request: MemberRequest, letter: Letter) -> int:
    """How many passes the coordinator may still cancel, of a booklet whose letter has left."""
    if not request.member.may(Permission.PASSES_MANAGE) or letter.kind != LetterKind.PASSES:
        return 0
    if letter.state in NOT_LEFT or letter.booklet.cancelled_at is not None:
        return 0
    return letter.booklet.passes.filter(state=PassState.ISSUED).count()


@requires(Permission.PASSES_VIEW)
def letter_document(request: MemberRequest, pk: int) -> HttpResponse:
    """The PDF of a letter, for whoever may see the person; across each page of one that is void stands so."""
    letter = _letter(request, pk)
    if letter.document is None:
        raise Http404
    data = letter.document.data
    is_void = letter.state == LetterState.CANCELLED or letter.booklet.cancelled_at is not None
    return attachment(
        stamped(data, "ANNULÉ") if is_void else data,
        filename=letter.document.filename,
        media_type=letter.document.media_type,
        inline=True,
    )


@requires(Permission.PASSES_SEND)
def letter_handed(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then record that a printed letter was handed to the person."""
    letter = _letter(request, pk)
    return confirmed(
        request,
        lambda: hand_over_letter(letter, **stamp(request)),
        done=f"C’est noté\u00a0: la lettre est remise à {letter.booklet.beneficiary.first_name}.",
        back=letter,
        question=f"La lettre est-elle remise à {letter.booklet.beneficiary}\u00a0?",
        consequence="Ses pass comptent alors comme partis\u00a0: la coordination seule peut encore les annuler.",
        action_label="Elle est remise",
    )


@requires(Permission.PASSES_DISPATCH)
@require_POST
def letter_retry(request: MemberRequest, pk: int) -> HttpResponse:
    """Retry a failed letter."""
    letter = _letter(request, pk)
    return perform(
        request, lambda: letter_actions.retry(letter, **stamp(request)), done="La lettre est relancée.", back=letter
    )


@requires(Permission.PASSES_DISPATCH)
@require_POST
def letter_confirm(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that a letter in doubt has left."""
    letter = _letter(request, pk)
    return perform(
        request,
        lambda: letter_actions.confirm_sent(letter, **stamp(request)),
        done="C’est noté : la lettre est partie.",
        back=letter,
    )


@requires(Permission.PASSES_DISPATCH)
@require_POST
def letter_send_again(request: MemberRequest, pk: int) -> HttpResponse:
    """Send a letter in doubt once more."""
    letter = _letter(request, pk)
    return perform(
        request,
        lambda: letter_actions.send_again(letter, **stamp(request)),
        done="La lettre part de nouveau.",
        back=letter,
    )


# -- Retries of failed letters


@requires(Permission.PASSES_DISPATCH)
@require_POST
def letters_retry_all(request: MemberRequest, pk: int) -> HttpResponse:
    """Retry every failed letter of a programme."""
    programme = get_object_or_404(PassProgramme, pk=pk)
    return perform(
        request,
        lambda: retry_all_failed(programme, **stamp(request)),
        done=lambda n: "La lettre est relancée." if n == 1 else f"{figure(n)} lettres sont relancées.",
        back=programme,
    )


# -- Pages of postal batches


@requires(Permission.PASSES_DISPATCH)
def batch_list(request: MemberRequest) -> HttpResponse:
    """The batches of the network, the newest first."""
    return listing(
        request,
        queryset=PostalBatch.objects.with_counts(),
        table=BatchTable,
        template="funding/passes/batch_list.html",
        by_hand=pass_settings().posting_rhythm == PostingRhythm.BY_HAND,
        name="lots-de-courrier",
    )


@requires(Permission.PASSES_DISPATCH)
def batch_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One batch: its letters, its files, what comes next."""
    batch = get_object_or_404(PostalBatch.objects.with_counts().select_related("document", "manifest"), pk=pk)
    outdated = _outdated(batch)
    return listing(
        request,
        queryset=Letter.objects.of_batch(batch).for_lists(),
        table=BatchLetterTable,
        template="funding/passes/batch_detail.html",
        name=f"lot-{batch.number}",
        batch=batch,
        job=last_job(batch),
        hand_over=HandOverForm(outdated=outdated),
        outdated=outdated,
        rewritten=batch.to_print().exclude(rewritten_at=None).count(),
        cancelled=list(batch.cancelled().select_related("network")),
    )


def _outdated(batch: PostalBatch) -> list[Letter]:
    """Its letters that must not leave as they are printed."""
    return list(batch.letters.outdated().select_related("booklet__beneficiary", "network").order_by("pk"))


@requires(Permission.PASSES_DISPATCH)
@require_POST
def batch_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Close a batch and follow the making of its files."""
    batch = get_object_or_404(PostalBatch, pk=pk)
    return perform(
        request,
        lambda: close_batch(batch, **stamp(request)),
        done=f"Le {str(batch).lower()} est fermé. Ses fichiers se préparent.",
        back=batch,
        then=lambda job: reverse("job_detail", args=[request.network.slug, job.pk]),
    )


@requires(Permission.PASSES_DISPATCH)
@require_POST
def batch_prepare(request: MemberRequest, pk: int) -> HttpResponse:
    """Make the files of a closed batch anew, after that failed or where somebody has moved since."""
    batch = get_object_or_404(PostalBatch, pk=pk)
    return perform(
        request,
        lambda: prepare_again(batch, **stamp(request)),
        back=batch,
        then=lambda job: reverse("job_detail", args=[request.network.slug, job.pk]),
    )


def _file(document: Document | None) -> HttpResponse:
    if document is None:
        raise Http404
    return attachment(document.data, filename=document.filename, media_type=document.media_type)


@requires(Permission.PASSES_DISPATCH)
def batch_document(request: MemberRequest, pk: int) -> HttpResponse:
    """The print-ready file."""
    return _file(get_object_or_404(PostalBatch.objects.select_related("document"), pk=pk).document)


@requires(Permission.PASSES_DISPATCH)
def batch_manifest(request: MemberRequest, pk: int) -> HttpResponse:
    """The manifest with its control totals."""
    return _file(get_object_or_404(PostalBatch.objects.select_related("manifest"), pk=pk).manifest)


@requires(Permission.PASSES_DISPATCH)
def batch_hand_over(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then record that the printed letters were given to La Poste."""
    batch = get_object_or_404(PostalBatch.objects.with_counts(), pk=pk)
    if batch.state == BatchState.HANDED_OVER:
        messages.info(request, f"Le {str(batch).lower()} est déjà noté comme remis\u00a0: rien n’a changé.")
        return redirect(batch)
    outdated = _outdated(batch)
    form = HandOverForm(request.POST if request.method == "POST" else None, outdated=outdated)
    done = submitted(request, form, lambda data: hand_over(batch, **data, **stamp(request)))
    if done:
        messages.success(request, f"C’est noté\u00a0: le {str(batch).lower()} est remis à La Poste.")
        return redirect(done)
    context = {"batch": batch, "form": form, "outdated": outdated}
    return render(request, "funding/passes/batch_hand_over.html", context)


@requires(Permission.PASSES_DISPATCH)
def batch_sheet(request: MemberRequest, pk: int) -> HttpResponse:
    """The control sheet that goes with the print-ready file."""
    batch = get_object_or_404(PostalBatch.objects.select_related("manifest", "network"), pk=pk)
    if batch.manifest is None:
        raise Http404
    return attachment(
        control_sheet(batch), filename=f"controle-{batch.number}.pdf", media_type="application/pdf", inline=True
    )


# -- Preview of the letter of a programme


@requires(Permission.PASSES_MANAGE)
def programme_letter(request: MemberRequest, pk: int) -> HttpResponse:
    """The letter as it would be written today, to an invented person, who may read another language."""
    programme = get_object_or_404(PassProgramme.objects.select_related("funded_action__fund"), pk=pk)
    language = request.GET.get("langue", "")
    if language and language not in programme.translations:
        raise Http404
    data = preview(programme, on=timezone.localdate(), language=language)
    return attachment(data, filename="lettre-exemple.pdf", media_type="application/pdf", inline=True)


# -- Programmes: what became of their passes, what is left to send, where the letters are


def _programmes() -> Any:
    return PassProgramme.objects.select_related("funded_action__fund")


@requires(Permission.PASSES_VIEW)
def pass_list(request: MemberRequest) -> HttpResponse:
    """The programmes of the network; where there is only one, its own page."""
    programmes = list(_programmes())
    if len(programmes) == 1:
        return _programme_page(request, programmes[0])
    positions = positions_of(programmes)
    today = timezone.localdate()
    rows = [
        {
            "programme": programme,
            "position": positions[programme.pk],
            "is_open": programme.is_open_on(today),
            "is_closed": programme.is_closed_on(today),
        }
        for programme in programmes
    ]
    context = {"rows": rows, "today": today, "own": _own(request)}
    return render(request, "funding/passes/pass_list.html", context)


def _own(request: MemberRequest, **which: Any) -> int | None:
    """How many passes the member's organisation issued this year, where the home page says so to them."""
    if not sees_own(request.member):
        return None
    return issued_for(request.member, year=timezone.localdate().year).filter(**which).count()


@requires(Permission.PASSES_VIEW)
def pass_programme(request: MemberRequest, pk: int) -> HttpResponse:
    """One programme: what its passes became, whether the books say the same, and where its letters are."""
    return _programme_page(request, get_object_or_404(_programmes(), pk=pk))


def _programme_page(request: MemberRequest, programme: PassProgramme) -> HttpResponse:
    letters = Letter.objects.filter(booklet__programme=programme)
    seen = letters.visible_to(request.member)
    today = timezone.localdate()
    dispatches = request.member.may(Permission.PASSES_DISPATCH)
    sees_letters = request.member.may(Permission.PEOPLE_VIEW)
    return listing(
        request,
        queryset=seen.for_lists(),
        table=LetterTable,
        template="funding/passes/pass_programme.html",
        name=f"lettres-{today:%Y-%m-%d}",
        filterset=LetterFilter,
        programme=programme,
        position=positions_of([programme])[programme.pk],
        stock=stock_of(programme, on=today),
        is_open=programme.is_open_on(today),
        is_closed=programme.is_closed_on(today),
        counts=(seen if sees_letters else letters).counts(),
        today=today,
        own=_own(request, booklet__programme=programme),
        places=list(TrainingPlace.objects.accepting(programme).select_related("commune")),
        prescribers=[] if programme.all_prescribers else list(programme.prescribers.all()),
        batches=_batches(programme) if dispatches else [],
        sees_letters=sees_letters,
    )


def _batches(programme: PassProgramme) -> list[PostalBatch]:
    """The latest batches that hold letters of a programme."""
    found = PostalBatch.objects.with_counts().filter(letters__booklet__programme=programme)
    return list(found.distinct()[:3])
