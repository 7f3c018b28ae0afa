"""The one click that sends a pass."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.actions.passes import AlreadySent, send_pass
from funding.forms.passes import SendForm
from inclusion.core.access import Permission, requires
from inclusion.core.errors import DomainError
from inclusion.people.models import Beneficiary


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
