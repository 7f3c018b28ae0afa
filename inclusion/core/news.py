"""What happened in a network, which its features offer to the newsletter and to the home pages."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from inclusion.core.activities import only_on
from inclusion.core.models.networks import Network


@dataclass(frozen=True)
class News:
    """Something that happened, offered to the newsletter in Markdown; `key` names its row: it is offered once."""

    key: str
    on: date
    heading: str
    title: str
    text: str = ""
    url: str = ""
    is_for_members: bool = False


NewsSource = Callable[[Network, date, date], list[News]]
_news: list[NewsSource] = []


def register_news(source: NewsSource) -> NewsSource:
    """Offer what happened over the days from a start, before an end, as far as anybody may know of it."""
    _news.append(source)
    return source


def news_of(network: Network, start: date, end: date) -> list[News]:
    """What happened over these days, the oldest first; ties in the order of registration."""
    found = (one for source in only_on(network, _news) for one in source(network, start, end))
    return sorted(found, key=lambda one: one.on)


#: `find(keys, at)`: those of the keys of news that are nothing to announce any more at this moment.
StaleNews = Callable[[Collection[str], datetime], set[str]]
_stale_news: list[StaleNews] = []


def register_stale_news(find: StaleNews) -> StaleNews:
    """Say which news that announce something are over at a moment, or were called off."""
    _stale_news.append(find)
    return find


def stale_news(keys: Collection[str], at: datetime) -> set[str]:
    """The keys of the news of the active network that announce what is over at this moment, or was called off."""
    return {key for find in _stale_news for key in find(keys, at)}
