"""The tables of members, of what they answer, of the mail they get, and of how often something was tried."""

from studycircle.members.models.limits import Attempt
from studycircle.members.models.members import CODE, Member
from studycircle.members.models.notices import Notice
from studycircle.members.models.reminders import Digest, Reminder
from studycircle.members.models.replies import Reply, Seating

__all__ = ["CODE", "Attempt", "Digest", "Member", "Notice", "Reminder", "Reply", "Seating"]
