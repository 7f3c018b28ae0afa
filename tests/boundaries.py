"""Real boundary files, where the machine that runs the tests has some: none ships with the project."""

import os
from pathlib import Path

import pytest

#: Beside the checkout, unless the environment names another folder.
BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data" / "boundaries"
FOLDER = Path(os.environ.get("BOUNDARIES") or BESIDE)

needs_boundaries = pytest.mark.skipif(not FOLDER.is_dir(), reason="no boundary files here (set BOUNDARIES)")
