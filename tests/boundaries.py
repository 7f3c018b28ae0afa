"""Real boundary files, where the machine that runs the tests has some: none ships with the project."""

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("BOUNDARIES", Path(__file__).resolve().parents[2] / "shared" / "data" / "boundaries"))

needs_boundaries = pytest.mark.skipif(not FOLDER.is_dir(), reason="no boundary files here (set BOUNDARIES)")
