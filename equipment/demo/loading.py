"""The loan bank, the refurbishing chain and the aid for families of the demonstration networks."""

from equipment.demo.aid import leave_no_reminder_behind, tell_aid
from equipment.demo.bank import go_through_the_shelves, open_the_bank, put_on_the_bench
from equipment.demo.chain import tell_chain
from equipment.demo.lending import leave_no_mail_behind, tell_standing, tell_trials
from equipment.demo.standing import STANDING
from equipment.demo.trials_first import TRIALS as FIRST
from equipment.demo.trials_quiet import TRIALS as QUIET
from equipment.demo.trials_second import TRIALS as SECOND
from equipment.demo.trials_third import TRIALS as THIRD
from inclusion.demo.loading import Loaded, register_part
from inclusion.demo.story import Story


@register_part
def load_equipment(loaded: Loaded) -> None:
    """Load the equipment of one network: the bank of the Vendée, the chain and the aid of Lot-et-Garonne."""
    if loaded.data.slug == "vendee":
        _lend(Story(loaded))
    if loaded.data.slug == "lot-et-garonne":
        _refurbish(Story(loaded))


def _lend(story: Story) -> None:
    desk = open_the_bank(story)
    tell_trials(desk, (*FIRST, *SECOND, *THIRD, *QUIET))
    put_on_the_bench(desk)
    go_through_the_shelves(desk)
    tell_standing(desk, STANDING)
    story.tell()
    leave_no_mail_behind()


def _refurbish(story: Story) -> None:
    tell_chain(story)
    tell_aid(story)
    story.tell()
    leave_no_reminder_behind()
