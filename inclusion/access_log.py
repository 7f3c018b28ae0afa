"""The web server's logs, without secrets; of the pages on which people answer questionnaires there is no line at all.

A line there holds where a request came from, when, and the address: with the order of answers, who gave which.
"""

from typing import Any

from gunicorn.glogging import Logger

from inclusion.core.logs import protect

#: Stands in the address of every page for whoever answers, on whatever network: `evaluation.surveys.answers.urls`.
ANSWERING = "/enquete/"


class AccessLog(Logger):
    """The logs of gunicorn (`--logger-class`), without secrets and without the pages for whoever answers."""

    def setup(self, cfg: Any) -> None:
        """Set both logs up."""
        super().setup(cfg)
        protect(self.error_log)
        protect(self.access_log)

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """Write the line of a request, or none."""
        if ANSWERING not in environ.get("PATH_INFO", ""):
            super().access(resp, req, environ, request_time)
