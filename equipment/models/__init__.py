"""Models of equipment, by noun."""

from equipment.models.audits import AuditScan, StockAudit
from equipment.models.bank import Bank, BankClosure, BudgetVote, Purchase, SchoolHoliday
from equipment.models.calendar_links import CalendarLink
from equipment.models.catalogue import EquipmentModel, Item, Kit, KitPart, Supply, SupplyMove
from equipment.models.family_aid import (
    AidCommission,
    AidProgramme,
    FamilyAid,
    SessionAttendance,
    TrainingSession,
)
from equipment.models.feedback import FeedbackLink, TrialFeedback
from equipment.models.loan_reminders import LoanReminder
from equipment.models.loans import Loan, LoanItem, LoanPhoto, Maintenance, Occupation
from equipment.models.refurbishing import Device, Donation, ImpactReference, Wipe, WorkLog
from equipment.models.request_mails import LoanRequestMail
from equipment.models.requests import LoanRequest
from equipment.models.schools import Pupil, School

__all__ = [
    "AidCommission",
    "AidProgramme",
    "AuditScan",
    "Bank",
    "BankClosure",
    "BudgetVote",
    "CalendarLink",
    "Device",
    "Donation",
    "EquipmentModel",
    "FamilyAid",
    "FeedbackLink",
    "ImpactReference",
    "Item",
    "Kit",
    "KitPart",
    "Loan",
    "LoanItem",
    "LoanPhoto",
    "LoanReminder",
    "LoanRequest",
    "LoanRequestMail",
    "Maintenance",
    "Occupation",
    "Pupil",
    "Purchase",
    "School",
    "SchoolHoliday",
    "SessionAttendance",
    "StockAudit",
    "Supply",
    "SupplyMove",
    "TrainingSession",
    "TrialFeedback",
    "Wipe",
    "WorkLog",
]
