"""Template + context → OpenDocument text (ODF 1.2, ISO/IEC 26300), for those who must edit what a PDF only shows.

The file is a ZIP; nothing in it says when it was made.
"""

import io
import zipfile
from typing import Any

from django.template.loader import render_to_string

from inclusion.core.figures import without_marks
from inclusion.core.french.text import printable

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"

#: What stands beside `content.xml`, which is the template of a document: its styles and page, its title and language,
#: the list of the files.
_SHARED = {"styles.xml": "odt/styles.xml", "meta.xml": "odt/meta.xml", "META-INF/manifest.xml": "odt/manifest.xml"}


def render_odt(template: str, context: dict[str, Any]) -> bytes:
    """Return the text of a template under `templates/odt/`, which extends `odt/base.xml`.

    The context has `letterhead`, `title` and `foot`, as that of a PDF. The same context gives the same bytes.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        # First and as it is: programs know the type of the file by these bytes.
        _add(archive, "mimetype", MEDIA_TYPE, zipfile.ZIP_STORED)
        for name, source in ("content.xml", template), *_SHARED.items():
            _add(archive, name, printable(without_marks(render_to_string(source, context))), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _add(archive: zipfile.ZipFile, name: str, text: str, compression: int) -> None:
    """Write a file of the archive without the moment of its making."""
    archive.writestr(zipfile.ZipInfo(name), text.encode(), compression)
