"""The control sheet of a postal batch: what a printing service compares its pile with, and which letters were written
again meanwhile.
"""

import csv
import hashlib
import io
from collections import Counter
from typing import Any

from funding.passes.letters.models import PostalBatch
from funding.passes.letters.papers.batches import COLUMNS
from funding.passes.letters.rules import sorting_area
from inclusion.core.french.periods import long_date
from inclusion.core.papers.pdf import letterhead, render_pdf


def control_sheet(batch: PostalBatch) -> bytes:
    """Return the PDF; the same manifest and the same letters give the same bytes. Nobody is named on it."""
    network = batch.network
    context = {
        "letterhead": letterhead(network),
        "title": f"Feuille de contrôle du {str(batch).lower()}",
        "foot": f"{network.name}, {str(batch).lower()}",
        **sheet_pdf_context(batch),
    }
    seed = f"{network.slug} {batch.manifest.sha256} {context['rewritten']}"
    return render_pdf("pdf/batch_sheet.html", context, identifier=hashlib.sha256(seed.encode()).digest()[:16])


def sheet_pdf_context(batch: PostalBatch) -> dict[str, Any]:
    """Return what `pdf/batch_sheet.html` shows; the batch has its manifest."""
    text = batch.manifest.data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    end = rows.index([])
    lines = [dict(zip(COLUMNS, row, strict=True)) for row in rows[1:end]]
    by_pages = Counter(int(line["Pages"]) for line in lines)
    by_area = Counter(sorting_area(line["Code postal"]) for line in lines)
    return {
        "batch": batch,
        "posting_on": long_date(batch.posting_on) if batch.posting_on else "",
        "letters": len(lines),
        "rewritten": list(batch.rewritten().values_list("pk", flat=True)),
        "pages": sum(int(line["Pages"]) for line in lines),
        "ends": [
            (label, line["Lettre"], line["Code postal"], line["Première page"], line["Dernière page"])
            for label, line in (("La première", lines[0]), ("La dernière", lines[-1]))
        ],
        "by_pages": [(size, count, size * count) for size, count in sorted(by_pages.items())],
        "by_area": [(area if area.isdigit() else area.lower(), count) for area, count in by_area.items()],
        "totals": [row for row in rows[end + 1 :] if row[0] in ("Total des pass", "Valeur des pass")],
        "seals": [("Fichier à imprimer", batch.document.sha256), ("Bordereau", batch.manifest.sha256)],
    }
