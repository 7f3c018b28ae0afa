"""One box that finds what a member may see of a network."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.searching import MAX_LETTERS, MIN_LETTERS, exact_hit, wanted_words
from inclusion.search.queries import find_all
from inclusion.site.queries import contact_of


@requires(Permission.NETWORK_VIEW)
def network_search(request: MemberRequest) -> HttpResponse:
    """What was found, by kind; whoever typed the whole of one reference is led to its page."""
    typed = request.GET.get("q", "")
    words = wanted_words(typed)
    found = find_all(request.member, words, timezone.localdate()) if words else []
    if exact := exact_hit(found):
        return redirect(exact.url)
    context = {
        "typed": typed.strip()[:MAX_LETTERS],
        "words": words,
        "found": found,
        "count": sum(len(one.hits) for one in found),
        "has_more": any(one.has_more for one in found),
        "contact": None if found or not words else contact_of(request.network),
        "most_letters": MAX_LETTERS,
        "least_letters": MIN_LETTERS,
    }
    return render(request, "inclusion/search/network_search.html", context)
