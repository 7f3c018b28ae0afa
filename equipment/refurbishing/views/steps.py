"""Steps of devices: of one, or of several at once."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from equipment.bank.models import Bank
from equipment.refurbishing.actions import devices as actions
from equipment.refurbishing.actions.devices import lend
from equipment.refurbishing.actions.wipes import come_back, wipe
from equipment.refurbishing.enums import DeviceState
from equipment.refurbishing.forms import FORMS, StepForm
from equipment.refurbishing.models import AFTER_VERIFICATION, Device, Donation
from equipment.refurbishing.rules import failed_checks
from equipment.refurbishing.views.devices import found_device, framed, step_blockers, step_url, verb_for
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.imports.uploads import MAX_PDF_BYTES
from inclusion.core.web import parameters
from inclusion.core.web.acting import formed, stamp
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.forms import submitted

#: The action of each step for one device: it takes the cleaned data of the step's form.
ACTIONS: dict[str, Callable[..., Any]] = {
    DeviceState.WIPED: lambda device, devices, erasure, **who: wipe(devices, erasure, **who),
    DeviceState.TESTED: actions.note_tests,
    DeviceState.GRADED: actions.grade_device,
    DeviceState.REFURBISHED: actions.refurbish,
    DeviceState.READY: lambda device, **who: actions.make_ready([device], **who),
    DeviceState.LENT: lend,
    DeviceState.GIVEN: lambda device, **data: actions.give([device], **data),
    DeviceState.RECYCLED: lambda device, **data: actions.recycle([device], **data),
    DeviceState.COLLECTED: come_back,
}
DONE = {
    DeviceState.TESTED: "Les tests de {} sont notés.",
    DeviceState.GRADED: "La classe de {} est notée.",
    DeviceState.REFURBISHED: "La remise en état de {} est notée.",
    DeviceState.READY: "{} est prêt à partir.",
    DeviceState.LENT: "{} est à la banque de prêt.",
    DeviceState.GIVEN: "{} est noté comme donné.",
    DeviceState.RECYCLED: "{} est noté comme recyclé.",
    DeviceState.COLLECTED: "{} est de retour à l’atelier. Ses données sont à effacer de nouveau.",
}
#: After a wipe that is still to verify, then after one that is done.
WIPED_ONLY = "L’effacement de {} est noté. Il reste à le vérifier\u00a0: sans cela, l’appareil ne part pas."
WIPED = "C’est noté pour {}\u00a0: {}."

#: Steps that several devices take at once: from which states, and the action on a list of them.
TOGETHER: dict[str, tuple[tuple[DeviceState, ...], Callable[..., Any]]] = {
    DeviceState.WIPED: ((DeviceState.COLLECTED,), lambda devices, erasure, **who: wipe(devices, erasure, **who)),
    DeviceState.READY: ((DeviceState.REFURBISHED,), lambda devices, **who: actions.make_ready(devices, **who)),
    DeviceState.GIVEN: ((DeviceState.READY,), lambda devices, **data: actions.give(devices, **data)),
    DeviceState.RECYCLED: (
        (DeviceState.WIPED, DeviceState.TESTED, DeviceState.GRADED, DeviceState.REFURBISHED, DeviceState.READY),
        lambda devices, **data: actions.recycle(devices, **data),
    ),
}
TOGETHER_TITLES = {
    DeviceState.WIPED: "Effacer plusieurs appareils",
    DeviceState.READY: "Dire que plusieurs appareils sont prêts",
    DeviceState.GIVEN: "Donner plusieurs appareils",
    DeviceState.RECYCLED: "Faire recycler plusieurs appareils",
}
TOGETHER_VERBS = {
    DeviceState.WIPED: "Noter l’effacement des appareils cochés",
    DeviceState.READY: "Dire que les appareils cochés sont prêts",
    DeviceState.GIVEN: "Noter le don des appareils cochés",
    DeviceState.RECYCLED: "Noter le recyclage des appareils cochés",
}
#: So many devices are on one page.
MAX_TOGETHER = 100


def _step(to: str, known: Any) -> DeviceState:
    if to not in known:
        raise Http404(to)
    return DeviceState(to)


def _form(request: MemberRequest, to: DeviceState, **whose: Any) -> StepForm:
    posted = request.method == "POST"
    return FORMS[to](request.POST if posted else None, request.FILES if posted else None, **whose)


@requires(Permission.REFURBISHING_MANAGE)
@takes_files(MAX_PDF_BYTES)
def device_step(request: MemberRequest, pk: int, to: str) -> HttpResponse:
    """Take one step with one device; a step that may not be taken says why."""
    device, step = found_device(pk), _step(to, FORMS)
    refused = step_blockers(device, step)
    form = _form(request, step, device=device)
    if not refused and submitted(request, form, lambda data: ACTIONS[step](device, **data, **stamp(request))):
        messages.success(request, _done(device, step))
        return redirect(device)
    context = {
        "device": device,
        "form": form,
        "step": step,
        "refused": refused,
        "no_bank": step == DeviceState.LENT and not Bank.objects.exists(),
        "verb": verb_for(device, step),
        "verify_url": step_url(device, DeviceState.WIPED) if device.awaits_verification else "",
        "failed": failed_checks(device.tests) if step in (DeviceState.READY, DeviceState.GRADED) else [],
        **framed(request.member, "devices"),
    }
    return render(request, "equipment/refurbishing/device_step.html", context)


def _done(device: Device, step: DeviceState) -> str:
    if step != DeviceState.WIPED:
        return DONE[step].format(device.number)
    wipe = device.wipes.get(superseded=False)
    if not wipe.is_verified:
        return WIPED_ONLY.format(device.number)
    said = f"{wipe.done_said[0].lower()}{wipe.done_said[1:]}"
    return WIPED.format(device.number, said if wipe.leaves_nothing_to_read else f"{said}, et c’est vérifié")


@requires(Permission.REFURBISHING_MANAGE)
@takes_files(MAX_PDF_BYTES)
def device_together(request: MemberRequest, to: str) -> HttpResponse:
    """Take one step with several devices, all or none; `?don=` keeps those of one lot."""
    step = _step(to, TOGETHER)
    from_states, act = TOGETHER[step]
    asked = parameters.key(request.GET.get("don")) or 0
    lot = Donation.objects.select_related("network").filter(pk=asked).first()
    found = Device.objects.filter(state__in=from_states, **({"donation": lot} if lot else {}))
    withheld: QuerySet[Device] = found.awaiting_verification() if step in AFTER_VERIFICATION else found.none()
    total, keys, among = _eligible(found.exclude(pk__in=withheld))
    form = _form(request, step, among=among, initial={"devices": keys if lot else []})
    return formed(
        request,
        form,
        lambda data: act(**data, **stamp(request)),
        done=lambda taken: f"C’est noté pour {so_many(len(taken), 'appareil', 'appareils')}.",
        then=lot or reverse("device_board", args=[request.network.slug]),
        template="equipment/refurbishing/device_together.html",
        step=step,
        lot=lot,
        title=TOGETHER_TITLES[step],
        verb=TOGETHER_VERBS[step],
        total=total,
        more=total - len(keys),
        withheld=withheld.select_related("network").order_by("collected_at", "pk")[:MAX_TOGETHER],
        **framed(request.member, "board"),
    )


def _eligible(found: QuerySet[Device]) -> tuple[int, list[int], Any]:
    """How many devices may take the step, and those on the page: the ones that wait longest."""
    keys = list(found.order_by("collected_at", "pk").values_list("pk", flat=True)[:MAX_TOGETHER])
    among = Device.objects.filter(pk__in=keys).select_related("donation", "network")
    return found.count(), keys, among.order_by("collected_at", "pk")
