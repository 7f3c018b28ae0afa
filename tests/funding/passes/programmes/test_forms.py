"""Who and where, as the form of a programme offers them."""

from funding.passes.programmes.actions import change_training_place, choose_places
from funding.passes.programmes.forms import ALL, CHOSEN, ProgrammeForm, places_to_choose
from tests.builders import AT, make_user
from tests.funding.pass_builders import make_place, make_programme


def test_a_chosen_place_that_is_closed_for_now_stays_chosen(scope):
    by = make_user()
    programme, other = make_programme(by=by), make_programme(by=by, name="Autre")
    chosen, closed = make_place(by=by), make_place("Médiathèque", by=by)
    for one in (programme, other):
        choose_places(one, places=[chosen, closed], by=by, at=AT)
    change_training_place(closed, accepts_passes=False, by=by, at=AT)
    said = {"who": ALL, "where": CHOSEN, "places": [chosen.pk, closed.pk]}
    form = ProgrammeForm(said, programme=programme, only="qui")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["places"] == [chosen, closed]
    assert list(places_to_choose(programme)) == [chosen, closed]
    assert list(places_to_choose(None)) == [chosen], "a new programme has none that it chose before"
