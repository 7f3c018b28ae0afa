"""Small groups in the results of evaluations: the guard of the portal, under the name that evaluation gives it."""

from inclusion.core.suppression import THRESHOLD, suppress

#: Free texts are shown from this many on: they say more of a person than a choice does.
FREE_TEXT_THRESHOLD = 10

__all__ = ["FREE_TEXT_THRESHOLD", "THRESHOLD", "suppress"]
