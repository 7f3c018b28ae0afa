"""The surveys of the demonstration networks: their answers are invented, and every result says so."""

from random import Random

from evaluation.demo.annecy import tell_diagnostics
from evaluation.demo.asking import Desk
from evaluation.demo.drawing import DATA, Declared
from evaluation.demo.help import tell_help
from evaluation.demo.landes import tell_surveys
from inclusion.demo.loading import Loaded, register_part
from inclusion.demo.reading import read

#: The demonstration is the same at each loading.
SEED = 40_74


@register_part
def load_evaluation(loaded: Loaded) -> None:
    """Load the surveys of one network: Landes before and after with the help it counts, Annecy's two diagnostics."""
    slug = loaded.data.slug
    if slug not in ("landes", "haute-savoie"):
        return
    desk = Desk(loaded, read(DATA / slug, Declared), Random(SEED))
    if slug == "haute-savoie":
        tell_diagnostics(desk)
    else:
        tell_surveys(desk)
        tell_help(desk)
