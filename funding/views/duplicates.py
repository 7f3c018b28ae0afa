"""Files that may be of one person, for the coordination."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from funding.actions.duplicate_passes import duplicate_passes, tell_apart
from funding.forms.passes import PairForm
from inclusion.core.access import Permission, requires


@requires(Permission.PASSES_DISPATCH)
def double_list(request: HttpRequest) -> HttpResponse:
    """The pairs of this year, each with its booklets; posted, a pair is told apart."""
    if request.method == "POST":
        form = PairForm(request.POST)
        if form.is_valid() and form.cleaned_data["one"] != form.cleaned_data["other"]:
            tell_apart(**form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, "C’est noté\u00a0: ce sont deux personnes.")
        else:
            messages.error(request, "Ces deux fiches n’ont pas été trouvées\u00a0: rien n’est noté.")
        return redirect("double_list", request.network.slug)
    year = timezone.localdate().year
    return render(request, "funding/double_list.html", {"pairs": duplicate_passes(year), "year": year})
