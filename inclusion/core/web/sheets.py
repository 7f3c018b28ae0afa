"""The style sheet of every page, put together from the sheets that it imports: a browser asks once for all of them."""

import atexit
import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from pathlib import Path
from shutil import rmtree
from tempfile import NamedTemporaryFile, mkdtemp
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

NAME = "css/liant.css"
_SOURCE = settings.BASE_DIR / "static" / NAME
_IMPORT = re.compile(r'^@import "([\w-]+\.css)";$', re.MULTILINE)


def put_together() -> str:
    """Return the sheet with what it imports in its place."""
    return _IMPORT.sub(lambda found: (_SOURCE.parent / found[1]).read_text("utf-8"), _SOURCE.read_text("utf-8"))


@cache
def _folder() -> str:
    """Where this process keeps the sheet; it goes with the process, not with a finder."""
    made = mkdtemp(prefix="liant-sheet-")
    atexit.register(rmtree, made, ignore_errors=True)
    return made


class SheetFinder(BaseFinder):
    """Finds the sheet of every page; it stands before the finder that knows the file with the imports alone."""

    @cached_property
    def _storage(self) -> FileSystemStorage:
        return FileSystemStorage(location=_folder())

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> str | list[str]:
        """Return where the sheet is, written anew when one that it imports has changed; nothing for other files."""
        if path != NAME:
            return []
        made = str(self._made())
        return [made] if find_all else made

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Offer the sheet to `collectstatic`."""
        self._made()
        yield NAME, self._storage

    def _made(self) -> Path:
        target, text = Path(_folder(), NAME), put_together()
        if not target.exists() or target.read_text("utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            # Whoever reads it meanwhile reads the old one whole.
            with NamedTemporaryFile("w", dir=target.parent, delete=False, encoding="utf-8") as written:
                written.write(text)
            Path(written.name).chmod(0o644)
            Path(written.name).replace(target)
        return target
