"""Contours come in whole or not at all, one per intercommunalité."""

from datetime import timedelta

import pytest
from django.db import DataError

from inclusion.core.errors import DomainError
from inclusion.territories.actions import ImportedContours, import_contours
from inclusion.territories.models import EpciContour
from inclusion.territories.rules import contour_of
from tests.builders import AT, make_epci

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


def square(siren="200000001", east=1.0):
    return contour_of(siren, [[[(0.0, 44.0), (east, 44.0), (east, 45.0), (0.0, 44.0)]]])


def test_a_contour_is_kept_with_its_box_and_its_source():
    epci = make_epci()
    assert import_contours([square()], source="IGN", at=AT) == ImportedContours(1, 0, [])
    row = EpciContour.objects.get()
    assert (row.epci, row.source, row.imported_at) == (epci, "IGN", AT)
    assert (row.west, row.south, row.east, row.north) == (0.0, 44.0, 1.0, 45.0)
    assert row.geometry == [[[[0.0, 44.0], [1.0, 44.0], [1.0, 45.0], [0.0, 44.0]]]]
    assert (row.contour.siren, row.contour.polygons, row.contour.east) == (epci.pk, row.geometry, 1.0)
    assert str(row) == str(epci)


def test_a_later_file_replaces_what_it_holds_and_leaves_the_rest():
    make_epci()
    make_epci("200000002", "Albret")
    import_contours([square(), square("200000002")], source="IGN", at=AT)
    assert import_contours([square(east=2.0)], source="Autre", at=LATER) == ImportedContours(1, 1, [])
    first, second = EpciContour.objects.order_by("pk")
    assert (first.east, first.source, first.imported_at) == (2.0, "Autre", LATER)
    assert (second.east, second.source, second.imported_at) == (1.0, "IGN", AT)


def test_an_unknown_siren_is_reported_and_passed_over():
    make_epci()
    done = import_contours([square("999999999"), square(), square("100000000")], at=AT)
    assert done == ImportedContours(1, 0, ["100000000", "999999999"])
    assert EpciContour.objects.get().source == ""


def test_a_credit_line_that_is_too_long_imports_nothing():
    make_epci()
    with pytest.raises(DomainError, match="200 signes"):
        import_contours([square()], source="x" * 201, at=AT)
    assert not EpciContour.objects.exists()


def test_all_or_none():
    for number in range(1, 302):
        make_epci(f"{200000000 + number}", f"EPCI {number}")
    contours = [square(f"{200000000 + number}") for number in range(1, 301)]
    broken = contour_of("200000301", [[[(0.0, 44.0), (1.0, 44.0), (1.0, 45.0)]]])
    object.__setattr__(broken, "polygons", "\x00")
    with pytest.raises(DataError):
        import_contours([*contours, broken], at=AT)


def test_nothing_asked_nothing_done():
    assert import_contours([], at=AT) == ImportedContours(0, 0, [])
