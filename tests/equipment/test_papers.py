"""Sheets of labels: every code is read back at its printed size, on the place where it belongs."""

import io
import subprocess
from time import process_time

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from equipment.labels import SHEETS, Label, Layout, label_sheet

pytestmark = pytest.mark.papers

ADDRESS = "https://portail.departement.example/vendee/materiel/c/{}/"
LONG = "Clavier à grosses touches contrastées, guide-doigts transparent, repose-poignets réglable et housse"
#: What a cheap printer and a phone's camera leave of a page.
DPI = 150
MM = DPI / 25.4


def labels(count: int) -> list[Label]:
    return [
        Label(LONG, f"EXP-{n:04}", ADDRESS.format(f"ABCD{n:04}"), "Expérithèque, 02\u00a051\u00a044\u00a000\u00a000")
        for n in range(1, count + 1)
    ]


def seen(data: bytes, tmp_path, page: int = 1) -> dict[str, tuple[float, float, float]]:
    """What is read on a page: the code's address, with its left, top and side in millimetres."""
    (tmp_path / "labels.pdf").write_bytes(data)
    command = ["pdftoppm", "-r", str(DPI), "-gray", "-f", str(page), "-l", str(page), "-singlefile", "-png"]
    subprocess.run([*command, "labels.pdf", "page"], cwd=tmp_path, check=True)
    picture = Image.open(io.BytesIO((tmp_path / "page.png").read_bytes()))
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return {
        one.text: (
            one.position.top_left.x / MM,
            one.position.top_left.y / MM,
            (one.position.top_right.x - one.position.top_left.x) / MM,
        )
        for one in found
    }


@pytest.mark.parametrize(("layout", "smallest"), [(Layout.LARGE, 19), (Layout.SMALL, 13)])
def test_a_full_sheet_is_read_back_at_its_printed_size(layout, smallest, tmp_path):
    sheet = SHEETS[layout]
    wanted = labels(sheet.per_page)
    found = seen(label_sheet(wanted, layout=layout), tmp_path)
    assert set(found) == {one.code_url for one in wanted}
    assert min(side for _, _, side in found.values()) > smallest
    for position, one in enumerate(wanted):
        left, top, side = found[one.code_url]
        column, row = position % sheet.columns, position // sheet.columns
        start = sheet.left + column * (sheet.width + sheet.gutter)
        assert start < left < left + side < start + sheet.width
        assert sheet.top + row * sheet.height < top < top + side < sheet.top + (row + 1) * sheet.height


def test_the_sheets_fit_on_a4():
    for sheet in SHEETS.values():
        across = sheet.columns * sheet.width + (sheet.columns - 1) * sheet.gutter
        assert across + 2 * sheet.left == pytest.approx(210, abs=0.5)
        assert sheet.rows * sheet.height + 2 * sheet.top == pytest.approx(297, abs=0.5)


def test_places_that_were_used_stay_empty(tmp_path):
    data = label_sheet(labels(23), skip=2)
    first = seen(data, tmp_path)
    assert len(first) == 22
    left, _, _ = first[ADDRESS.format("ABCD0001")]
    assert left > 139  # the third column
    assert list(seen(data, tmp_path, page=2)) == [ADDRESS.format("ABCD0023")]


def test_a_long_name_and_a_long_number_are_all_said():
    one = Label(
        LONG, "VENDEE-EXPERITHEQUE-2026-LOT-00017-BIS-A", ADDRESS.format("X"), "02\u00a051\u00a044\u00a000\u00a000"
    )
    for layout in Layout:
        data = label_sheet([one], layout=layout)
        text = subprocess.run(
            ["pdftotext", "-raw", "-", "-"], input=data, capture_output=True, check=True
        ).stdout.decode()
        joined = "".join(text.split())
        assert "VENDEE-EXPERITHEQUE-2026-LOT-00017-BIS-A" in joined
        assert "guide-doigtstransparent" in joined
        assert "0251440000" in joined


@pytest.mark.parametrize("given", [{"labels": []}, {"skip": 24}, {"skip": -1}, {"layout": "huge"}])
def test_what_no_sheet_can_be(given):
    values = {"labels": labels(1), **given}
    with pytest.raises(ValueError):
        label_sheet(values.pop("labels"), **values)


def test_five_hundred_labels_are_made_while_somebody_waits():
    wanted = labels(500)
    begun = process_time()
    data = label_sheet(wanted)
    assert process_time() - begun < 20  # of the processor, 2 s where it was measured: other work does not count
    with pikepdf.open(io.BytesIO(data)) as made:
        assert len(made.pages) == 21


def test_the_choice_says_how_large_they_are():
    assert Layout.LARGE.label == "24 par feuille (63,5\u00a0×\u00a033,9\u00a0mm)"
