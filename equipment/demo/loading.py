"""The loan bank, the refurbishing chain and the aid for families of the demonstration networks."""

from equipment.demo.aid import leave_no_reminder_behind, load_aid
from equipment.demo.bank import go_through_the_shelves, open_the_bank, put_on_the_bench
from equipment.demo.chain import load_chain
from equipment.demo.lending import load_standing, load_trials
from equipment.demo.shapes import DATA, Aid, Lending, Refurbishing
from inclusion.demo.loading import Loaded, register_part
from inclusion.demo.reading import read
from inclusion.demo.story import Story


@register_part
def load_equipment(loaded: Loaded) -> None:
    """Load the equipment of one network: the bank of the Vendée, the chain and the aid of Lot-et-Garonne."""
    if loaded.data.slug == "vendee":
        _lend(Story(loaded))
    if loaded.data.slug == "lot-et-garonne":
        _refurbish(Story(loaded))


def _lend(story: Story) -> None:
    data = read(DATA / "vendee" / "bank", Lending)
    desk = open_the_bank(story, data)
    load_trials(desk, data.trials)
    put_on_the_bench(desk)
    go_through_the_shelves(desk)
    load_standing(desk, data.standing, data.term)
    story.load()


def _refurbish(story: Story) -> None:
    load_chain(story, read(DATA / "lot-et-garonne" / "chain", Refurbishing))
    load_aid(story, read(DATA / "lot-et-garonne" / "aid", Aid))
    story.load()
    leave_no_reminder_behind()
