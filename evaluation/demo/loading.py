"""The surveys of the demonstration networks: their answers are invented, and every result says so."""

from random import Random

from evaluation.demo.annecy import load_diagnostics, load_festival, load_help_desk
from evaluation.demo.asking import Desk
from evaluation.demo.chain import tie_outputs
from evaluation.demo.drawing import DATA, Declared
from evaluation.demo.help import load_help
from evaluation.demo.landes import load_surveys
from evaluation.demo.lot_et_garonne import load_workshops
from evaluation.demo.report import load_annual_report
from inclusion.demo.loading import Loaded, register_late_part, register_part
from inclusion.demo.reading import read

#: The demonstration is the same at each loading.
SEED = 40_74


#: What loads the surveys of a network.
_LOADERS = {
    "landes": (load_surveys, load_help),
    "haute-savoie": (load_diagnostics,),
    "lot-et-garonne": (load_workshops, load_help),
}
#: What loads the surveys about events and in several languages.
_LATE = {"haute-savoie": (load_festival, load_help_desk)}


@register_part
def load_evaluation(loaded: Loaded) -> None:
    """Load the surveys of one network that has some."""
    slug = loaded.data.slug
    if slug not in _LOADERS:
        return
    desk = Desk(loaded, read(DATA / slug, Declared), Random(SEED))
    for load in _LOADERS[slug]:
        load(desk)


@register_late_part
def load_report(loaded: Loaded) -> None:
    """Make the annual report of one network, once the other parts are loaded."""
    if loaded.data.slug == "lot-et-garonne":
        load_annual_report(loaded)


@register_late_part
def load_evaluation_of_events(loaded: Loaded) -> None:
    """Load the surveys about events, which are loaded after the other surveys."""
    if (slug := loaded.data.slug) in _LATE:
        desk = Desk(loaded, read(DATA / slug, Declared), Random(SEED))
        for load in _LATE[slug]:
            load(desk)


register_late_part(tie_outputs)
