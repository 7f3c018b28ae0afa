"""What passes put on a person's path: the booklets she was sent, the days on which she used some."""

from funding.passes.people.home import passes_on_path
from tests.builders import AT, make_user
from tests.funding.pass_builders import make_letter, make_place
from tests.funding.redemption_builders import use


def test_booklets_and_uses_are_lines(scope):
    by = make_user()
    letter = make_letter(by=by)
    place = make_place(by=by)
    for rank in (1, 2):
        use(letter.booklet.passes.get(rank=rank), place, by=by)
    sent, used = passes_on_path(letter.booklet.beneficiary)
    assert (sent.on, sent.is_done) == (AT.date(), False)
    assert (used.title, used.detail) == (place.name, "2\u00a0pass utilisés")
