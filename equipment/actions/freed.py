"""What happens when something may be free again: the waiting list is looked at."""

from inclusion.jobs import hint


def something_came_free(network_id: int) -> None:
    """Have the waiting list served once this is committed; the sweep finds it where the broker is away."""
    from equipment.tasks import serve_waiting_list

    hint(serve_waiting_list, network_id=network_id)
