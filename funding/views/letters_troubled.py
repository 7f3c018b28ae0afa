"""Letters that failed, taken up again all at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.actions.letter_decisions import retry_all_failed
from funding.models import PassProgramme
from inclusion.core.access import Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.french.money import figure


@requires(Permission.PASSES_DISPATCH)
@require_POST
def letters_retry_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Take up every failed letter of a programme again."""
    programme = get_object_or_404(PassProgramme, pk=pk)
    try:
        count = retry_all_failed(programme, by=request.user, at=timezone.now())
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        said = "La lettre est relancée." if count == 1 else f"{figure(count)} lettres sont relancées."
        messages.success(request, said)
    return redirect(programme)
