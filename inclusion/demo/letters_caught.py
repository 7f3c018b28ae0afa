"""The messages that the demonstration's mailbox caught: nothing leaves the machine, everything can be read."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

NEWEST = 100


@dataclass(frozen=True)
class Caught:
    """One message as a page shows it."""

    name: str
    sender: str
    to: str
    subject: str
    date: datetime | None
    text: str
    attachments: list[str]


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.eml"), reverse=True) if folder.is_dir() else []


def _read(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def _caught(path: Path) -> Caught:
    message = _read(path)
    body = message.get_body(("plain",))
    return Caught(
        name=path.stem,
        sender=str(message["From"] or ""),
        to=str(message["To"] or message["X-Envelope-To"] or ""),
        subject=str(message["Subject"] or ""),
        date=message["Date"].datetime if message["Date"] else None,
        text=body.get_content() if body else "",
        attachments=[part.get_filename() or "piece-jointe" for part in message.iter_attachments()],
    )


def messages(folder: Path) -> list[Caught]:
    """Return the newest messages first, at most 100."""
    return [_caught(path) for path in _files(folder)[:NEWEST]]


def message(folder: Path, name: str) -> Caught | None:
    """Return the message of this name, or None."""
    return next((_caught(path) for path in _files(folder) if path.stem == name), None)


def attachment(folder: Path, name: str, rank: int) -> tuple[bytes, str, str] | None:
    """Return the bytes, the media type and the file name of a message's attachment, or None."""
    path = next((path for path in _files(folder) if path.stem == name), None)
    parts = list(_read(path).iter_attachments()) if path else []
    if rank >= len(parts):
        return None
    part = parts[rank]
    data = part.get_payload(decode=True)
    return (data if isinstance(data, bytes) else b"", part.get_content_type(), part.get_filename() or "piece-jointe")
