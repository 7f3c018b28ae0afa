"""The user manual inside the portal: its guides, one of them, searching in all, and the pictures."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.web.exports import attachment
from inclusion.manual.queries import address, chapters, find, pictures
from inclusion.manual.rules import GROUPS


@requires(Permission.NETWORK_VIEW)
def manual_list(request: MemberRequest) -> HttpResponse:
    """All guides by group, before them those for the member's roles; of what is searched, the sections that speak."""
    asked = request.GET.get("q", "").strip()
    found = [(match, address(request.network.slug, match.chapter, match.section)) for match in find(asked)]
    groups = [(group, [one for one in chapters().values() if one.group == group]) for group in GROUPS]
    mine = [one for one in chapters().values() if set(one.roles) & set(request.member.membership.roles)]
    context = {"asked": asked, "found": found, "groups": [("Pour vous", mine), *groups] if mine else groups}
    return render(request, "inclusion/manual/manual_list.html", context)


@requires(Permission.NETWORK_VIEW)
def manual_chapter(request: MemberRequest, name: str) -> HttpResponse:
    """One guide, each of its sections under its anchor."""
    chapter = chapters().get(name)
    if chapter is None:
        raise Http404("no guide")
    return render(request, "inclusion/manual/manual_chapter.html", {"chapter": chapter})


@requires(Permission.NETWORK_VIEW)
@cache_control(private=True, max_age=3600)
def manual_picture(request: MemberRequest, name: str) -> HttpResponse:
    """A picture of a guide."""
    file = pictures().get(name)
    if file is None:
        raise Http404("no picture")
    return attachment(file.read_bytes(), filename=name, media_type="image/png", inline=True)
