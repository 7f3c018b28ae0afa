"""What the pages of a coordinator cost: queries and processor time of the second request, one page for each view.

Runs in one process over a demonstration that was loaded: `make pages`. Links that lead to what the
network does not do are named at the end; then it fails.
"""

import argparse
import collections
import os
import re
import statistics
import sys
import time
from html import unescape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inclusion.settings")

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import Resolver404, resolve  # noqa: E402

from inclusion.core.activities import is_on  # noqa: E402
from inclusion.core.models.networks import Network, User  # noqa: E402
from inclusion.embedded.supervisor import say  # noqa: E402

#: Pages that change what is looked at, or are no pages.
PASSED_OVER = re.compile(r"logout|\.(css|pdf|csv|xlsx|ods|odt|ics|zip|json|svg|png)$|export=")
HREF = re.compile(r'href="(/[^"#]*)"')


def pages_of(network: Network, role: str) -> tuple[list[tuple[str, str, int, float]], list[str]]:
    """Name, address, queries and milliseconds of one page for each view that links lead to; and the links that lead
    to what the network does not do.
    """
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(email=f"{role}@{network.slug}.example"))
    waiting, seen = collections.deque([f"/{network.slug}/"]), {"network_home"}
    found, astray = [], []
    while waiting:
        path = waiting.popleft()
        client.get(path)
        begun = time.process_time()
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
        spent = (time.process_time() - begun) * 1000
        if answer.status_code != 200 or "text/html" not in answer.headers["Content-Type"]:
            continue
        found.append((resolve(path.partition("?")[0]).url_name, path, len(asked), spent))
        for address in map(unescape, HREF.findall(answer.content.decode())):
            try:
                match = resolve(address.partition("?")[0])
            except Resolver404:
                continue
            if match.kwargs.get("network") != network.slug or PASSED_OVER.search(address):
                continue
            if not is_on(network, match.func):
                astray.append(f"{path} leads to {address}")
            if match.url_name not in seen:
                seen.add(match.url_name)
                waiting.append(address)
    return found, astray


def main() -> None:
    """Print a line for each page, then the median and the home page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", nargs="+", default=["lot-et-garonne"])
    parser.add_argument("--role", default="coordinator")
    options = parser.parse_args()
    astray = []
    for network in Network.objects.filter(slug__in=options.network):
        found, more = pages_of(network, options.role)
        astray += more
        for name, path, queries, spent in sorted(found, key=lambda one: -one[2]):
            say(f"{queries:4} queries {spent:6.0f} ms  {name:32} {path}")
        home = next(one for one in found if one[0] == "network_home")
        say(
            f"{network}, {options.role}: {len(found)} pages; median"
            f" {statistics.median(one[2] for one in found):.0f} queries,"
            f" {statistics.median(one[3] for one in found):.0f} ms; home {home[2]} queries, {home[3]:.0f} ms"
        )
    if astray:
        raise SystemExit("\n".join(sorted(set(astray))))


if __name__ == "__main__":
    main()
