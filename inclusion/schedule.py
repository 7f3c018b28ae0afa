"""What beat starts, and when: the nightly work of every app, and the sweeps that find what was lost."""

from typing import Any

from celery.schedules import crontab

#: Name, task and hour; without an hour: each `sweep_seconds`, as somebody may be waiting for it.
WORK = (
    ("sweep letters", "funding.tasks.sweep_letters", None),
    # At the hour that a network has chosen; a batch whose hour was slept through closes once, late.
    ("close due batches", "funding.tasks.close_due_batches", crontab(minute="*/5")),
    ("sweep statements", "funding.tasks.sweep_statements", None),
    ("sweep mailings", "funding.tasks.sweep_mailings", None),
    ("sweep places", "inclusion.tasks.sweep_places", None),
    ("sweep mails", "inclusion.tasks.sweep_mails", None),
    ("read bounces", "inclusion.tasks.read_bounces", crontab(minute="*/5")),
    ("forget bounces", "inclusion.tasks.forget_bounces", crontab(hour="2", minute="25")),
    ("sweep roadmap prints", "roadmaps.tasks.sweep_prints", None),
    ("sweep annual reports", "evaluation.tasks.sweep_reports", None),
    ("seal history", "inclusion.tasks.seal_history", None),
    # What is open data says within minutes what changed; the sweep does nothing where nothing did.
    ("sweep guide files", "inclusion.tasks.sweep_guide_files", crontab(minute="*/5")),
    # From the second of the month, in the hours in which somebody may read it; who was asked is asked no more.
    ("ask places", "inclusion.tasks.ask_places", crontab(day_of_month="2-8", hour="9", minute="5")),
    ("erase place proposals", "inclusion.tasks.erase_place_proposals", crontab(hour="2", minute="50")),
    # In the hours in which somebody may read it; each question and reminder is written once.
    ("ask helpers", "inclusion.tasks.ask_helpers", crontab(hour="9", minute="25")),
    ("forget helpers", "inclusion.tasks.forget_helpers", crontab(hour="2", minute="45")),
    ("sweep publications", "evaluation.tasks.sweep_publications", crontab(minute="*/5")),
    ("remind borrowers", "equipment.tasks.remind_borrowers", crontab(hour="6", minute="30")),
    ("sweep waiting lists", "equipment.tasks.sweep_waiting_lists", crontab(minute="*/20")),
    # In the hours in which somebody may read it and answer; each person is reminded once.
    ("remind invitees", "inclusion.tasks.remind_invitees", crontab(hour="8-18", minute="5")),
    ("forget trials", "inclusion.tasks.forget_trials", crontab(minute="*/20")),
    ("forget pupils", "equipment.tasks.forget_pupils", crontab(hour="2", minute="40")),
    # In the hours in which somebody may read it; each family is reminded once.
    ("remind families", "equipment.tasks.remind_families", crontab(hour="8-19", minute="15")),
    ("sweep newsletters", "inclusion.tasks.sweep_newsletters", crontab(minute="*/5")),
    ("forget subscribers", "inclusion.tasks.forget_subscribers", crontab(hour="2", minute="55")),
    ("fill events", "inclusion.tasks.fill_events", crontab(minute="*/20")),
    ("remind registrations", "inclusion.tasks.remind_registrations", crontab(hour="9", minute="5")),
    ("forget registrations", "inclusion.tasks.forget_registrations", crontab(hour="2", minute="50")),
    ("follow help desks", "inclusion.tasks.follow_help_desks", crontab(minute="*/20")),
    # In the hours in which somebody may read it; each person is reminded once of a slot.
    ("remind bookings", "inclusion.tasks.remind_bookings", crontab(hour="9-18", minute="35")),
    ("forget bookings", "inclusion.tasks.forget_bookings", crontab(hour="2", minute="35")),
    # In the hours in which somebody may read it and answer; each receiver is reminded once.
    ("follow referrals", "inclusion.tasks.follow_referrals", crontab(hour="8", minute="35")),
    # In the night, and before the hours in which reminders are read.
    ("close ended campaigns", "evaluation.tasks.close_ended_campaigns", crontab(hour="1", minute="20")),
    ("remind structures of campaigns", "evaluation.tasks.remind_structures", crontab(hour="7", minute="10")),
    ("forget directory texts", "inclusion.tasks.forget_directory_texts", crontab(minute="*/20")),
    ("drop stale mailings", "funding.tasks.drop_stale_mailings", crontab(hour="4", minute="50")),
    # At an hour of the night, not at an interval: an interval begins anew whenever beat is started.
    ("sweep agreements", "funding.tasks.sweep_agreements", crontab(hour="5", minute="20")),
    ("warn of lapses", "funding.tasks.warn_of_lapses", crontab(hour="5", minute="40")),
    ("anonymise people", "inclusion.tasks.anonymise_due", crontab(hour="4", minute="10")),
    ("erase print files", "funding.tasks.erase_old_print_files", crontab(hour="4", minute="40")),
    ("forget place requests", "funding.tasks.forget_place_requests", crontab(hour="4", minute="50")),
    # In the hours in which somebody may read it; each booklet is reminded of once.
    ("remind of ends", "funding.tasks.remind_of_ends", crontab(hour="10", minute="20")),
    # Before the proof of the accounts, which then counts what ended.
    ("expire passes", "funding.tasks.expire_passes", crontab(hour="2", minute="40")),
    ("check invariants", "funding.tasks.check_invariants_nightly", crontab(hour="3", minute="10")),
)


def schedule(*, sweep_seconds: int) -> dict[str, dict[str, Any]]:
    """The schedule of beat; what somebody may be waiting for is swept each `sweep_seconds`."""
    return {name: {"task": task, "schedule": when or sweep_seconds} for name, task, when in WORK}
