"""Models of the network, by noun."""

from inclusion.models.bodies import Body
from inclusion.models.contours import EpciContour
from inclusion.models.documents import ContentErased, Document, DocumentContent, DocumentErasure
from inclusion.models.history import JournalEntry, StateChange
from inclusion.models.jobs import Job
from inclusion.models.memberships import Invitation, JoinRequest, Membership
from inclusion.models.networks import Network
from inclusion.models.partners import Contact, Partner
from inclusion.models.people import Beneficiary
from inclusion.models.territories import Commune, Department, Epci
from inclusion.models.users import User

__all__ = [
    "Beneficiary",
    "Body",
    "Commune",
    "Contact",
    "ContentErased",
    "Department",
    "Document",
    "DocumentContent",
    "DocumentErasure",
    "Epci",
    "EpciContour",
    "Invitation",
    "Job",
    "JoinRequest",
    "JournalEntry",
    "Membership",
    "Network",
    "Partner",
    "StateChange",
    "User",
]
