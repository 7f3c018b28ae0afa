"""Texts of messages are erased that nobody needs any more."""

from celery import shared_task
from django.utils import timezone

from inclusion.core.jobs import in_each_network
from inclusion.directory.actions import forget_texts


@shared_task(name="inclusion.tasks.forget_directory_texts")
def forget_directory_texts() -> None:
    """Empty, in every network, the texts of messages that have left or could not for a month."""
    in_each_network(lambda network: forget_texts(by=None, at=timezone.now()))
