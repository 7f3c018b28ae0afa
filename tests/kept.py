"""A migrated database server that is kept from one run of the suite to the next, as long as no migration changes.

Migrating takes longer than most runs of a few tests. What is kept lies in `.data/tests/`, one folder for each state of
the migrations; removing it costs nothing but the time of the next run.
"""

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from inclusion.embedded.postgres import Postgres

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".data" / "tests"
#: The database that the workers' own are copies of.
TEMPLATE = "test_template"
#: Beside the server: that `TEMPLATE` is there, whole.
MIGRATED = "migrated"


def bring(folder: Path) -> None:
    """Copy the kept server into a folder that none has been made in yet, if there is one for today's migrations."""
    kept = FOLDER / _state()
    if not kept.exists():
        return
    (folder / "postgres").mkdir()
    copied = subprocess.run(
        ["cp", "-a", kept, folder / "postgres" / "cluster"], check=False, capture_output=True
    )
    if copied.returncode == 0:
        (folder / MIGRATED).touch()
    else:  # made by another account
        shutil.rmtree(folder / "postgres", ignore_errors=True)


def keep(folder: Path, postgres: Postgres) -> None:
    """Stop the server and keep it, with the migrated database alone, if this run was the first to migrate."""
    kept = FOLDER / _state()
    if kept.exists() or not (folder / MIGRATED).exists():
        return
    with postgres.connect(user="postgres", database="postgres") as connection:
        names = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test%%'").fetchall()
        for (name,) in names:
            if name != TEMPLATE:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    postgres.stop()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    partial = Path(tempfile.mkdtemp(dir=FOLDER))
    subprocess.run(["cp", "-a", postgres.cluster, partial / "cluster"], check=True)
    (partial / "cluster").rename(kept)
    partial.rmdir()


def _state() -> str:
    """What the migrated database depends on, as one word."""
    sources = [
        *sorted(ROOT.glob("*/migrations/*.py")),
        ROOT / "inclusion/constraints.py",
        ROOT / "requirements-dev.txt",
    ]
    digest = hashlib.sha256()
    for path in sources:
        digest.update(path.name.encode() + path.read_bytes())
    return f"{MIGRATED}-{digest.hexdigest()[:16]}"
