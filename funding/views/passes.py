"""Pages of passes: the programmes, and one click."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.actions.passes import AlreadySent, send_pass
from funding.filters.letters import LetterFilter
from funding.forms.passes import SendForm
from funding.models import Letter, Pass, PassProgramme
from funding.tables.letters import LetterTable
from inclusion.access import Permission, requires
from inclusion.errors import DomainError
from inclusion.listing import listing
from inclusion.models import Beneficiary


@requires(Permission.PASSES_VIEW)
def pass_list(request: HttpRequest) -> HttpResponse:
    """The programmes of the network; where there is only one, its own page."""
    programmes = list(PassProgramme.objects.select_related("funded_action__fund"))
    if len(programmes) == 1:
        return _programme_page(request, programmes[0])
    return render(request, "funding/pass_list.html", {"programmes": programmes})


@requires(Permission.PASSES_VIEW)
def pass_programme(request: HttpRequest, pk: int) -> HttpResponse:
    """One programme: what was issued and is outstanding, and where its letters are."""
    programmes = PassProgramme.objects.select_related("funded_action__fund")
    return _programme_page(request, get_object_or_404(programmes, pk=pk))


def _programme_page(request: HttpRequest, programme: PassProgramme) -> HttpResponse:
    letters = Letter.objects.filter(booklet__programme=programme)
    return listing(
        request,
        queryset=letters.visible_to(request.member).for_lists(),
        table=LetterTable,
        template="funding/pass_programme.html",
        name=f"lettres-{timezone.localdate():%Y-%m-%d}",
        filterset=LetterFilter,
        programme=programme,
        tally=Pass.objects.of_programme(programme).tally(),
        counts=letters.counts(),
        sees_letters=request.member.may(Permission.PEOPLE_VIEW),
    )


@requires(Permission.PASSES_SEND)
@require_POST
def pass_send(request: HttpRequest, pk: int) -> HttpResponse:
    """The one click: send a person a booklet, then follow its letter."""
    person = get_object_or_404(Beneficiary.objects.visible_to(request.member).known(), pk=pk)
    form = SendForm(request.POST)
    if not form.is_valid():
        messages.error(
            request, "Cet envoi n’a pas été compris : rien n’est parti. Recommencez depuis la fiche."
        )
        return redirect(person)
    once = form.cleaned_data.pop("once")
    try:
        letter = send_pass(
            person,
            channel=once or person.channel,
            prescriber=request.member.partner,
            by=request.user,
            at=timezone.now(),
            **form.cleaned_data,
        )
    except AlreadySent as refused:
        messages.warning(request, str(refused))
        return redirect(refused.letter)
    except DomainError as refused:
        messages.error(request, str(refused))
        return redirect(person)
    return redirect(letter)
