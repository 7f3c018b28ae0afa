"""The surveys of the demonstration networks: their answers are invented, and every result says so."""

from random import Random

from evaluation.demo.annecy import tell_diagnostics, tell_festival, tell_help_desk
from evaluation.demo.asking import Desk
from evaluation.demo.chain import tie_outputs
from evaluation.demo.drawing import DATA, Declared
from evaluation.demo.help import tell_help
from evaluation.demo.landes import tell_surveys
from evaluation.demo.lot_et_garonne import tell_workshops
from evaluation.demo.report import tell_report
from inclusion.demo.loading import Loaded, register_late_part, register_part
from inclusion.demo.reading import read

#: The demonstration is the same at each loading.
SEED = 40_74


#: Who tells the surveys of a network.
_TELLING = {
    "landes": (tell_surveys, tell_help),
    "haute-savoie": (tell_diagnostics,),
    "lot-et-garonne": (tell_workshops, tell_help),
}
#: Who tells what is asked about events and in several languages.
_LATE = {"haute-savoie": (tell_festival, tell_help_desk)}


@register_part
def load_evaluation(loaded: Loaded) -> None:
    """Load the surveys of one network that has some."""
    slug = loaded.data.slug
    if slug not in _TELLING:
        return
    desk = Desk(loaded, read(DATA / slug, Declared), Random(SEED))
    for tell in _TELLING[slug]:
        tell(desk)


@register_late_part
def load_report(loaded: Loaded) -> None:
    """Make the annual report of one network, once the other parts are loaded."""
    if loaded.data.slug == "lot-et-garonne":
        tell_report(loaded)


@register_late_part
def load_evaluation_of_events(loaded: Loaded) -> None:
    """Load the surveys about events, which are loaded after the other surveys."""
    if (slug := loaded.data.slug) in _LATE:
        desk = Desk(loaded, read(DATA / slug, Declared), Random(SEED))
        for tell in _LATE[slug]:
            tell(desk)


register_late_part(tie_outputs)
