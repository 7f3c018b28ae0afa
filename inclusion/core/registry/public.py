"""What apps and features show to everybody: pages and figures of the public site."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from inclusion.core.activities import is_on, only_on, page_is_on
from inclusion.core.models.networks import Network

#: What a network opens to everybody, beside the way to join it: its label, and the name of its address.
PublicPage = tuple[str, str]


@dataclass(frozen=True)
class _PublicPage:
    label: str
    short: str
    url_name: str
    order: int
    open_in: Callable[[date], set[int]]


_public_pages: list[_PublicPage] = []


def register_public_page(
    label: str, url_name: str, open_in: Callable[[date], set[int]], *, short: str = "", order: int = 50
) -> None:
    """Show a public page beside the networks that have it; `open_in` returns their keys on a day, all at once.

    `short` is what the navigation of the public site calls it, in the order of `order`.
    """
    _public_pages.append(_PublicPage(label, short or label, url_name, order, open_in))


def public_pages(day: date) -> dict[int, list[PublicPage]]:
    """Return the public pages of the networks that have some, by the network's key."""
    found: dict[int, list[PublicPage]] = {}
    networks = {one.pk: one for one in Network.objects.only("activities")}
    for one in _public_pages:
        for network in one.open_in(day):
            if is_on(networks[network], one.open_in):
                found.setdefault(network, []).append((one.label, one.url_name))
    return found


@dataclass(frozen=True)
class SitePage:
    """A page of a network's public site; `is_alone`: no page whose name begins with its own is part of it."""

    label: str
    url_name: str
    order: int
    is_alone: bool = True

    def has(self, name: str) -> bool:
        """Whether the page of this URL name belongs to it."""
        return name == self.url_name or (not self.is_alone and name.startswith(self.url_name.removesuffix("_list")))


_site_pages: list[SitePage] = []


def register_site_page(label: str, url_name: str, *, order: int) -> None:
    """Show a page in the navigation of every public site."""
    _site_pages.append(SitePage(label, url_name, order))


def site_pages(network: Network, day: date) -> list[SitePage]:
    """Return the public pages of this network, as its site's navigation calls and orders them."""
    shown = (one for one in _public_pages if is_on(network, one.open_in) and network.pk in one.open_in(day))
    pages = [*_site_pages, *(SitePage(one.short, one.url_name, one.order, is_alone=False) for one in shown)]
    return sorted((one for one in pages if page_is_on(network, one.url_name)), key=lambda one: one.order)


@dataclass(frozen=True)
class OpenFigure:
    """A figure that the network shows to everybody: its number, what it counts, and where it comes from."""

    label: str
    value: Decimal | int
    unit: str = ""
    source: str = ""
    order: int = 50


_open_figures: list[Callable[[Network, date], list[OpenFigure]]] = []


def register_open_figures(
    source: Callable[[Network, date], list[OpenFigure]],
) -> Callable[[Network, date], list[OpenFigure]]:
    """Offer figures for the public site; nothing that reveals few people may be among them."""
    _open_figures.append(source)
    return source


def open_figures(network: Network, day: date) -> list[OpenFigure]:
    """The figures that everybody may see, by their order."""
    found = (one for source in only_on(network, _open_figures) for one in source(network, day))
    return sorted(found, key=lambda one: one.order)
