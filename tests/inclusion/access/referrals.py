"""Who opens the pages of referrals and of people's paths."""

from tests.access_table import COORDINATOR, PEOPLE, PUBLIC, Line, of

#: Who sees referrals and receives people; the training place of the cast received the one of the world.
SEES = frozenset({"coordinator", "prescriber", "training_place", "epci_referent"})
NOT_RECEIVED = SEES - {"training_place"}


def _token(world) -> list:
    return [world.referral.link_token]


LINES: dict[str, Line] = {
    "referral_list": Line(SEES),
    "referral_counts": Line(COORDINATOR),
    "referral_link": Line(PUBLIC, _token),
    "referral_detail": Line(SEES, of("referral"), not_theirs=frozenset({"epci_referent"})),
    "referral_withdraw": Line(PEOPLE, of("referral")),
    "referral_read": Line(PEOPLE, of("referral"), "post"),
    "referral_accept": Line(SEES, of("referral"), not_theirs=NOT_RECEIVED),
    "referral_move": Line(SEES, of("referral"), not_theirs=NOT_RECEIVED),
    "referral_decline": Line(SEES, of("referral"), not_theirs=NOT_RECEIVED),
    "referral_pass_on": Line(SEES, of("referral"), not_theirs=NOT_RECEIVED),
    "referral_came": Line(SEES, of("referral"), "post", not_theirs=NOT_RECEIVED),
    "referral_finish": Line(SEES, of("referral"), not_theirs=NOT_RECEIVED),
    "referral_add": Line(PEOPLE, of("referred")),
    "referral_from_place": Line(PEOPLE, of("guide_place")),
    "person_path": Line(SEES, of("referred"), not_theirs=frozenset({"epci_referent"})),
    "person_path_sheet": Line(PEOPLE, of("referred")),
    "person_path_level": Line(PEOPLE, of("referred")),
    "person_path_end": Line(PEOPLE, of("referred")),
    "person_path_reopen": Line(PEOPLE, of("referred"), "post"),
    "person_path_consent": Line(PEOPLE, of("referred")),
}
