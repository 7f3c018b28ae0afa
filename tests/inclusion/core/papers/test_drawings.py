"""What a drawing needs on paper stands in the drawing itself: paper knows no style sheet of the pages."""

import re
from pathlib import Path

STYLES = Path("static/css")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COLOURS = re.compile(r"(?:^|;)\s*(?:fill|stroke)[a-z-]*\s*:")
#: Of what is on no paper: icons of chips, the picture of the public site, the map that a visitor moves, a pointer.
ON_SCREEN_ALONE = (".chip .icon", ".help-picture", ".map .", ".coverage-map a:")


def test_no_style_sheet_colours_what_is_drawn_on_paper():
    found = [
        f"{path.name}: {selectors.strip()}"
        for path in sorted(STYLES.glob("*.css"))
        for selectors, body in _RULE.findall(re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL))
        if _COLOURS.search(body) and not all(one.strip().startswith(ON_SCREEN_ALONE) for one in selectors.split(","))
    ]
    assert not found, "colours of drawings are attributes of the SVG"
