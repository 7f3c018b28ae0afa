"""The refurbishing chain in the navigation and on the home pages."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from equipment.refurbishing.enums import DeviceState
from equipment.refurbishing.models import Device, Donation
from inclusion.core.access import Member, Permission
from inclusion.core.activities import Activity, Running, register_activity
from inclusion.core.enums import Group
from inclusion.core.french.names import so_many
from inclusion.core.navigation import Entry, MainAction, Todo, register_entry, register_main_action, register_todos
from inclusion.core.searching import register_search
from inclusion.partners.actions import follow_merges


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
        ("equipment.desk.views.scan_read", "equipment.refurbishing", "equipment.stock.views.items.equipment_by_code"),
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


@register_todos(
    Permission.REFURBISHING_MANAGE,
    lambda member, today: [Device.objects.in_the_chain().filter(state=DeviceState.COLLECTED)],
    order=60,
)
def devices_to_wipe(member: Member, today: date) -> list[Todo]:
    """One line for the devices that hold somebody's data."""
    count = Device.objects.in_the_chain().filter(state=DeviceState.COLLECTED).count()
    return [
        Todo(
            title=so_many(count, "appareil attend l’effacement", "appareils attendent l’effacement"),
            detail="leurs données sont encore là" if count > 1 else "ses données sont encore là",
            action="Noter l’effacement",
            url=reverse("device_together", args=[member.network.slug, DeviceState.WIPED.value]),
        )
    ]


@register_main_action(Permission.REFURBISHING_MANAGE, lambda member, today: [Donation.objects.all()], order=50)
def open_board(member: Member, today: date) -> MainAction | None:
    """The chain, for who refurbishes and does not run the network."""
    if member.may(Permission.NETWORK_SETTINGS):
        return None
    return MainAction("Suivre les appareils", reverse("device_board", args=[member.network.slug]))


# -- Searching


@register_search(
    "Appareils reconditionnés",
    Permission.REFURBISHING_VIEW,
    order=84,
    detail=lambda device: f"{device.brand} {device.model_name}, {device.state_said.lower()}".strip(" ,"),
    references=("number", "code", "serial"),
    listed="device_list",
)
def devices_by_number(member: Member, words: str) -> QuerySet[Device]:
    """Devices by their number, code or serial, or by what is written on them."""
    return Device.objects.matching(words).with_verification().order_by("number", "pk")


follow_merges(Donation, "donor")
