"""What beat starts, and when: the nightly work of every app, and the sweeps that find what was lost."""

from typing import Any

from celery.schedules import crontab


def schedule(*, sweep_seconds: int) -> dict[str, dict[str, Any]]:
    """The schedule of beat; what somebody may be waiting for is swept each `sweep_seconds`."""
    return {
        "sweep letters": {"task": "funding.tasks.sweep_letters", "schedule": sweep_seconds},
        # At the hour that a network has chosen; a batch whose hour was slept through closes once, late.
        "close due batches": {
            "task": "funding.tasks.close_due_batches",
            "schedule": crontab(minute="*/5"),
        },
        "sweep statements": {
            "task": "funding.tasks.sweep_statements",
            "schedule": sweep_seconds,
        },
        "sweep mailings": {"task": "funding.tasks.sweep_mailings", "schedule": sweep_seconds},
        "sweep places": {"task": "inclusion.tasks.sweep_places", "schedule": sweep_seconds},
        "sweep mails": {"task": "inclusion.tasks.sweep_mails", "schedule": sweep_seconds},
        "read bounces": {"task": "inclusion.tasks.read_bounces", "schedule": crontab(minute="*/5")},
        "forget bounces": {
            "task": "inclusion.tasks.forget_bounces",
            "schedule": crontab(hour="2", minute="25"),
        },
        "sweep roadmap prints": {
            "task": "roadmaps.tasks.sweep_prints",
            "schedule": sweep_seconds,
        },
        "sweep annual reports": {"task": "evaluation.tasks.sweep_reports", "schedule": sweep_seconds},
        "seal history": {"task": "inclusion.tasks.seal_history", "schedule": sweep_seconds},
        # What is open data says within minutes what changed; the sweep does nothing where nothing did.
        "sweep guide files": {"task": "inclusion.tasks.sweep_guide_files", "schedule": crontab(minute="*/5")},
        # From the second of the month, in the hours in which somebody may read it; who was asked is asked no more.
        "ask places": {
            "task": "inclusion.tasks.ask_places",
            "schedule": crontab(day_of_month="2-8", hour="9", minute="5"),
        },
        "erase place proposals": {
            "task": "inclusion.tasks.erase_place_proposals",
            "schedule": crontab(hour="2", minute="50"),
        },
        # In the hours in which somebody may read it; each question and reminder is written once.
        "ask helpers": {
            "task": "inclusion.tasks.ask_helpers",
            "schedule": crontab(hour="9", minute="25"),
        },
        "forget helpers": {
            "task": "inclusion.tasks.forget_helpers",
            "schedule": crontab(hour="2", minute="45"),
        },
        "sweep publications": {
            "task": "evaluation.tasks.sweep_publications",
            "schedule": crontab(minute="*/5"),
        },
        "remind borrowers": {
            "task": "equipment.tasks.remind_borrowers",
            "schedule": crontab(hour="6", minute="30"),
        },
        "sweep waiting lists": {
            "task": "equipment.tasks.sweep_waiting_lists",
            "schedule": crontab(minute="*/20"),
        },
        # In the hours in which somebody may read it and answer; each person is reminded once.
        "remind invitees": {
            "task": "inclusion.tasks.remind_invitees",
            "schedule": crontab(hour="8-18", minute="5"),
        },
        "forget pupils": {
            "task": "equipment.tasks.forget_pupils",
            "schedule": crontab(hour="2", minute="40"),
        },
        # In the hours in which somebody may read it; each family is reminded once.
        "remind families": {
            "task": "equipment.tasks.remind_families",
            "schedule": crontab(hour="8-19", minute="15"),
        },
        "sweep newsletters": {
            "task": "inclusion.tasks.sweep_newsletters",
            "schedule": crontab(minute="*/5"),
        },
        "forget subscribers": {
            "task": "inclusion.tasks.forget_subscribers",
            "schedule": crontab(hour="2", minute="55"),
        },
        "fill events": {
            "task": "inclusion.tasks.fill_events",
            "schedule": crontab(minute="*/20"),
        },
        "remind registrations": {
            "task": "inclusion.tasks.remind_registrations",
            "schedule": crontab(hour="9", minute="5"),
        },
        "forget registrations": {
            "task": "inclusion.tasks.forget_registrations",
            "schedule": crontab(hour="2", minute="50"),
        },
        "follow help desks": {
            "task": "inclusion.tasks.follow_help_desks",
            "schedule": crontab(minute="*/20"),
        },
        # In the hours in which somebody may read it; each person is reminded once of a slot.
        "remind bookings": {
            "task": "inclusion.tasks.remind_bookings",
            "schedule": crontab(hour="9-18", minute="35"),
        },
        "forget bookings": {
            "task": "inclusion.tasks.forget_bookings",
            "schedule": crontab(hour="2", minute="35"),
        },
        # In the hours in which somebody may read it and answer; each receiver is reminded once.
        "follow referrals": {
            "task": "inclusion.tasks.follow_referrals",
            "schedule": crontab(hour="8", minute="35"),
        },
        # In the night, and before the hours in which reminders are read.
        "close ended campaigns": {
            "task": "evaluation.tasks.close_ended_campaigns",
            "schedule": crontab(hour="1", minute="20"),
        },
        "remind structures of campaigns": {
            "task": "evaluation.tasks.remind_structures",
            "schedule": crontab(hour="7", minute="10"),
        },
        "forget directory texts": {
            "task": "inclusion.tasks.forget_directory_texts",
            "schedule": crontab(minute="*/20"),
        },
        "drop stale mailings": {
            "task": "funding.tasks.drop_stale_mailings",
            "schedule": crontab(hour="4", minute="50"),
        },
        # At an hour of the night, not at an interval: an interval begins anew whenever beat is started.
        "sweep agreements": {
            "task": "funding.tasks.sweep_agreements",
            "schedule": crontab(hour="5", minute="20"),
        },
        "warn of lapses": {
            "task": "funding.tasks.warn_of_lapses",
            "schedule": crontab(hour="5", minute="40"),
        },
        "anonymise people": {
            "task": "inclusion.tasks.anonymise_due",
            "schedule": crontab(hour="4", minute="10"),
        },
        "erase print files": {
            "task": "funding.tasks.erase_old_print_files",
            "schedule": crontab(hour="4", minute="40"),
        },
        "forget place requests": {
            "task": "funding.tasks.forget_place_requests",
            "schedule": crontab(hour="4", minute="50"),
        },
        # In the hours in which somebody may read it; each booklet is reminded of once.
        "remind of ends": {
            "task": "funding.tasks.remind_of_ends",
            "schedule": crontab(hour="10", minute="20"),
        },
        # Before the proof of the accounts, which then counts what ended.
        "expire passes": {
            "task": "funding.tasks.expire_passes",
            "schedule": crontab(hour="2", minute="40"),
        },
        "check invariants": {
            "task": "funding.tasks.check_invariants_nightly",
            "schedule": crontab(hour="3", minute="10"),
        },
    }
