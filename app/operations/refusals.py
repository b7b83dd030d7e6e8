"""Why a call is refused: an expected outcome, so a value. One member each reason, one text in every language.

The words live in `resources/text` under `reason.<word>`; a client branches on the error's code, a console that
speaks another language on the reason.

>>> Refusal.of(Reason.NOT_FOUND, resource="site/abCdefG12hijkL").reason.code.status
404
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType


class ErrorCode(Enum):
    """The names on the wire, and the HTTP status of each."""

    VALIDATION = "ValidationException", 400
    MISSING_TOKEN = "MissingAuthenticationTokenException", 403
    INCOMPLETE_SIGNATURE = "IncompleteSignatureException", 400
    INVALID_SIGNATURE = "InvalidSignatureException", 403
    UNRECOGNIZED_CLIENT = "UnrecognizedClientException", 403
    EXPIRED_TOKEN = "ExpiredTokenException", 403
    ACCESS_DENIED = "AccessDeniedException", 403
    NOT_FOUND = "ResourceNotFoundException", 404
    UNKNOWN_OPERATION = "UnknownOperationException", 404
    METHOD = "MethodNotAllowedException", 405
    CONFLICT = "ConflictException", 409
    TOO_LARGE = "RequestEntityTooLargeException", 413
    MEDIA_TYPE = "UnsupportedMediaTypeException", 415
    QUOTA = "ServiceQuotaExceededException", 402
    THROTTLED = "ThrottlingException", 429
    INTERNAL = "InternalServerException", 500
    UNAVAILABLE = "ServiceUnavailableException", 503

    def __init__(self, wire: str, status: int) -> None:
        self.wire = wire
        self.status = status


class Reason(Enum):
    MALFORMED_JSON = "malformed_json", ErrorCode.VALIDATION
    UNKNOWN_MEMBER = "unknown_member", ErrorCode.VALIDATION
    MISSING = "missing", ErrorCode.VALIDATION
    WRONG_TYPE = "wrong_type", ErrorCode.VALIDATION
    TOO_SHORT = "too_short", ErrorCode.VALIDATION
    TOO_LONG = "too_long", ErrorCode.VALIDATION
    TOO_SMALL = "too_small", ErrorCode.VALIDATION
    TOO_GREAT = "too_great", ErrorCode.VALIDATION
    TOO_FEW = "too_few", ErrorCode.VALIDATION
    TOO_MANY = "too_many", ErrorCode.VALIDATION
    MALFORMED = "malformed", ErrorCode.VALIDATION
    NO_CHOICE = "no_choice", ErrorCode.VALIDATION
    REPEATED = "repeated", ErrorCode.VALIDATION
    BAD_PAGE_TOKEN = "bad_page_token", ErrorCode.VALIDATION
    RESERVED_TAG = "reserved_tag", ErrorCode.VALIDATION
    TOO_MANY_TAGS = "too_many_tags", ErrorCode.VALIDATION
    NOT_TAGGABLE = "not_taggable", ErrorCode.VALIDATION
    NOTHING_TO_CHANGE = "nothing_to_change", ErrorCode.VALIDATION
    ENTRY_NEEDS = "entry_needs", ErrorCode.VALIDATION
    ENTRY_ONLY = "entry_only", ErrorCode.VALIDATION
    PROTOCOL_NEEDS = "protocol_needs", ErrorCode.VALIDATION
    PROTOCOL_HAS_NO = "protocol_has_no", ErrorCode.VALIDATION
    OUTSIDE_BADGE = "outside_badge", ErrorCode.VALIDATION
    SECRET_MISSING = "secret_missing", ErrorCode.VALIDATION
    BAD_PATTERN = "bad_pattern", ErrorCode.VALIDATION
    BAD_EVENT = "bad_event", ErrorCode.VALIDATION
    BAD_DESTINATION = "bad_destination", ErrorCode.VALIDATION
    NOT_AUTHENTICATED = "not_authenticated", ErrorCode.MISSING_TOKEN
    SIGNATURE_INCOMPLETE = "signature_incomplete", ErrorCode.INCOMPLETE_SIGNATURE
    SIGNATURE_OUT_OF_SCOPE = "signature_out_of_scope", ErrorCode.INVALID_SIGNATURE
    SIGNATURE_EXPIRED = "signature_expired", ErrorCode.INVALID_SIGNATURE
    SIGNATURE_NOT_YET = "signature_not_yet", ErrorCode.INVALID_SIGNATURE
    SIGNATURE_OF_OTHER_BODY = "signature_of_other_body", ErrorCode.INVALID_SIGNATURE
    SIGNATURE_WRONG = "signature_wrong", ErrorCode.INVALID_SIGNATURE
    SIGNATURE_REPLAYED = "signature_replayed", ErrorCode.INVALID_SIGNATURE
    KEY_UNKNOWN = "key_unknown", ErrorCode.UNRECOGNIZED_CLIENT
    SESSION_OVER = "session_over", ErrorCode.EXPIRED_TOKEN
    FORGED_REQUEST = "forged_request", ErrorCode.ACCESS_DENIED
    TOKEN_EXPIRED = "token_expired", ErrorCode.EXPIRED_TOKEN
    ACCESS_DENIED = "access_denied", ErrorCode.ACCESS_DENIED
    NOT_FOUND = "not_found", ErrorCode.NOT_FOUND
    UNKNOWN_OPERATION = "unknown_operation", ErrorCode.UNKNOWN_OPERATION
    METHOD_NOT_ALLOWED = "method_not_allowed", ErrorCode.METHOD
    BODY_TOO_LARGE = "body_too_large", ErrorCode.TOO_LARGE
    NOT_JSON = "not_json", ErrorCode.MEDIA_TYPE
    TOKEN_REUSED = "token_reused", ErrorCode.CONFLICT
    SITE_HAS_INSTANCES = "site_has_instances", ErrorCode.CONFLICT
    SITE_HAS_ACTIVE_INSTANCES = "site_has_active_instances", ErrorCode.CONFLICT
    INSTANCE_NEEDS_CONFIGURATION = "instance_needs_configuration", ErrorCode.CONFLICT
    INSTANCE_NOT_ACTIVE = "instance_not_active", ErrorCode.CONFLICT
    DEVICE_NOT_LOCKED = "device_not_locked", ErrorCode.CONFLICT
    INSTANCE_ACTIVE = "instance_active", ErrorCode.CONFLICT
    INSTANCE_OUT_OF_SERVICE = "instance_out_of_service", ErrorCode.CONFLICT
    INSTANCE_IN_SERVICE = "instance_in_service", ErrorCode.CONFLICT
    NO_ENTRANCE = "no_entrance", ErrorCode.CONFLICT
    ACTIVATION_CODE_UNKNOWN = "activation_code_unknown", ErrorCode.CONFLICT
    ACTIVATION_CODE_EXPIRED = "activation_code_expired", ErrorCode.CONFLICT
    ACTIVATION_CODE_SPENT = "activation_code_spent", ErrorCode.CONFLICT
    ACTIVATION_INSTANCE_GONE = "activation_instance_gone", ErrorCode.CONFLICT
    ACTIVATION_SITE_GONE = "activation_site_gone", ErrorCode.CONFLICT
    ACTIVATION_NOT_CONFIRMED = "activation_not_confirmed", ErrorCode.CONFLICT
    ACTIVATION_BURNT = "activation_burnt", ErrorCode.CONFLICT
    POSTAL_CODE_WRONG = "postal_code_wrong", ErrorCode.CONFLICT
    SIGNING_REQUEST_INVALID = "signing_request_invalid", ErrorCode.VALIDATION
    MODE_IS_FIXED = "mode_is_fixed", ErrorCode.CONFLICT
    NO_SUCH_KEY = "no_such_key", ErrorCode.NOT_FOUND
    CUSTOMER_KEY_REFUSED = "customer_key_refused", ErrorCode.ACCESS_DENIED
    CUSTOMER_KEY_UNREACHABLE = "customer_key_unreachable", ErrorCode.ACCESS_DENIED
    TOO_MANY_RESOURCES = "too_many_resources", ErrorCode.QUOTA
    NAME_TAKEN = "name_taken", ErrorCode.CONFLICT
    POLICY_MALFORMED = "policy_malformed", ErrorCode.VALIDATION
    POLICY_SHIPPED = "policy_shipped", ErrorCode.VALIDATION
    POLICY_ATTACHED = "policy_attached", ErrorCode.CONFLICT
    POLICY_VERSION_COUNTS = "policy_version_counts", ErrorCode.CONFLICT
    NOT_ATTACHED = "not_attached", ErrorCode.NOT_FOUND
    NO_MEMBER = "no_member", ErrorCode.NOT_FOUND
    GROUP_HAS_USERS = "group_has_users", ErrorCode.CONFLICT
    HAS_PASSWORD = "has_password", ErrorCode.CONFLICT
    NO_PASSWORD = "no_password", ErrorCode.NOT_FOUND
    PASSWORD_TOO_SHORT = "password_too_short", ErrorCode.VALIDATION
    PASSWORD_TOO_LONG = "password_too_long", ErrorCode.VALIDATION
    PASSWORD_NO_SYMBOL = "password_no_symbol", ErrorCode.VALIDATION
    PASSWORD_NO_DIGIT = "password_no_digit", ErrorCode.VALIDATION
    PASSWORD_NO_UPPER_CASE = "password_no_upper_case", ErrorCode.VALIDATION
    PASSWORD_NO_LOWER_CASE = "password_no_lower_case", ErrorCode.VALIDATION
    PASSWORD_IS_A_NAME = "password_is_a_name", ErrorCode.VALIDATION
    PASSWORD_USED_BEFORE = "password_used_before", ErrorCode.VALIDATION
    PASSWORD_WRONG = "password_wrong", ErrorCode.ACCESS_DENIED
    PASSWORD_MUST_CHANGE = "password_must_change", ErrorCode.ACCESS_DENIED
    SECOND_FACTOR_NEEDED = "second_factor_needed", ErrorCode.ACCESS_DENIED
    SECOND_FACTOR_WRONG = "second_factor_wrong", ErrorCode.ACCESS_DENIED
    SIGN_IN_WRONG = "sign_in_wrong", ErrorCode.ACCESS_DENIED
    FEDERATION_STALE = "federation_stale", ErrorCode.ACCESS_DENIED
    FEDERATION_NOT_BELIEVED = "federation_not_believed", ErrorCode.ACCESS_DENIED
    FEDERATION_UNKNOWN = "federation_unknown", ErrorCode.ACCESS_DENIED
    PROVIDER_UNREACHABLE = "provider_unreachable", ErrorCode.UNAVAILABLE
    LOCKED_OUT = "locked_out", ErrorCode.THROTTLED
    NOT_SET_UP = "not_set_up", ErrorCode.ACCESS_DENIED
    ALREADY_SET_UP = "already_set_up", ErrorCode.CONFLICT
    ONLY_FOR_OWNER = "only_for_owner", ErrorCode.ACCESS_DENIED
    NOT_FOR_OWNER = "not_for_owner", ErrorCode.ACCESS_DENIED
    NOT_FOR_SESSIONS = "not_for_sessions", ErrorCode.ACCESS_DENIED
    NOT_A_CONSOLE = "not_a_console", ErrorCode.VALIDATION
    NOT_SWITCHED = "not_switched", ErrorCode.CONFLICT
    SESSION_TOO_LONG = "session_too_long", ErrorCode.VALIDATION
    UNAVAILABLE = "unavailable", ErrorCode.UNAVAILABLE
    INTERNAL = "internal", ErrorCode.INTERNAL

    def __init__(self, word: str, code: ErrorCode) -> None:
        self.word = word
        self.code = code

    @property
    def key(self) -> str:
        """Of its text."""
        return f"reason.{self.word}"


@dataclass(frozen=True, slots=True)
class Refusal:
    reason: Reason
    facts: Mapping[str, str | int] = field(default_factory=lambda: MappingProxyType({}))
    """What the text names: a member, a limit, a resource. Never a value that somebody sent, which might be a secret."""

    @classmethod
    def of(cls, reason: Reason, **facts: str | int) -> "Refusal":
        return cls(reason, MappingProxyType(facts))
