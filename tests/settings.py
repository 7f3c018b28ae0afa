"""The portal's settings, on the suite's clock."""

from inclusion.settings import *  # noqa: F403
from tests import clock as clock
