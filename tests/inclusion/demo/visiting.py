"""The buttons of the demonstration's home page and of its tours, pressed once a network is loaded."""

from django.test import Client
from django.urls import resolve

from inclusion.demo import visits


def wrong_pages(*slugs: str) -> dict[str, tuple[int, str | None]]:
    """Press every button that opens a page of these networks; return what each that fails gave in its stead."""
    found = {}
    for value, entry in visits.entries().items():
        if (sight := entry.sight) and entry.network in slugs:
            answer = Client().post("/demonstration/entrer/", {"visit": value}, follow=True)
            name = resolve(answer.request["PATH_INFO"]).url_name
            if (answer.status_code, name) != (200, sight.page):
                found[f"{value} {sight.label}"] = answer.status_code, name
    return found
