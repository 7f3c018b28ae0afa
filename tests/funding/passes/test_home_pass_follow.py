"""Whose booklet waits, on the home pages of those who follow them."""

from django.utils import timezone

from funding.models import Booklet
from funding.passes.follow_up.actions import remind
from funding.passes.home import booklets_that_wait
from inclusion.core.access import Member
from inclusion.core.scope import scoped_to
from tests.funding.pass_builders import make_programme
from tests.funding.passes.follow_up.test_views import booklets
from tests.pages import shown_by


def test_booklets_wait_for_those_who_follow_their_people(network, cast):
    today = timezone.localdate()
    with scoped_to(network):
        by = cast["coordinator"].user
        programme = make_programme(by=by, pot="9000.00")
        booklets(2, by=by, partner=cast["prescriber"].partner, programme=programme)
        booklets(1, by=by, partner=cast["school"].partner, programme=programme)
        booklets(1, by=by, partner=cast["school"].partner, programme=programme, months_ago=1)
        (own,) = shown_by(booklets_that_wait, Member(cast["prescriber"]), today)
        (everybody,) = shown_by(booklets_that_wait, Member(cast["coordinator"]), today)
        assert own.title.replace("\u00a0", " ") == "2 carnets n’ont pas encore servi"
        assert own.url == "/lot-et-garonne/pass/suivi/a-relancer/"
        assert everybody.title.startswith("3")
        assert shown_by(booklets_that_wait, Member(cast["reader"]), today) == []
        for booklet in Booklet.objects.filter(prescriber=cast["prescriber"].partner):
            remind(booklet, by=by, at=timezone.now())
        assert shown_by(booklets_that_wait, Member(cast["prescriber"]), today) == []
