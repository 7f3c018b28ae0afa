"""Imports what each feature registers with navigation, home pages, panels and the outbox."""

from inclusion.civic_service import home as civic_service_home
from inclusion.directory import home as directory_home
from inclusion.directory import mails as directory_mails
from inclusion.events import home as event_home
from inclusion.events import mails as event_mails
from inclusion.guide import home as guide_home
from inclusion.guide import mails as guide_mails
from inclusion.help_desks import home as help_desk_home
from inclusion.help_desks import mails as help_desk_mails
from inclusion.hub_days import home as hub_day_home
from inclusion.mediators import home as mediator_home
from inclusion.mediators import mails as mediator_mails
from inclusion.meetings import home as meeting_home
from inclusion.meetings import mails as meeting_mails
from inclusion.members import adapters
from inclusion.members import home as member_home
from inclusion.members import mails as member_mails
from inclusion.newsletter import home as newsletter_home
from inclusion.newsletter import mails as newsletter_mails
from inclusion.partners import home as partner_home
from inclusion.people import home as people_home
from inclusion.referrals import home as referral_home
from inclusion.referrals import mails as referral_mails
from inclusion.site import home as site_home

__all__ = [
    "adapters",
    "civic_service_home",
    "directory_home",
    "directory_mails",
    "event_home",
    "event_mails",
    "guide_home",
    "guide_mails",
    "help_desk_home",
    "help_desk_mails",
    "hub_day_home",
    "mediator_home",
    "mediator_mails",
    "meeting_home",
    "meeting_mails",
    "member_home",
    "member_mails",
    "newsletter_home",
    "newsletter_mails",
    "partner_home",
    "people_home",
    "referral_home",
    "referral_mails",
    "site_home",
]
