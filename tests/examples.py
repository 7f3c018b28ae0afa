"""How many examples Hypothesis draws: few in `make test`, many in `make slow`, which says EXAMPLES=many."""

import os

from hypothesis import HealthCheck, settings

MANY = os.environ.get("EXAMPLES") == "many"


def examples(many: int) -> int:
    """That many in a thorough run, else a quarter of them, and never fewer than three where there are as many."""
    return many if MANY else max(min(many, 3), many // 4)


def stories(many: int) -> int:
    """That many in a thorough run, else the first one: a story takes seconds."""
    return many if MANY else 1


# A busy machine draws its examples slowly; what they show is as true.
settings.register_profile(
    "liant", deadline=None, max_examples=examples(100), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("liant")
