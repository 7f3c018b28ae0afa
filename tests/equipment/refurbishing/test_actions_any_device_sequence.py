"""Whatever steps are taken or tried with devices, in whatever order, some things hold.

None leaves without a wipe that counts, what comes back is wiped anew, and the figures add up.
"""

from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equipment.models import Device, Donation, Item, Wipe
from equipment.refurbishing.actions import devices as actions
from equipment.refurbishing.actions.devices import lend
from equipment.refurbishing.actions.wipes import Erasure, come_back, wipe
from equipment.refurbishing.enums import DeviceState, Grade, WipeMethod
from equipment.refurbishing.queries import by_donor_and_year, donations_with_counts, figures
from inclusion.core.errors import DomainError
from inclusion.core.models.history import StateChange
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_user
from tests.equipment.aid_builders import make_device, make_donation
from tests.equipment.builders import make_bank, make_model
from tests.examples import examples

TODAY = AT.date()
#: Steps in an order that leads somewhere come more often than the others.
VERBS = [
    "wipe", "wipe", "wipe", "test", "test", "grade", "grade", "refurbish", "refurbish", "ready", "ready", "lend",
    "give", "family", "recycle", "back", "back", "change",
]  # fmt: skip


class Story:
    """Three devices, two of which hold data, and a bank that may take them."""

    def __init__(self, random: Random) -> None:
        self.random, self.by, self.model = random, make_user(), make_model()
        make_bank(by=self.by)
        lots = [make_donation(), make_donation(donor_name="Autre donateur")]
        self.keys = [
            make_device(lots[0]).pk,
            make_device(lots[1], kind="tablet").pk,
            make_device(lots[1], kind="screen", has_storage=False).pk,
        ]
        self.who = {"by": self.by, "at": AT}
        self.wipes = 0

    def device(self) -> Device:
        return Device.objects.get(pk=self.random.choice(self.keys))

    def wipe(self) -> None:
        method = self.random.choice(WipeMethod.values)
        chosen = [Device.objects.get(pk=key) for key in self.random.sample(self.keys, self.random.choice((1, 1, 2)))]
        self.wipes += 1
        erasure = Erasure(method, TODAY, "Atelier", tool="nwipe", verified=self.wipes % 5 > 0)
        wipe(chosen, erasure, **self.who)

    def test(self) -> None:
        tests = [{"label": "Écran", "ok": self.random.random() < 0.8}]
        actions.note_tests(self.device(), tests=tests, tested_on=TODAY, **self.who)

    def grade(self) -> None:
        actions.grade_device(self.device(), grade=self.random.choice(Grade.values), **self.who)

    def refurbish(self) -> None:
        actions.refurbish(self.device(), work_done="Nettoyé", **self.who)

    def ready(self) -> None:
        actions.make_ready([self.device()], **self.who)

    def lend(self) -> None:
        lend(self.device(), model=self.model, left_on=TODAY, **self.who)

    def give(self) -> None:
        actions.give([self.device()], left_to="Association", left_on=TODAY, **self.who)

    def family(self) -> None:
        actions.give_to_family(self.device(), left_on=TODAY, **self.who)

    def recycle(self) -> None:
        if self.random.random() < 0.7:
            return  # it is for good: a story would end too soon
        actions.recycle([self.device()], left_to="Recycleur", left_on=TODAY, **self.who)

    def back(self) -> None:
        come_back(self.device(), **self.who)

    def change(self) -> None:
        actions.change_device(self.device(), has_storage=self.random.random() < 0.5, **self.who)


def check() -> None:
    """What holds after every step."""
    for device in Device.objects.prefetch_related("wipes"):
        standing = [one for one in device.wipes.all() if not one.superseded]
        assert len(standing) == (0 if device.state == DeviceState.COLLECTED else 1)
        if device.state in ("ready", "lent", "given", "recycled"):
            assert device.is_verified
        assert (device.left_on is not None) == (device.state in ("lent", "given", "recycled"))
        if standing and standing[0].method == WipeMethod.NO_STORAGE:
            assert not device.has_storage
    assert not Wipe.objects.filter(superseded=False, device__state=DeviceState.COLLECTED).exists()
    # An item that a device is lent as is in service, one of a device that came back is not.
    for item in Item.objects.select_related("device"):
        assert (item.state == "in_service") == (item.device.state == DeviceState.LENT)
    everything = figures(Device.objects.all())
    assert everything.collected == Device.objects.count() == 3
    assert everything.collected == everything.in_the_chain + everything.reused + everything.recycled
    assert sum(one.reused for one in everything.spared) == everything.reused
    lots = list(donations_with_counts(Donation.objects.all()))
    rows = list(by_donor_and_year(Device.objects.all()))
    for name in ("reused", "recycled"):
        assert sum(getattr(one, name) for one in lots) == sum(row[name] for row in rows)
        assert sum(row[name] for row in rows) == getattr(everything, name)


@settings(
    max_examples=examples(10),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(verbs=st.lists(st.sampled_from(VERBS), min_size=10, max_size=40), seed=st.integers(0, 2**32))
def test_no_device_leaves_unwiped_and_the_figures_add_up(network, verbs, seed):
    with scoped_to(network), transaction.atomic():
        story = Story(Random(seed))
        for verb in verbs:
            try:
                with transaction.atomic():
                    getattr(story, verb)()
            except DomainError:
                pass  # what was refused has changed nothing: the same is checked
            check()
        transaction.set_rollback(True)


#: Each verb as often as it takes until it succeeds with whatever device is drawn; one is given before all are lent.
CHAIN = [
    verb
    for verb in ("wipe", "test", "grade", "refurbish", "ready", "give", "lend", "back", "recycle")
    for _ in range(2 if verb == "give" else 12)
]


def test_what_holds_holds_to_the_end_of_the_chain(scope):
    """Whatever is drawn above."""
    assert {"lent", "given", "recycled", "ready"} <= reached(Random(0), CHAIN)


@pytest.mark.slow
def test_the_story_reaches_the_end_of_the_chain(scope):
    """Else what is drawn would prove nothing."""
    wanted, seen = {"lent", "given", "recycled", "ready"}, set()
    for seed in range(12):
        if wanted <= seen:
            break
        seen |= reached(Random(seed), Random(seed).choices(VERBS, k=120))
    assert wanted <= seen


def reached(random: Random, verbs: list[str]) -> set[str]:
    """In which states devices come in a story."""
    with transaction.atomic():
        story = Story(random)
        for verb in verbs:
            try:
                with transaction.atomic():
                    getattr(story, verb)()
            except DomainError:
                continue
            check()
        states = set(StateChange.objects.values_list("to_state", flat=True))
        transaction.set_rollback(True)
    return states
