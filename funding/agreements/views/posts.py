"""The page on which the agreement of a post begins."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from funding.agreements.actions.posts import draft_post_agreement
from funding.agreements.forms import PostAgreementForm
from funding.agreements.views.pages import kept_signatories
from funding.posts.queries import explained, post_for, total_of
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.periods import shown_end
from inclusion.core.web.acting import stamp
from inclusion.core.web.forms import submitted


@requires(Permission.POSTS_DECIDE)
def post_agreement(request: MemberRequest, pk: int) -> HttpResponse:
    """Draft the agreement of an accepted post from its plan."""
    post = post_for(request.member, pk)
    form = PostAgreementForm(request.POST or None, post=post)
    agreement = submitted(request, form, lambda data: draft_post_agreement(post, **data, **stamp(request)))
    if agreement:
        messages.success(request, f"La convention {agreement.reference} est préparée.{kept_signatories(agreement)}")
        return redirect(agreement)
    paid_by = shown_end(post.fund.end) if post.fund.end < post.end else None
    total = total_of(year.row for year in explained(post))
    context = {"form": form, "paid_by": paid_by, "post": post, "total": total}
    return render(request, "funding/agreements/post_agreement.html", context)
