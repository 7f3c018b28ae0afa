"""The overview of co-financed posts: FTE and euros over civil years, by territory and by funder."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from funding.actions.post_overview import counted, ending_soon, overview_of, rows_of, to_find
from funding.filters.post_overview import PostOverviewFilter
from funding.models import Post
from funding.rules.pictures import NARROW, WIDE, text_alternative
from funding.rules.post_overview import DEFINITION, Overview
from funding.rules.post_pictures import percent, state_chart
from inclusion.core.access import Permission, requires
from inclusion.core.french.money import ZERO
from inclusion.core.web import exports


@requires(Permission.POSTS_VIEW_ALL)
def post_overview(request: HttpRequest) -> HttpResponse:
    """How many FTE the posts are, who finances them, what stays to find, what ends soon."""
    accepted = Post.objects.accepted().visible_to(request.member)
    chosen = PostOverviewFilter(request.GET or None, queryset=accepted, request=request)
    posts, today = counted(chosen.qs), timezone.localdate()
    fmt = request.GET.get("export")
    if fmt in exports.FORMATS:
        return exports.export(rows_of(posts), fmt=fmt, name="postes cofinancés")
    found = overview_of(posts)
    missing = to_find(posts, today=today)
    context = {
        "filter": chosen,
        "total": len(posts),
        "now": sum((post.fte for post in posts if post.start <= today < post.end), ZERO),
        "overview": found,
        "definition": DEFINITION,
        "to_find": missing,
        "missing": sum((year.to_find for year in missing), ZERO),
        "ending": ending_soon(posts, today=today),
        **_picture(found),
    }
    return render(request, "funding/post_overview.html", context)


def _picture(found: Overview) -> dict[str, Any]:
    """The State's part over the years, and its table."""
    wide, narrow = (state_chart(found.by_year, width=width) for width in (WIDE, NARROW))
    parts = [
        (year, shares, percent(shares.state_aid, shares.cost) if shares.cost else "–")
        for year, shares in found.by_year
    ]
    return {"wide": wide, "narrow": narrow, "spoken": text_alternative(wide), "parts": parts}
