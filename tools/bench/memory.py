"""What the demonstration's processes weigh before and after a walk of many pages, as members of eight roles.

`make demo` in one terminal, then `make memory` in another, with the same PORT and DATA_DIR. RSS counts shared memory in
each process that has it; PSS gives each its part, so that its sum is what the machine spends.
"""

import argparse
import collections
import html
import http.cookiejar
import random
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from inclusion.embedded.services import Services  # noqa: E402
from inclusion.embedded.supervisor import data_folder, say  # noqa: E402

PASSWORD = "Liant-2026-demo"
ROLES = (
    *("coordinator", "prescriber", "operator", "training-place"),
    *("school", "bank-manager", "evaluator", "reader"),
)
PROGRAMS = {"gunicorn": "web", "worker": "worker", "beat": "beat"}


class Visitor:
    """A member who follows links at random; the same pages each time, as long as the portal shows the same links."""

    def __init__(self, base: str, network: str, role: str) -> None:
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        self.base, self.root, self.dice = base, f"/{network}/", random.Random(role)
        self.answers: collections.Counter[int] = collections.Counter()
        self.kinds: collections.Counter[str] = collections.Counter()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.page("/compte/login/"))
        form = {"login": f"{role}@{network}.example", "password": PASSWORD}
        sent = urllib.parse.urlencode({**form, "csrfmiddlewaretoken": token[1] if token else ""}).encode()
        if 'name="password"' in self.page("/compte/login/", sent):
            raise SystemExit(f"{role} cannot log in to {network}")
        self.known = [self.root]
        self.seen: set[str] = set()

    def page(self, path: str, sent: bytes | None = None) -> str:
        """Read a page; an answer that is no page is read as well, and is empty here."""
        request = urllib.request.Request(self.base + path, sent, {"Referer": self.base + path})
        try:
            with self.opener.open(request, timeout=120) as response:
                self.answers[response.status] += 1
                data = response.read()
                kind = response.headers.get_content_type()
        except urllib.error.HTTPError as refused:
            self.answers[refused.code] += 1
            return ""
        self.kinds[kind] += 1
        return data.decode() if kind == "text/html" else ""

    def step(self) -> None:
        """Open a page that was not seen yet, else one of those that were."""
        known = self.known or sorted(self.seen)
        path = known.pop(self.dice.randrange(len(known)))
        self.seen.add(path)
        for link in re.findall(r'href="(/[^"#]*)', self.page(path)):
            link = html.unescape(link)
            inside = link.startswith(self.root) and link not in self.seen
            if inside and link not in self.known:
                self.known.append(link)


def processes(root: int) -> dict[int, str]:
    """The programs of the demonstration, the first of each being the one that started the others."""
    found, below = {}, [(root, "")]
    while below:
        pid, name = below.pop()
        words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
        name = name or next((PROGRAMS[word] for word in words if word in PROGRAMS), "")
        if name:
            found[pid] = name
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        below += [(int(child), name) for child in children]
    return dict(sorted(found.items(), key=lambda one: (one[1], one[0])))


def weights(root: int) -> dict[tuple[str, int], tuple[int, int]]:
    """RSS and PSS of each process, in MB."""
    found = {}
    for pid, name in processes(root).items():
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        rss, pss = (int(re.search(rf"^{key}:\s+(\d+)", text, re.M)[1]) // 1024 for key in ("Rss", "Pss"))
        found[name, pid] = rss, pss
    return found


def show(title: str, found: dict[tuple[str, int], tuple[int, int]]) -> None:
    """Write the weights."""
    say(f"{title}: PSS {sum(pss for _, pss in found.values())} MB altogether")
    for (name, pid), (rss, pss) in found.items():
        say(f"  {name:<8} {pid:>8}  RSS {rss:>4} MB  PSS {pss:>4} MB")


def main() -> None:
    """Weigh, walk, weigh."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--network", default="lot-et-garonne")
    arguments = parser.parse_args()
    root = int(Services(data_folder(), environ={}).status()["pid"])
    base = f"http://localhost:{arguments.port}"
    show("before", weights(root))
    start = time.monotonic()
    visitors = [Visitor(base, arguments.network, role) for role in ROLES]
    for number in range(arguments.pages):
        visitors[number % len(visitors)].step()
        if number % 250 == 249:
            show(f"after {number + 1} pages, {time.monotonic() - start:.0f} s", weights(root))
    for role, visitor in zip(ROLES, visitors, strict=True):
        say(f"  {role:<12} {dict(visitor.answers)} {dict(visitor.kinds)}")


if __name__ == "__main__":
    main()
