"""Pages on which a person is sent passes; files that may be of one person."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.passes.enums import LetterKind
from funding.passes.letters.actions.letters import cancel_reminder, is_reminder
from funding.passes.letters.models import Letter
from funding.passes.programmes.models import PassProgramme
from funding.passes.sending.actions.booklets import AlreadySent, cancel_booklet, send_pass
from funding.passes.sending.actions.people import duplicate_passes, known_as, record_two_people, send_to_new
from funding.passes.sending.forms import NewPassForm, PairForm, SendForm
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.enums import Channel
from inclusion.core.errors import DomainError
from inclusion.core.french.names import of
from inclusion.core.web.acting import confirmed, stamp
from inclusion.core.web.forms import submitted
from inclusion.people.actions.files import KnownAlready, alike_to
from inclusion.people.forms import AlikeForm
from inclusion.people.models import Beneficiary

# -- Sending in one click


@requires(Permission.PASSES_SEND)
@require_POST
def pass_send(request: MemberRequest, pk: int) -> HttpResponse:
    """The one click: send a person a booklet, then follow its letter."""
    person = get_object_or_404(Beneficiary.objects.visible_to(request.member).known(), pk=pk)
    form = SendForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Cet envoi n’a pas été compris : rien n’est parti. Recommencez depuis la fiche.")
        return redirect(person)
    once = form.cleaned_data.pop("once")
    try:
        letter = send_pass(
            person,
            channel=once or person.channel,
            prescriber=request.member.partner,
            **stamp(request),
            **form.cleaned_data,
        )
    except AlreadySent as refused:
        messages.warning(request, str(refused))
        return redirect(refused.letter)
    except DomainError as refused:
        messages.error(request, str(refused))
        return redirect(person)
    return redirect(letter)


# -- New people with a first pass


def _visible(request: MemberRequest):
    return Beneficiary.objects.visible_to(request.member).known()


def _programmes(request: MemberRequest):
    """What this organisation may send today."""
    found = PassProgramme.objects.open_on(timezone.localdate()).prescribed_by(request.member.partner)
    return found.select_related("funded_action__fund")


@requires(Permission.PASSES_SEND)
def pass_new(request: MemberRequest) -> HttpResponse:
    """Open a person's file and send the pass, in one click."""
    # The channel of the last pass that this prescriber sent to one person; the post before the first.
    own = Letter.objects.filter(kind=LetterKind.PASSES, bulk=False, booklet__issued_by=request.user)
    form = NewPassForm(
        request.POST or None,
        programmes=_programmes(request),
        usual=(own.values_list("channel", flat=True).first() or Channel.POST),
    )
    alike: Sequence[Beneficiary] = []
    letter = None
    try:
        letter = submitted(request, form, lambda data: _send(request, data))
    except KnownAlready as known:
        alike = known.people
    if letter:
        messages.success(request, f"Le pass {of(letter.booklet.beneficiary)} est demandé.")
        return redirect(letter)
    context = {
        "form": form,
        "any_programme": _programmes(request).exists(),
        **_panel(form, alike, AlikeForm(request.POST)),
    }
    return render(request, "funding/passes/pass_new.html", context)


@requires(Permission.PASSES_SEND)
def pass_alike(request: MemberRequest) -> HttpResponse:
    """Who may be the person being typed, with a button to send to them instead."""
    form = NewPassForm(request.GET, programmes=_programmes(request))
    asked = AlikeForm(request.GET)
    alike = alike_to(asked.identity(), among=_visible(request))
    return render(request, "funding/passes/pass_alike.html", _panel(form, alike, asked))


def _panel(form: NewPassForm, alike: Sequence[Beneficiary], asked: AlikeForm) -> dict[str, Any]:
    year = timezone.localdate().year
    return {
        "known": known_as(alike, programme=form.chosen_programme(), year=year) if alike else [],
        "keys": ",".join(str(person.pk) for person in alike),
        "different_from": asked.is_different_from(alike),
    }


def _send(request: MemberRequest, data: dict[str, Any]) -> Letter:
    del data["consent"]
    return send_to_new(
        {name: value for name, value in data.items() if name != "programme"},
        programme=data["programme"],
        prescriber=request.member.partner,
        among=_visible(request),
        different_from=AlikeForm(request.POST).apart(),
        **stamp(request),
    )


# -- Possible duplicates, for the coordination


@requires(Permission.PASSES_DISPATCH)
def double_list(request: MemberRequest) -> HttpResponse:
    """The pairs of this year, each with its booklets; posted, a pair is noted as two people."""
    if request.method == "POST":
        form = PairForm(request.POST)
        if form.is_valid() and form.cleaned_data["one"] != form.cleaned_data["other"]:
            record_two_people(**form.cleaned_data, **stamp(request))
            messages.success(request, "C’est noté\u00a0: ce sont deux personnes.")
        else:
            messages.error(request, "Ces deux fiches n’ont pas été trouvées\u00a0: rien n’est noté.")
        return redirect("double_list", request.network.slug)
    year = timezone.localdate().year
    return render(request, "funding/passes/double_list.html", {"pairs": duplicate_passes(year), "year": year})


#: What follows from cancelling a reminder.
NO_OTHER_REMINDER = "Elle ne partira pas, et il n’y en aura pas d’autre pour ce carnet. Ses pass restent valables."

# -- Withdrawal of letters


@requires(Permission.PASSES_SEND)
def letter_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then take a booklet back while its letter has not left; or stop a reminder."""
    letters = Letter.objects.visible_to(request.member).select_related("booklet__beneficiary", "network")
    letter = get_object_or_404(letters, pk=pk)
    if is_reminder(letter):
        return confirmed(
            request,
            lambda: cancel_reminder(letter, **stamp(request)),
            back=letter.get_absolute_url(),
            done="La lettre de rappel est annulée\u00a0: elle ne partira pas.",
            question=f"Annuler la lettre de rappel à {letter.booklet.beneficiary}\u00a0?",
            consequence=NO_OTHER_REMINDER,
            action_label="Annuler cette lettre",
            danger=True,
        )
    return confirmed(
        request,
        lambda: cancel_booklet(letter.booklet, **stamp(request)),
        back=letter.get_absolute_url(),
        done=lambda booklet: f"Le carnet est annulé, la lettre ne partira pas\u00a0: {booklet.passes.tally_words()}.",
        question=f"Annuler le carnet {of(letter.booklet.beneficiary)}\u00a0?",
        consequence="La lettre ne partira pas, les pass qui restent ne vaudront plus rien et reviennent au fonds. "
        f"Aujourd’hui\u00a0: {letter.booklet.passes.tally_words()}.",
        action_label="Annuler ce carnet",
        danger=True,
    )
