"""What a mail server sends back, read: whether a message did not arrive, at whom, why, and which message it was.

Standard reports (RFC 3464) are read by their fields. What other servers write in their own words is read by its sender,
its subject and its text, without the copy of the message that follows. Any bytes give an answer, and nothing is kept.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr

from inclusion.core.enums import BounceKind, BounceReason

#: Bytes of a message that are read: a report begins with what it says.
MAX_BYTES = 256 * 1024
#: Characters of a message whose text is searched for words.
MAX_TEXT = 20_000
#: Messages of the portal that one report may name.
MAX_TOKENS = 5

#: The mark of a message in its return address and its Message-ID, see `inclusion.core.mail.tracking`.
TOKEN = re.compile(r"liant-([0-9a-z]{1,8})-([0-9a-z]{1,7})-([0-9a-z]{1,13})-([a-z2-7]{16})", re.IGNORECASE)


@dataclass(frozen=True)
class Failure:
    """What became of a message at one recipient."""

    recipient: str
    kind: BounceKind
    reason: BounceReason | None = None


@dataclass(frozen=True)
class Reading:
    """What a message says: the marks of the messages that it is about, and what became of them."""

    tokens: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()

    def at(self, recipient: str) -> Failure:
        """What became of the message at this address; of others only where all that are named say the same thing."""
        named = [one for one in self.failures if one.recipient == recipient.lower()]
        found = named or self.failures
        if any(one.kind == BounceKind.NONE for one in found) or not found:
            return Failure(recipient, BounceKind.NONE)
        return next((one for one in found if one.kind == BounceKind.HARD), found[0])

    @property
    def worst(self) -> Failure:
        """The failure that counts most, whoever it is at."""
        order = (BounceKind.HARD, BounceKind.SOFT, BounceKind.NONE)
        return min(self.failures, key=lambda one: order.index(one.kind), default=Failure("", BounceKind.NONE))


# -- Words and codes of mail servers

#: Words that say why, in the order in which they are believed.
_WORDS = tuple(
    (reason, re.compile(pattern, re.IGNORECASE))
    for reason, pattern in (
        (
            BounceReason.FULL,
            r"over\s?quota|quota.{0,20}(exceed|full|atteint|dépass)|dépass\w*.{0,12}quota"
            r"|mailbox (is |size )?(full|exceed)"
            r"|mailbox limit exceeded|out of storage|storage (limit|quota|space)|espace.{0,20}(insuffisant|saturé)"
            r"|bo[iî]te.{0,40}(est )?(pleine|saturée)|mail(box|folder) is full|insufficient system storage",
        ),
        (
            BounceReason.CLOSED,
            r"(account|mailbox|user|compte|bo[iî]te).{0,40}(disabled|inactive|suspended|closed|deactivated|désactivé"
            r"|fermée?\b|suspendu|résilié|clôturé|due to inactivity)|no longer (available|active|in use)"
            r"|n.est plus (utilisée|active|valide)",
        ),
        (
            BounceReason.NO_DOMAIN,
            r"(domain|host|domaine).{0,60}(not found|does not exist|n.existe pas|inconnu|couldn.t be found|unrouteable)"
            r"|unrouteable (mail )?domain|name service error|host or domain name not found|nullmx|null mx"
            r"|no (such|mx) (domain|record)|couldn.t find any host named|unable to look up domain",
        ),
        (
            BounceReason.UNKNOWN,
            r"user unknown|unknown (user|recipient|mailbox|local|address)"
            r"|no such (user|mailbox|recipient|address|person)"
            r"|(user|mailbox|recipient|address|account|utilisateur|destinataire|adresse|compte|bo[iî]te)\W.{0,90}?"
            r"(does not exist|doesn.t exist|not found|not exist|inconnue?\b|introuvable|n.existe (pas|plus)|invalide"
            r"|unknown|no longer exists|isn.t listed|wasn.t found|couldn.t be found)"
            r"|invalid (recipient|mailbox|address)|recipientnotfound|adresse.{0,40}invalide|no mailbox here"
            r"|recipient address(es)? rejected ?: (access denied|undeliverable)|mailbox unavailable|unrouteable address"
            r"|not our customer|doesn.t have an? .{0,20}account|adresse (e-?mail )?(erron|incorrect)"
            r"|aucun(e)? .{0,20}(de ce nom|à cette adresse)",
        ),
        (
            BounceReason.TOO_LARGE,
            r"(message|size|taille|pièce jointe).{0,40}"
            r"(too (large|big)|exceeds|maxim|trop (gros|lourd|volumineux)|dépasse)",
        ),
        (
            BounceReason.BLOCKED,
            r"spam|black\s?list|block\s?list|blocked|unsolicited|policy|reputation|dmarc|\bspf\b|dkim|rate limit"
            r"|too many (connections|messages)|greylist|indésirable|rejet[eé]|filtr|\blpn\d|not authenticated|virus",
        ),
        (
            BounceReason.UNREACHABLE,
            r"timed? ?out|connection (refused|reset|timed)|unreachable|injoignable|retry (time|timeout)|too long"
            r"|ne répond pas|délai|message expired|temporar|could not (be )?connect|no route",
        ),
    )
)
_HARD = (BounceReason.UNKNOWN, BounceReason.CLOSED, BounceReason.NO_DOMAIN)
#: What an enhanced status says (RFC 3463), without its class.
_CODES = {
    "1.0": BounceReason.UNKNOWN,
    "1.1": BounceReason.UNKNOWN,
    "1.2": BounceReason.NO_DOMAIN,
    "1.3": BounceReason.UNKNOWN,
    "1.6": BounceReason.UNKNOWN,
    "1.10": BounceReason.UNKNOWN,
    "2.0": BounceReason.UNKNOWN,
    "2.1": BounceReason.CLOSED,
    "2.2": BounceReason.FULL,
    "2.3": BounceReason.TOO_LARGE,
    "3.4": BounceReason.TOO_LARGE,
    "4.3": BounceReason.NO_DOMAIN,
    "4.4": BounceReason.NO_DOMAIN,
}
_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.])([45])([0-5]\d)(?=[ \-])")


def judge(text: str, *, status: str = "") -> tuple[BounceKind, BounceReason]:
    """What a failure for good means, from the words of a server and its status."""
    found = _ENHANCED.search(text) or _ENHANCED.search(status)
    reply = _REPLY.search(text)
    outer = _ENHANCED.search(status)
    if found and found[2] == "0.0" and outer and outer[2] != "0.0":
        found = outer
    decisive = outer or found or reply
    class_ = decisive[1] if decisive else "5"
    by_words = next((reason for reason, pattern in _WORDS if pattern.search(text)), None)
    reason = by_words or _by_code(found[2] if found else "", reply[0] if reply else "", class_)
    if class_ == "4":
        passing = reason if reason not in _HARD else BounceReason.UNREACHABLE
        return BounceKind.SOFT, passing
    # A server that says 5.7 refuses the message and not the address, whatever its first word.
    if found and found[2].startswith("7.") and reason == BounceReason.OTHER:
        reason = BounceReason.BLOCKED
    return (BounceKind.HARD if reason in (*_HARD, BounceReason.OTHER) else BounceKind.SOFT), reason


def _by_code(code: str, reply: str, class_: str) -> BounceReason:
    if code in _CODES and not (class_ == "4" and code.startswith("4.")):
        return _CODES[code]
    if code.startswith("7.") or code in ("1.7", "1.8"):
        return BounceReason.BLOCKED
    if code.startswith(("4.", "3.")) or class_ == "4":
        return BounceReason.UNREACHABLE
    return BounceReason.FULL if reply == "552" else BounceReason.OTHER


# -- The parts of a message


def _decoded(value: object) -> str:
    """A header as it is read; what cannot be decoded as it stands."""
    text = str(value or "")
    try:
        parts = decode_header(text)
    except (HeaderParseError, ValueError, binascii.Error):
        return text
    return "".join(part if isinstance(part, str) else _text(part, charset or "latin-1") for part, charset in parts)


def _text(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset, "replace")
    except (LookupError, ValueError):
        return data.decode("latin-1")


def _body(part: Message) -> str:
    """The text of a part that is no container, decoded."""
    try:
        data = part.get_payload(decode=True)
        charset = part.get_content_charset() or "utf-8"
    except (LookupError, ValueError, AttributeError, TypeError):
        return ""
    return _text(data, charset) if isinstance(data, bytes) else ""


def _status_text(part: Message) -> str:
    """The fields of a delivery status, whose blocks the parser has taken for messages; encoded ones are decoded."""
    payload = part.get_payload()
    if not isinstance(payload, list):
        return _body(part)
    blocks = []
    for block in payload:
        if not isinstance(block, Message):
            continue
        fields = "".join(f"{name}: {value}\n" for name, value in block.raw_items())
        inner = block.get_payload()
        blocks.append(fields + (inner if isinstance(inner, str) else ""))
    text = "\n\n".join(blocks)
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    if encoding == "base64":
        try:
            return base64.b64decode("".join(text.split()), validate=False).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return text
    return text


def _parts(message: Message) -> Iterator[Message]:
    """Every part, outermost first, but nothing of the message that is sent back."""
    yield message
    if message.get_content_type() in ("message/rfc822", "message/delivery-status", "text/rfc822-headers"):
        return
    payload = message.get_payload()
    for part in payload if isinstance(payload, list) else ():
        if isinstance(part, Message):
            yield from _parts(part)


# -- Standard reports

_FIELD = re.compile(r"^([A-Za-z-]+):[ \t]*(.*(?:\n[ \t].*)*)", re.MULTILINE)


def _reported(text: str) -> list[Failure]:
    """What each block of a delivery status says of its recipient."""
    failures = []
    for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")):
        fields = {name.lower(): " ".join(value.split()) for name, value in _FIELD.findall(block)}
        if "action" not in fields and "status" not in fields:
            continue
        named = fields.get("original-recipient") or fields.get("final-recipient", "")
        recipient = named.rpartition(";")[2].strip(" <>").lower()
        status = fields.get("status", "")
        action = fields.get("action", "").split(" ")[0].lower() or ("failed" if status[:1] == "5" else "")
        if action == "failed":
            words = f"{fields.get('diagnostic-code', '')} {fields.get('x-notes', '')}"
            failures.append(Failure(recipient, *judge(words, status=status)))
        else:
            failures.append(Failure(recipient, BounceKind.NONE))
    return failures


# -- What other servers write

_DAEMON = re.compile(r"mailer[-_]?daemon|postmaster|mail delivery|maildelivery|système de distribution", re.IGNORECASE)
_FAILED_SUBJECT = re.compile(
    r"undeliver|delivery (status|failure|has failed|problem)|mail delivery|failure notice|returned (mail|to sender)"
    r"|non (remis|distribu|délivr)|échec de (la )?(remise|distribution|livraison)|pas pu être (remis|distribu|délivr)"
    r"|message non|retour.{0,12}courrier|avis de non|impossible d.acheminer",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"out of (the )?office|automatic reply|auto[- ]?(reply|response|matique)|absen(ce|t)|vacation|en congés?"
    r"|réponse auto|accusé de réception|read:|lu\s?:|your message (to|awaits)|modéra|moderat|confirm|subscri"
    r"|abonnement",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"will (keep|continue)( on)? try|will be retried|still (being )?(tried|trying)|do not need to re-?send|delayed"
    r"|has not yet been|warning message only|nouvelles? tentatives?|inutile de (le |la )?renvoyer"
    r"|n.a pas encore (été|pu)|retard",
    re.IGNORECASE,
)
_OVER = re.compile(r"giv(e|en|ing) up|permanent|abandonn|définitive", re.IGNORECASE)
_COPY = re.compile(
    r"^[ \t>]*(-{2,}.{0,30}(copy of|original|below this line|d.origine|returned message|included message).*"
    r"|.{0,10}(message d.origine|original message|copie du message).{0,40}:?[ \t]*-*)$",
    re.IGNORECASE | re.MULTILINE,
)
_ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")


def _free(message: Message) -> list[Failure]:
    """What a message without a delivery status says, if a mail server wrote it."""
    subject = _decoded(message.get("Subject"))
    name, address = parseaddr(_decoded(message.get("From")))
    by_server = bool(_DAEMON.search(f"{name} {address}")) or bool(message.get("X-Failed-Recipients"))
    is_answer = bool(_AWAY.search(subject)) or any(
        message.get(header) for header in ("List-Id", "X-Autoreply", "X-Autorespond", "In-Reply-To")
    )
    if str(message.get("Auto-Submitted", "")).lower().startswith("auto-replied"):
        is_answer = True
    if not by_server and (is_answer or not _FAILED_SUBJECT.search(subject)):
        return []
    if by_server and _AWAY.search(subject) and not _FAILED_SUBJECT.search(subject):
        return []
    texts = [_body(part) for part in _parts(message) if part.get_content_type() == "text/plain"]
    if not any(texts):
        texts = [re.sub(r"<[^@>]*>", " ", _body(part)) for part in _parts(message) if not part.is_multipart()]
    text = "\n".join(texts)[:MAX_TEXT]
    if copy := _COPY.search(text):
        text = text[: copy.start()]
    words = " ".join(text.split())
    failed = _decoded(message.get("X-Failed-Recipients")).strip().lower()
    own = parseaddr(_decoded(message.get("To")))[1].lower()
    others = (one.lower().rstrip(".") for one in _ADDRESS.findall(words) if not TOKEN.search(one))
    recipient = failed or next((one for one in others if one not in (own, address.lower())), "")
    if _LATER.search(f"{subject} {words}") and not _OVER.search(words):
        return [Failure(recipient, BounceKind.NONE)]
    if not words:
        return []
    return [Failure(recipient, *judge(words))]


def read(data: bytes) -> Reading:
    """Read a message as a mailbox or a mail server gives it."""
    data = data[:MAX_BYTES]
    try:
        message = message_from_bytes(data)
        statuses = [
            part
            for part in _parts(message)
            if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status")
        ]
        failures = [one for part in statuses for one in _reported(_status_text(part))] or _free(message)
        bodies = [_body(part) for part in message.walk() if not part.is_multipart()]
    except (ValueError, LookupError, TypeError, AttributeError, HeaderParseError, RecursionError):
        # The parser of the standard library fails on some bytes that are no message.
        failures, bodies = [], []
    found: dict[str, None] = {}
    for text in (data.decode("latin-1"), *bodies):
        for match in TOKEN.finditer(text):
            found[match[0].lower()] = None
    return Reading(tuple(found)[:MAX_TOKENS], tuple(failures))
