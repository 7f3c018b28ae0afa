"""Addresses on paper: as a code that a telephone reads, and as letters that somebody types."""

import base64
import io


def code_picture(address: str) -> str:
    """A code that a telephone reads, as a `data:` address for paper."""
    import segno

    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", scale=4, border=4, light="#fff", dark="#000"
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(out.getvalue()).decode()}"


def in_letters(address: str) -> str:
    """An address as it is typed: without what every browser adds."""
    return address.removeprefix("https://").removeprefix("http://")
