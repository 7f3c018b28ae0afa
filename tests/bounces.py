"""E-mails that come back: the report that a mail server would write of a message that left."""

from email.message import EmailMessage

UNKNOWN = ("5.1.1", "550 5.1.1 User unknown")
FULL = ("5.2.2", "552 5.2.2 Mailbox full")


def report(
    message: EmailMessage, said: tuple[str, str] = UNKNOWN, *, recipient: str = "", action: str = "failed"
) -> bytes:
    """A report of RFC 3464 about a message that the portal's mail server took, with its Message-ID."""
    status, diagnostic = said
    return "\n".join(
        (
            "From: MAILER-DAEMON@mx.exemple.example",
            "Subject: Undelivered Mail Returned to Sender",
            "Content-Type: multipart/report; report-type=delivery-status; boundary=B",
            "",
            "--B",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.exemple.example",
            "",
            f"Final-Recipient: rfc822; {recipient or message['To']}",
            f"Action: {action}",
            f"Status: {status}",
            f"Diagnostic-Code: smtp; {diagnostic}",
            "",
            "--B",
            "Content-Type: text/rfc822-headers",
            "",
            f"Message-ID: {message['Message-ID']}",
            "--B--",
        )
    ).encode()
