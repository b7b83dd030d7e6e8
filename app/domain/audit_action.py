"""What a terminal's log says was done: the word that its rows carry, on its disk and over the device link. Pure."""

from enum import StrEnum


class AuditAction(StrEnum):
    ENROL = "enrol"
    ENROL_REFUSED = "enrol_refused"
    CONSENT_DECLINED = "consent_declined"
    IDENTIFY = "identify"
    PRESENT_BADGE = "present_badge"
    DOOR_ANSWER = "door_answer"
    DELETE_PERSON = "delete_person"
    END_ACCESS = "end_access"
    """A last moment was set for a person, or taken back."""
    RENEW_TEMPLATES = "renew_templates"
    WRAP_KEYS = "wrap_keys"
    START_TERMINAL = "start_terminal"
    SAMPLE_REFUSED = "sample_refused"
