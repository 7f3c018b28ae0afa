"""Pages of booklets: what is left of one is cancelled."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from funding.actions.pass_ends import withdraw
from funding.forms.programmes import WithdrawForm
from funding.models import Booklet, Pass
from inclusion.core.access import Permission, requires
from inclusion.core.web.forms import submitted


@requires(Permission.PASSES_MANAGE)
def booklet_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why, then cancel what is left of a booklet that was lost, stolen, or came back."""
    booklets = Booklet.objects.select_related("beneficiary", "programme")
    booklet = get_object_or_404(booklets, pk=pk)
    form = WithdrawForm(request.POST or None)
    done = submitted(
        request, form, lambda data: withdraw(booklet, **data, by=request.user, at=timezone.now())
    )
    if done:
        messages.success(request, "Les pass restants sont annulés\u00a0: leur valeur est rendue au fonds.")
        return redirect(booklet.letter)
    context = {
        "booklet": booklet,
        "person": booklet.beneficiary,
        "letter": booklet.letter,
        "form": form,
        "tally": Pass.objects.filter(booklet=booklet).tally(),
    }
    return render(request, "funding/booklet_withdraw.html", context)
