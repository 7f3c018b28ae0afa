"""How an address for feedback leaves the portal: on a sheet with a code, or in an e-mail of the member's own."""

import base64
import io
from typing import Any
from urllib.parse import quote, urlencode

from equipment.enums import FeedbackAuthor
from equipment.models import FeedbackLink
from inclusion.core.french.periods import plain_date
from inclusion.core.papers.pdf import letterhead, render_pdf


def code_picture(address: str) -> str:
    """A code that a telephone reads, as a `data:` address for paper."""
    import segno

    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", scale=4, border=4, light="#fff", dark="#000"
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(out.getvalue()).decode()}"


def slip_pdf(link: FeedbackLink, *, address: str) -> bytes:
    """The sheet that is given with the equipment: what is asked, by which address, until when. It names no pupil."""
    context: dict[str, Any] = {
        "letterhead": letterhead(link.network),
        "title": "Votre avis sur le matériel prêté",
        "foot": f"Prêt {link.loan}",
        "link": link,
        "loan": link.loan,
        "for_family": link.author == FeedbackAuthor.FAMILY,
        "address": address,
        "code": code_picture(address),
    }
    return render_pdf("pdf/feedback_slip.html", context, identifier=link.token.encode())


def mail_address(link: FeedbackLink, *, address: str) -> str:
    """A `mailto:` address that opens the member's own e-mail, ready but for whom it goes to.

    The portal sends nothing: it would have to know the address of the family.
    """
    body = (
        "Bonjour,\n\n"
        f"Du matériel a été prêté pour un essai\u00a0: {link.loan.lent}.\n"
        "Dites-nous ce que cet essai a donné. Il y a six questions. Cela prend trois minutes.\n\n"
        f"{address}\n\n"
        f"Vous pouvez répondre jusqu’au {plain_date(link.open_until)}. N’écrivez pas le nom de l’élève.\n\n"
        "Merci."
    )
    words = urlencode({"subject": "Votre avis sur le matériel prêté", "body": body}, quote_via=quote)
    return f"mailto:?{words}"
