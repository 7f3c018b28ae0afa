"""The directory of actors: who does what where, an entry of one's own, messages, searches that are kept."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core import limits
from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.activities import page_is_on
from inclusion.core.errors import DomainError
from inclusion.core.french.names import of, so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.web import parameters
from inclusion.core.web.acting import formed, stamp
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing
from inclusion.directory import actions
from inclusion.directory.forms import MessageForm, ProfileForm, SearchForm
from inclusion.directory.lists import DirectoryFilter, DirectoryTable, MessageTable
from inclusion.directory.models import (
    DirectoryMessage,
    PartnerProfile,
    SavedSearch,
    address_of,
    directory,
    draft_of,
    is_hidden,
    profiles_of,
)
from inclusion.mediators.queries import helping_prefetch
from inclusion.partners.models import Partner

#: The page whose searches are kept here.
PAGE = "directory_list"
#: Messages of one member within an hour: who writes more sends the same to everybody.
MAX_MESSAGES, HOUR = 10, 3600
#: What an address keeps of a search.
LONGEST = 1000


@requires(Permission.DIRECTORY_VIEW)
def directory_list(request: MemberRequest) -> HttpResponse:
    """Who does what where; exported as it is filtered."""
    found = directory()
    if page_is_on(request.network, "helper_list"):
        found = found.prefetch_related(helping_prefetch(request.member, on=timezone.localdate()))
    return listing(
        request,
        queryset=found,
        table=DirectoryTable,
        filterset=DirectoryFilter,
        template="inclusion/directory/directory_list.html",
        name="annuaire",
        searches=SavedSearch.objects.filter(membership=request.member.membership, page=PAGE),
        kept_query=_filters(request),
        may_write=request.member.may(Permission.DIRECTORY_OWN),
    )


def _filters(request: Any) -> str:
    """The filters that an address sets, as an address; empty where it sets none that is one."""
    form = DirectoryFilter(request.GET, queryset=Partner.objects.active(), request=request).form
    form.is_valid()
    chosen = {name: request.GET[name] for name in form.fields if form.cleaned_data.get(name)}
    query = urlencode(chosen)
    return query if len(query) <= LONGEST else ""


@requires(Permission.DIRECTORY_VIEW)
def directory_search_keep(request: MemberRequest) -> HttpResponse:
    """Keep the search that the address holds under a name."""
    query = _filters(request)
    form = SearchForm(request.POST or None)
    kept = query and submitted(
        request,
        form,
        lambda data: actions.keep_search(request.member.membership, page=PAGE, query=query, **data, **stamp(request)),
    )
    if kept:
        messages.success(request, f"La recherche «\u00a0{kept}\u00a0» est gardée\u00a0: vous seul la voyez.")
        return redirect(f"{reverse(PAGE, args=[request.network.slug])}?{query}")
    return render(request, "inclusion/directory/directory_search.html", {"form": form, "query": query})


@requires(Permission.DIRECTORY_VIEW)
@require_POST
def directory_search_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Take an own search off."""
    search = get_object_or_404(SavedSearch, pk=pk, membership=request.member.membership)
    actions.remove_search(search, **stamp(request))
    messages.success(request, "La recherche est retirée.")
    return redirect(PAGE, request.network.slug)


@requires(Permission.DIRECTORY_OWN)
def directory_profile(request: MemberRequest, pk: int) -> HttpResponse:
    """Write what an organisation does: the own one, or any for who keeps the partners."""
    partner = get_object_or_404(profiles_of(request.member), pk=pk)
    profile = PartnerProfile.objects.filter(partner=partner).first()
    own = partner.pk == request.member.partner.pk
    since = f" À jour au {plain_date(timezone.localtime(profile.changed_at))}." if profile else ""
    return formed(
        request,
        ProfileForm(request.POST or None, profile=profile, draft=draft_of(partner)),
        lambda data: actions.write_profile(partner, **data, **stamp(request)),
        done="La fiche est à jour dans l’annuaire.",
        then=partner,
        back=partner,
        cancel_label="Ne rien changer",
        action_label="Enregistrer cette fiche",
        title=f"Fiche d’annuaire {of(partner)}",
        heading=f"{partner}\u00a0: {'que faites-vous, pour qui et où\u00a0?' if own else 'sa fiche d’annuaire'}",
        lead=f"Les membres du réseau vous trouvent par là.{since} Les services et les publics portent les mots de la "
        "liste nationale des lieux de médiation numérique.",
        trail=(("Annuaire", "directory_list"), partner, "Ce qu’il fait"),
    )


@requires(Permission.DIRECTORY_VIEW)
def directory_contact(request: MemberRequest, pk: int) -> HttpResponse:
    """Write to an organisation, not seeing the address it gave for that; `?reprise=` takes up what did not leave."""
    partner = get_object_or_404(Partner.objects.active(), pk=pk)
    # What an own message said that did not leave.
    written = request.GET.get("reprise")
    own = DirectoryMessage.objects.filter(sender=request.member.membership, mailed_at=None)
    found = own.filter(pk=parameters.key(written) or 0).first()
    form = MessageForm(request.POST or None, initial=({"subject": found.subject, "text": found.text} if found else {}))
    sent = submitted(request, form, lambda data: _sent(request.member, partner, data))
    if sent:
        messages.success(request, f"Votre message à {partner} va partir. La réponse arrivera à {request.user.email}.")
        return redirect("directory_messages", request.network.slug)
    email = address_of(partner)
    context = {
        "form": form,
        "partner": partner,
        "reachable": bool(email),
        "hidden": is_hidden(email, partner),
        "contacts": partner.contacts.all(),
    }
    return render(request, "inclusion/directory/directory_contact.html", context)


def _sent(member: Member, partner: Partner, data: dict[str, Any]) -> DirectoryMessage:
    """Write the message, unless this member has written too many within the hour."""
    if not limits.consume("directory", str(member.membership.pk), most=MAX_MESSAGES, seconds=HOUR):
        raise DomainError(
            f"Vous venez d’envoyer {so_many(MAX_MESSAGES, 'message', 'messages')}. "
            "Votre texte est toujours là\u00a0: réessayez dans une heure."
        )
    return actions.write_to(partner, sender=member.membership, **data, by=member.user, at=timezone.now())


@requires(Permission.DIRECTORY_VIEW)
def directory_messages(request: MemberRequest) -> HttpResponse:
    """What this member wrote, and whether it left."""
    written = DirectoryMessage.objects.filter(sender=request.member.membership)
    return listing(
        request,
        queryset=written.select_related("partner"),
        table=MessageTable,
        template="inclusion/directory/directory_messages.html",
        name="messages",
        begun=written.exists(),
    )
