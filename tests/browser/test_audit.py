"""The audit of pages itself: what shows, scrolls or is coloured otherwise at a further width alone is found there."""

import pytest

from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
STYLE = """
  .wide { display: none } .box { overflow: clip } .faded { color: #eee }
  .scroll { background: linear-gradient(90deg, #fff 40%, transparent) }
  @media (min-width: 800px) { .wide { display: inline-block } .pale { color: #eee } .box { overflow: auto } }
"""


#: What is wrong on a wide screen alone, and the rule of axe that says so.
FAULTS = {
    "button-name": '<button class="wide"></button>',
    "color-contrast": '<p class="pale">Une phrase qui ne se lit plus sur un grand écran.</p>',
    "scrollable-region-focusable": f'<div class="box"><p style="white-space: nowrap">{"long " * 400}</p></div>',
}
#: Behind its rows is a shade at the edges.
TABLE = '<div class="sheet"><div class="scroll"><table><tr><td class="faded">Pâle</td></tr></table></div></div>'


def test_what_is_wrong_at_a_further_width_alone(open_page, audit):
    page = open_page(PHONE, also=[DESKTOP])
    sent = {"body": ""}
    page.route("**/essai", lambda route: route.fulfill(content_type="text/html", **sent))

    def look_at(part: str) -> None:
        sent["body"] = (
            f'<html lang="fr"><head><title>Essai</title><style>{STYLE}</style></head>'
            f"<body><main><h1>Essai</h1><p>Une phrase.</p>{part}</main></body></html>"
        )
        page.goto("/essai")
        audit(page)

    look_at("")
    with pytest.raises(AssertionError, match=r"(?s)width of 390.*button-name"):
        look_at("<button></button>")
    with pytest.raises(AssertionError, match=r"(?s)width of 390.*color-contrast"):
        look_at(TABLE)
    for rule, part in FAULTS.items():
        with pytest.raises(AssertionError, match=f"(?s)width of 1280.*{rule}"):
            look_at(part)
