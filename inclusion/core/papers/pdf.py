"""Template + context → tagged PDF bytes (PDF/UA), fonts embedded, nothing fetched from the network."""

import atexit
import base64
import os
import re
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from inclusion.core.figures import read_instead
from inclusion.core.french.text import printable
from inclusion.core.web.colours import deepen, ink_for, soften

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

# The moment that fontTools writes into the fonts it embeds: now, unless this says another one. The same letter is the
# same bytes.
os.environ.setdefault("SOURCE_DATE_EPOCH", "0")

_STYLESHEET = re.compile(r'<link rel="stylesheet" href="(static:[^"]+)">')
_one_at_a_time = threading.Lock()


def offline_fetcher() -> "URLFetcher":
    """Return what serves `static:` addresses from the project's own files and `data:` ones, and refuses all others."""
    from weasyprint.urls import URLFetcher

    class OfflineFetcher(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("static:"):
                found = finders.find(url.removeprefix("static:"))
                if found is None:
                    raise ValueError(f"no static file at {url}")
                return super().fetch(Path(found).as_uri(), headers)
            if url.startswith("data:"):
                return super().fetch(url, headers)
            raise ValueError(f"a document fetches nothing from outside: {url}")

    return OfflineFetcher()


def render_pdf(template: str, context: dict[str, Any], *, identifier: bytes | None = None) -> bytes:
    """Return the PDF of a template under `templates/pdf/`.

    The same context and `identifier` give the same bytes. Styles come from `static:css/…`, pictures from `data:`
    addresses.
    """
    page = render_to_string(template, context)
    if (read := read_instead.get()) is not None:
        read.append(page)
        return b""
    return pdf_of(page, identifier or b"liant")


def pdf_of(html: str, identifier: bytes) -> bytes:
    """Return the PDF of a page: the same for the same."""
    from weasyprint import HTML

    html = printable(html)
    if settings.DEBUG:
        _style.cache_clear()
    fonts, fetcher = _fonts_of(os.getpid())
    with _one_at_a_time:
        styles = [_style(os.getpid(), address) for address in _STYLESHEET.findall(html)]
        page = HTML(string=_STYLESHEET.sub("", html), base_url="static:", url_fetcher=fetcher)
        return page.write_pdf(
            stylesheets=styles,
            finisher=_readable_metadata,
            pdf_variant="pdf/ua-1",
            pdf_identifier=identifier,
            font_config=fonts,
            custom_metadata=False,
        )


@cache
def _fonts_of(process: int) -> "tuple[FontConfiguration, URLFetcher]":
    """The fonts, loaded once in each process: to load them takes as long as a page. Pango's threads may not share them
    at the same time.
    """
    from weasyprint.text.fonts import FontConfiguration

    atexit.register(_fonts_of.cache_clear)  # which removes their folder, as long as Python can
    return FontConfiguration(), offline_fetcher()


@cache
def _style(process: int, address: str) -> "CSS":
    """A stylesheet, read once in each process; what a template writes in its own <style> wins over it."""
    from weasyprint import CSS

    fonts, fetcher = _fonts_of(process)
    return CSS(url=address, url_fetcher=fetcher, font_config=fonts)


def _readable_metadata(document: Any, pdf: Any) -> None:
    """Leave the title and the PDF/UA mark uncompressed, so that tools find them that do not read PDF."""
    for one in pdf.objects:
        if getattr(one, "extra", {}).get("Type") == "/Metadata":
            one.compress = False


def letterhead(network: Any, issuer: Any = None) -> dict[str, Any]:
    """Return what `templates/pdf/base.html` shows of a network, or of the partner of it that issues a paper.

    A partner writes under its own name and address, in the colours of the network; the one that carries the network
    writes on the network's own letterhead. `logo` is a `data:` address or None.
    """
    own = issuer is None or issuer.is_host
    logo = None
    if own and network.logo:
        logo = f"data:{network.logo_type};base64,{base64.b64encode(bytes(network.logo)).decode()}"
    colours = {
        "brand": network.brand,
        "ink": ink_for(network.brand),
        "deep": deepen(network.brand),
        "soft": soften(network.brand),
    }
    return {
        "network": network,
        "logo": logo,
        **colours,
        **(_of_network(network) if own else _of_partner(network, issuer)),
    }


def _of_network(network: Any) -> dict[str, Any]:
    """Who is at the left of the head, where at its right; who answers questions; who signs where no person is named."""
    return {
        "name": network.name,
        "initial": network.initial,
        "who": _said(network.host_name, network.host_service),
        "where": _said(*network.host_address.splitlines(), network.phone, network.email),
        "author": network.host_name,
        "contact": _said(network.host_service or network.host_name, network.phone, network.email),
        "signatory": network.signatory or network.host_name,
    }


def _of_partner(network: Any, issuer: Any) -> dict[str, Any]:
    return {
        "name": issuer.name,
        "initial": issuer.name[:1].upper(),
        "who": [network.name],
        "where": _said(*issuer.postal_lines[1:], issuer.phone, issuer.email),
        "author": issuer.name,
        "contact": _said(issuer.name, issuer.phone, issuer.email),
        "signatory": issuer.name,
    }


def _said(*lines: str) -> list[str]:
    return [line for line in lines if line]
