"""The figures of the chain: counts add up, weights that were not taken are counted, no value is made up."""

from decimal import Decimal

from equipment.refurbishing.enums import DeviceKind
from equipment.refurbishing.rules import CHECKS, Count, Reference, figures_of, next_step, numbered, run_of_numbers

LAPTOPS = Reference(Decimal(80), Decimal("1.8"), "Étude")


def test_what_is_used_again_is_weighed_or_estimated():
    counts = [
        Count("laptop", "given", 3, Decimal("4.00"), 1),
        Count("laptop", "lent", 1, Decimal(0), 1),
        Count("tablet", "given", 2, Decimal("0.50"), 1),
        Count("laptop", "recycled", 1, Decimal(2), 0),
        Count("laptop", "collected", 5, Decimal(0), 5),
    ]
    found = figures_of(counts, {"laptop": LAPTOPS})
    assert (found.collected, found.reused, found.recycled, found.in_the_chain) == (12, 6, 1, 5)
    assert found.reuse_rate == Decimal("85.7")
    laptops, tablets = found.spared
    assert (laptops.weight, laptops.estimated, laptops.co2) == (Decimal("7.60"), 2, Decimal(320))
    assert (tablets.weight, tablets.without_weight, tablets.co2) == (Decimal("0.50"), 1, None)
    assert (found.weight, found.co2, found.without_co2) == (Decimal("8.10"), Decimal(320), 2)


def test_nothing_is_nothing():
    found = figures_of([], {})
    assert (found.collected, found.reuse_rate, found.co2, found.weight) == (0, None, None, 0)


def test_every_kind_has_its_tests_and_numbers_follow():
    assert set(CHECKS) == set(DeviceKind)
    assert numbered("DON", 2026, "", width=3) == "DON-2026-001"
    assert list(run_of_numbers("REC", 2026, "REC-2026-9999", width=4, count=2)) == ["REC-2026-10000", "REC-2026-10001"]
    assert next_step("collected") == "wiped" and next_step("ready") is None and next_step("given") is None
