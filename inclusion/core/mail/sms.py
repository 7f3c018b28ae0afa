"""Short messages to mobile telephones, by a gateway that takes an HTTP request; each at most once."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import quote, urlsplit

from django.conf import settings

from inclusion.core.french.hours import Openness, state_at
from inclusion.core.mail.emails import MailDelayed, MailRefused, MailUncertain

#: When people are written to; on no public holiday.
HOURS = "Mo-Sa 09:00-19:00; PH off"
#: Seconds that the gateway may take.
PATIENCE = 20


def may_leave(at: datetime) -> bool:
    """Whether messages leave at this moment: from 9 to 19 o'clock in Paris, on no Sunday and no public holiday."""
    return state_at(HOURS, at).openness == Openness.OPEN


@dataclass(frozen=True)
class Sms:
    """A message to one telephone; `reference` is the same whenever it is tried."""

    phone: str
    text: str
    reference: str

    no_answer = "L’opérateur de SMS n’a pas dit s’il prenait ce message\u00a0: il est peut-être arrivé, peut-être pas."
    not_reached = "L’opérateur de SMS est resté injoignable pendant un jour. Rien n’est parti."

    def send_once(self, *, before_handover: Callable[[], None]) -> None:
        """Ask the gateway once, saying just before: after that nothing may ask it a second time.

        Raises MailDelayed or MailRefused where it certainly has not taken it, MailUncertain where nobody knows.
        """
        gateway = settings.SMS_GATEWAY
        where = urlsplit(self._filled(gateway["url"], quote))
        maker = HTTPSConnection if where.scheme == "https" else HTTPConnection
        connection = maker(where.hostname or "", where.port, timeout=PATIENCE)
        try:
            connection.connect()
        except OSError as error:
            raise MailDelayed(f"unreachable: {type(error).__name__}") from None
        try:
            before_handover()
            status = self._asked(connection, f"{where.path or '/'}{'?' if where.query else ''}{where.query}")
        finally:
            connection.close()
        if status in (429, 503):
            raise MailDelayed(f"put off: {status}")
        if 400 <= status < 500:
            raise MailRefused(f"L’opérateur de SMS refuse ce message ({status}).")
        if not 200 <= status < 300:
            raise MailUncertain(str(status))

    def _asked(self, connection: HTTPConnection, target: str) -> int:
        gateway = settings.SMS_GATEWAY
        is_form = "form" in gateway["content_type"]
        body = self._filled(gateway["body"], quote if is_form else lambda text: json.dumps(text)[1:-1])
        headers = {"Content-Type": gateway["content_type"]}
        name, _, value = gateway["header"].partition(":")
        if value:
            headers[name.strip()] = value.strip()
        try:
            connection.request(gateway["method"], target, body=body.encode() or None, headers=headers)
            return connection.getresponse().status
        except (OSError, HTTPException) as error:
            raise MailUncertain(type(error).__name__) from None

    def _filled(self, template: str, encode: Callable[[str], str]) -> str:
        """A template with its places filled, each once: nothing of what fills one is taken for another."""
        values = {"phone": self.phone, "text": self.text, "reference": self.reference}
        return re.sub(r"\{(phone|text|reference)\}", lambda found: encode(values[found[1]]), template)
