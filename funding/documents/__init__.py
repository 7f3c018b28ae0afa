"""What funding puts on paper, by noun; and the letterhead that all of it shares."""

from base64 import b64encode
from typing import Any

from inclusion.models import Network
from inclusion.rules.colours import deepen, ink_for, soften


def letterhead(network: Network) -> dict[str, Any]:
    """Return what `pdf/base.html` shows of the network: itself, its colours, its logo as a `data:` address (or "")."""
    logo = ""
    if network.logo:
        logo = f"data:{network.logo_type};base64,{b64encode(bytes(network.logo)).decode()}"
    return {
        "network": network,
        "brand": network.brand,
        "ink": ink_for(network.brand),
        "deep": deepen(network.brand),
        "soft": soften(network.brand),
        "logo": logo,
    }
