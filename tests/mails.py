"""E-mails that are rows are sent as a worker does."""

from typing import Any

from inclusion.core.mail.outbox import send_mail


def send_row(row: Any) -> Any:
    """Run the task of a row, which is returned as it is then."""
    send_mail(model=row._meta.label, mail_id=row.pk, network_id=row.network_id)
    row.refresh_from_db()
    return row


def send_rows(table: Any) -> None:
    """Run the task of each row of a table."""
    for row in table.objects.order_by("pk"):
        send_row(row)
