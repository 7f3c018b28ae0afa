"""What happens when something may be free again: the waiting list is looked at."""

from inclusion.core.jobs import enqueue_best_effort


def schedule_waiting_list(network_id: int) -> None:
    """Have the waiting list served once this is committed; the sweep finds it where the broker is away."""
    from equipment.tasks import serve_waiting_list

    enqueue_best_effort(serve_waiting_list, network_id=network_id)
