"""Models of the network, by noun."""

from inclusion.models.bodies import Body
from inclusion.models.contours import EpciContour
from inclusion.models.decisions import Decision, MeetingTask
from inclusion.models.directory import DirectoryMessage, PartnerProfile, PartnerTerritory, SavedSearch
from inclusion.models.documents import ContentErased, Document, DocumentContent, DocumentErasure
from inclusion.models.events import Event, EventFigure, EventSeries, Exhibitor, Talk
from inclusion.models.guide import GuideFile, PlaceCheck, PlaceImport
from inclusion.models.history import ChainHead, JournalEntry, StateChange
from inclusion.models.hub_days import HubAllocation, HubDay
from inclusion.models.jobs import Job
from inclusion.models.mails import OutgoingMail
from inclusion.models.meetings import AgendaItem, Invitee, Meeting, MeetingMail, MeetingSeries, PendingPoint
from inclusion.models.memberships import Invitation, JoinRequest, Membership
from inclusion.models.networks import Network
from inclusion.models.newsletters import NewsletterIssue, NewsletterItem, NewsletterMail, Subscriber
from inclusion.models.partners import Contact, Partner
from inclusion.models.people import Beneficiary
from inclusion.models.places import Place, PlaceIdentifier, PlacePair, PlaceSource, Session
from inclusion.models.registrations import Registration, RegistrationMail
from inclusion.models.seats import BodySeat
from inclusion.models.sites import NetworkSite
from inclusion.models.territories import Commune, Department, Epci
from inclusion.models.users import User

__all__ = [
    "AgendaItem",
    "Beneficiary",
    "Body",
    "BodySeat",
    "ChainHead",
    "Commune",
    "Contact",
    "ContentErased",
    "Decision",
    "Department",
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
    "GuideFile",
    "HubAllocation",
    "HubDay",
    "Invitation",
    "Invitee",
    "Job",
    "JoinRequest",
    "JournalEntry",
    "Meeting",
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
    "PartnerTerritory",
    "PendingPoint",
    "Place",
    "PlaceCheck",
    "PlaceIdentifier",
    "PlaceImport",
    "PlacePair",
    "PlaceSource",
    "Registration",
    "RegistrationMail",
    "SavedSearch",
    "Session",
    "StateChange",
    "Subscriber",
    "Talk",
    "User",
]
