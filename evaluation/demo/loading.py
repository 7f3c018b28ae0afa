"""The surveys of the demonstration networks: their answers are invented, and every result says so."""

from random import Random

from evaluation.demo.annecy import tell_diagnostics
from evaluation.demo.asking import Desk
from evaluation.demo.help import tell_help
from evaluation.demo.landes import tell_surveys
from inclusion.demo.loading import Loaded, register_part

#: The demonstration is the same at each loading.
SEED = 40_74


@register_part
def load_evaluation(loaded: Loaded) -> None:
    """Load the surveys of one network: Landes before and after with the help it counts, Annecy's two diagnostics."""
    desk = Desk(loaded, Random(SEED))
    if loaded.data.slug == "landes":
        tell_surveys(desk)
        tell_help(desk)
    if loaded.data.slug == "haute-savoie":
        tell_diagnostics(desk)
