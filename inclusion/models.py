"""Index of the models of inclusion."""

from inclusion.civic_service.models import Attendance, Cohort, TrainingDay, Volunteer
from inclusion.core.models.documents import ContentErased, Document, DocumentContent, DocumentErasure
from inclusion.core.models.history import ChainHead, JournalEntry, StateChange
from inclusion.core.models.jobs import Job
from inclusion.core.models.mails import MailBounce, OutgoingMail
from inclusion.core.models.networks import Invitation, JoinRequest, Membership, Network, User
from inclusion.directory.models import DirectoryMessage, PartnerProfile, PartnerTerritory, SavedSearch
from inclusion.events.models import (
    Event,
    EventFigure,
    EventSeries,
    Exhibitor,
    Registration,
    RegistrationMail,
    Talk,
)
from inclusion.guide.models import (
    GuideFile,
    Place,
    PlaceCheck,
    PlaceIdentifier,
    PlaceImport,
    PlacePair,
    PlaceProposal,
    PlaceSource,
    Session,
    SessionClosing,
)
from inclusion.help_desks.models import Booking, BookingMail, BookingSettings, DeskHelper, Replacement
from inclusion.hub_days.models import HubAllocation, HubDay
from inclusion.mediators.models import Helper, HelperMail, HelperPlace, HelperTerritory, HelperTraining
from inclusion.meetings.models import (
    AgendaItem,
    Body,
    BodySeat,
    Decision,
    Invitee,
    Meeting,
    MeetingCalendar,
    MeetingLine,
    MeetingMail,
    MeetingSeries,
    MeetingTask,
    PendingPoint,
)
from inclusion.networks.models import NetworkSite
from inclusion.newsletter.models import NewsletterIssue, NewsletterItem, NewsletterMail, Subscriber
from inclusion.partners.models import Contact, Partner, PartnerService
from inclusion.people.models import Beneficiary
from inclusion.referrals.models import FeltLevel, PathEnding, Referral
from inclusion.territories.models import Commune, Department, Epci, EpciContour

__all__ = [
    "AgendaItem",
    "Attendance",
    "Beneficiary",
    "Body",
    "BodySeat",
    "Booking",
    "BookingMail",
    "BookingSettings",
    "ChainHead",
    "Cohort",
    "Commune",
    "Contact",
    "ContentErased",
    "Decision",
    "Department",
    "DeskHelper",
    "DirectoryMessage",
    "Document",
    "DocumentContent",
    "DocumentErasure",
    "Epci",
    "EpciContour",
    "Event",
    "EventFigure",
    "EventSeries",
    "Exhibitor",
    "FeltLevel",
    "GuideFile",
    "Helper",
    "HelperMail",
    "HelperPlace",
    "HelperTerritory",
    "HelperTraining",
    "HubAllocation",
    "HubDay",
    "Invitation",
    "Invitee",
    "Job",
    "JoinRequest",
    "JournalEntry",
    "MailBounce",
    "Meeting",
    "MeetingCalendar",
    "MeetingLine",
    "MeetingMail",
    "MeetingSeries",
    "MeetingTask",
    "Membership",
    "Network",
    "NetworkSite",
    "NewsletterIssue",
    "NewsletterItem",
    "NewsletterMail",
    "OutgoingMail",
    "Partner",
    "PartnerProfile",
    "PartnerService",
    "PartnerTerritory",
    "PathEnding",
    "PendingPoint",
    "Place",
    "PlaceCheck",
    "PlaceIdentifier",
    "PlaceImport",
    "PlacePair",
    "PlaceProposal",
    "PlaceSource",
    "Referral",
    "Registration",
    "RegistrationMail",
    "Replacement",
    "SavedSearch",
    "Session",
    "SessionClosing",
    "StateChange",
    "Subscriber",
    "Talk",
    "TrainingDay",
    "User",
    "Volunteer",
]
