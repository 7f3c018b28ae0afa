"""Who opens the pages of the newsletter."""

from tests.access_table import COORDINATOR, EVERYONE, PUBLIC, Line, of

LINES: dict[str, Line] = {
    "issue_public_list": Line(PUBLIC),
    "issue_public": Line(PUBLIC, lambda world: [world.issue_sent.number]),
    "subscriber_ask": Line(PUBLIC),
    "subscriber_thanks": Line(PUBLIC),
    "subscriber_confirm": Line(PUBLIC, lambda world: [world.subscriber.token]),
    "subscriber_leave": Line(PUBLIC, lambda world: [world.subscriber.token]),
    "subscriber_me": Line(EVERYONE, method="post"),
    "issue_list": Line(COORDINATOR),
    "issue_add": Line(COORDINATOR),
    "issue_detail": Line(COORDINATOR, of("issue")),
    "issue_edit": Line(COORDINATOR, of("issue")),
    "issue_preview": Line(COORDINATOR, of("issue")),
    "issue_preview_mail": Line(COORDINATOR, of("issue")),
    "issue_test": Line(COORDINATOR, of("issue"), method="post"),
    "issue_send": Line(COORDINATOR, of("issue")),
    "issue_drop": Line(COORDINATOR, of("issue")),
    "issue_take": Line(COORDINATOR, of("issue"), method="post"),
    "issue_item_add": Line(COORDINATOR, of("issue")),
    "issue_item_edit": Line(COORDINATOR, of("issue_item")),
    "issue_item_move": Line(COORDINATOR, of("issue_item"), method="post"),
    "issue_item_remove": Line(COORDINATOR, of("issue_item"), method="post"),
    "subscriber_list": Line(COORDINATOR),
    "subscriber_import": Line(COORDINATOR),
    "subscriber_end": Line(COORDINATOR, of("subscriber")),
    "subscriber_retry": Line(COORDINATOR, of("subscriber_refused")),
}
