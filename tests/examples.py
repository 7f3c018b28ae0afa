"""How many examples Hypothesis draws: few in `make test`, many in `make test-all`, which says EXAMPLES=many.

Both draw the same ones each time, so that a change is judged by what it changes; `make explore` says EXAMPLES=new and
draws others each time.
"""

import os
from unittest.mock import patch

from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

MANY = os.environ.get("EXAMPLES") in ("many", "new")


def examples(many: int) -> int:
    """That many in a thorough run, else an eighth of them, and never fewer than three where there are as many."""
    return many if MANY else max(min(many, 3), many // 8)


def stories(many: int) -> int:
    """That many in a thorough run, else the first one: a story takes seconds."""
    return many if MANY else 1


# A busy machine draws its examples slowly; what they show is as true.
settings.register_profile(
    "liant",
    deadline=None,
    derandomize=os.environ.get("EXAMPLES") != "new",
    max_examples=examples(100),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("liant")

if not MANY:
    # Some draws are numbers and words of the code itself: Hypothesis reads each module that is loaded for them, for
    # seven seconds in each worker, and what it finds is another thing in a worker that has loaded other modules.
    patch.object(providers, "_get_local_constants", lambda: providers._local_constants).start()
