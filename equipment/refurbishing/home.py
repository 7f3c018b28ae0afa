"""The refurbishing chain in the navigation and on the home pages."""

from datetime import date

from django.urls import reverse

from equipment.refurbishing.enums import DeviceState
from equipment.refurbishing.models import Device, Donation
from equipment.refurbishing.queries import waiting
from inclusion.core.access import Member, Permission
from inclusion.core.activities import Activity, Running, register_activity
from inclusion.core.enums import Group
from inclusion.core.french.names import so_many
from inclusion.core.navigation import Entry, Todo, register_entry, register_todos


def running_chain(day: date) -> list[Running]:
    """Devices in the chain."""
    return [
        Running(
            Device.objects.in_the_chain(),
            "appareil est dans la filière",
            "appareils sont dans la filière",
            "device_board",
        )
    ]


register_activity(
    Activity(
        "refurbishing",
        "Reconditionnement",
        "Des appareils donnés, effacés, remis en état, puis prêtés, donnés ou recyclés.",
        Group.SUPPORT,
        (
            "equipment.desk.views.scan_read",
            "equipment.refurbishing",
            "equipment.stock.views.items.equipment_by_code",
        ),
        running_chain,
    )
)

register_entry(
    Entry(
        52,
        "Reconditionnement",
        "device_board",
        Permission.REFURBISHING_VIEW,
        ("device_", "donation_", "refurbishing_"),
        needs=(Donation.objects.all(),),
        always_for=Permission.REFURBISHING_MANAGE,
        group=Group.SUPPORT,
    )
)


@register_todos
def devices_to_wipe(member: Member, today: date) -> list[Todo]:
    """Devices that hold somebody's data, then those that are ready and have not left, then agreements to be signed."""
    if not member.may(Permission.REFURBISHING_MANAGE):
        return []
    slug, counts = member.network.slug, waiting()
    todos = []
    if count := counts.get(DeviceState.COLLECTED, 0):
        todos.append(
            Todo(
                tone="warn",
                chip="À effacer",
                title=so_many(count, "appareil attend l’effacement", "appareils attendent l’effacement"),
                detail="leurs données sont encore là",
                action="Noter l’effacement",
                url=reverse("device_together", args=[slug, DeviceState.WIPED.value]),
                order=34,
            )
        )
    if count := counts.get(DeviceState.READY, 0):
        todos.append(
            Todo(
                tone="info",
                chip="Prêts",
                title=so_many(count, "appareil est prêt à partir", "appareils sont prêts à partir"),
                detail="en prêt, à une famille ou à une association",
                action="Voir ces appareils",
                url=f"{reverse('device_list', args=[slug])}?state={DeviceState.READY.value}",
                order=62,
            )
        )
    return todos
