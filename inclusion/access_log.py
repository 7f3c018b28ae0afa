"""The web server's log of requests, which says nothing of the pages on which people answer questionnaires.

A line there holds where a request came from, when, and the address: with the order of answers, who gave which.
"""

from typing import Any

from gunicorn.glogging import Logger

#: Stands in the address of every page for whoever answers, on whatever network: `evaluation.urls.answering`.
ANSWERING = "/enquete/"


class AccessLog(Logger):
    """The log of gunicorn (`--logger-class`), without the pages for whoever answers."""

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """Write the line of a request, or none."""
        if ANSWERING not in environ.get("PATH_INFO", ""):
            super().access(resp, req, environ, request_time)
