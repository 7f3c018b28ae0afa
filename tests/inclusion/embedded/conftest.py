"""A folder that every account of the machine may walk through, as the server's own account must."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder; pytest's own `tmp_path` is closed to other accounts."""
    path = Path(tempfile.mkdtemp(prefix="liant-embedded-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)
