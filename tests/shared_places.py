"""Real files of places and the standard's schema, where the machine that runs the tests has some: none ships here."""

import os
from pathlib import Path

import pytest

#: Beside the checkout, unless the environment names another folder.
BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data" / "places"
FOLDER = Path(os.environ.get("PLACES") or BESIDE)

needs_places = pytest.mark.skipif(not FOLDER.is_dir(), reason="no files of places here (set PLACES)")
