"""Index of the model classes of equipment."""

from equipment.bank.models import Bank, BankClosure, SchoolHoliday
from equipment.budget.models import BudgetVote
from equipment.calendar.models import CalendarLink
from equipment.family_aid.models import (
    AidCommission,
    AidProgramme,
    FamilyAid,
    SessionAttendance,
    TrainingSession,
)
from equipment.feedback.models import FeedbackLink, TrialFeedback
from equipment.inventory.models import EquipmentModel, Item, Kit, KitPart, Purchase, Supply, SupplyMove
from equipment.loans.models.loans import Loan, LoanItem, LoanPhoto, Maintenance, Occupation
from equipment.loans.models.mails import LoanReminder, LoanRequestMail
from equipment.loans.models.requests import LoanRequest
from equipment.refurbishing.models import Device, Donation, ImpactReference, Wipe, WorkLog
from equipment.schools.models import Pupil, School
from equipment.stock.models import AuditScan, StockAudit

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
