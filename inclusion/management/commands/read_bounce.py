"""Read one message that came back, on standard input: for the mail server of the return address."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError
from django.utils import timezone

from inclusion.core.mail.bounces import receive
from inclusion.core.mail.reading import MAX_BYTES

#: What a mail server understands as "try again later" (sysexits.h, EX_TEMPFAIL).
TRY_LATER = 75


class Command(BaseCommand):
    help = "Read one e-mail that came back on standard input. Anything else is passed over in silence."

    def handle(self, *args: Any, **options: Any) -> None:
        data = sys.stdin.buffer.read(MAX_BYTES)
        while sys.stdin.buffer.read(MAX_BYTES):
            pass  # the mail server waits until all of it was taken
        try:
            receive(data, at=timezone.now())
        except OperationalError:
            self.stderr.write("The database is away.")
            sys.exit(TRY_LATER)
