"""Who receives the newsletter, as whoever writes it sees them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from inclusion.access import Permission, requires
from inclusion.actions import subscribers as actions
from inclusion.filters.newsletters import SubscriberFilter
from inclusion.forms.newsletters import BringForm
from inclusion.forms.submit import confirmed, submitted
from inclusion.listing import listing
from inclusion.models.newsletters import Subscriber
from inclusion.tables.newsletters import SubscriberTable


@requires(Permission.NEWSLETTER_MANAGE)
def subscriber_list(request: HttpRequest) -> HttpResponse:
    """Every address, with where it stands."""
    return listing(
        request,
        queryset=Subscriber.objects.all(),
        table=SubscriberTable,
        filterset=SubscriberFilter,
        template="inclusion/subscriber_list.html",
        name="abonnes-au-journal",
        begun=Subscriber.objects.exists(),
        receiving=Subscriber.objects.receiving().count(),
    )


@requires(Permission.NEWSLETTER_MANAGE)
def subscriber_import(request: HttpRequest) -> HttpResponse:
    """Paste a list of people who said yes elsewhere; each line that brought nobody is reported."""
    form = BringForm(request.POST or None)
    brought = submitted(
        request,
        form,
        lambda data: actions.bring_list(
            text=data["text"], consent=data["consent"], by=request.user, at=timezone.now()
        ),
    )
    if brought is not None:
        return render(request, "inclusion/subscriber_imported.html", {"brought": brought})
    return render(request, "inclusion/subscriber_import.html", {"form": form})


@requires(Permission.NEWSLETTER_MANAGE)
def subscriber_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then end a subscription for somebody who asked by other means."""
    row = get_object_or_404(Subscriber, pk=pk)
    return confirmed(
        request,
        lambda: actions.leave(row, by=request.user, at=timezone.now()),
        back=reverse("subscriber_list", args=[request.network.slug]),
        done=f"{row} ne reçoit plus le journal.",
        question=f"Désabonner {row}\u00a0?",
        consequence="Seule cette personne pourra se réabonner, depuis le site.",
        action_label="Désabonner cette adresse",
        danger=True,
    )


@requires(Permission.NEWSLETTER_MANAGE)
def subscriber_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then write again to an address that refused."""
    row = get_object_or_404(Subscriber, pk=pk)
    return confirmed(
        request,
        lambda: actions.try_again(row, by=request.user, at=timezone.now()),
        back=reverse("subscriber_list", args=[request.network.slug]),
        done=f"Le prochain numéro partira aussi à {row}.",
        question=f"Écrire de nouveau à {row}\u00a0?",
        consequence=row.bounce,
        action_label="Écrire de nouveau à cette adresse",
    )
