"""Which function does which operation: all areas in one table. Each area's module holds its own pairs."""

from app.services.control.activation import ACTIVATION
from app.services.control.configurations import CONFIGURATIONS
from app.services.control.device_commands import DEVICE_COMMANDS
from app.services.control.device_service import DEVICE_SERVICE
from app.services.control.encryption import ENCRYPTION
from app.services.control.event_rules import EVENT_RULES
from app.services.control.events import EVENTS
from app.services.control.identity.console import CONSOLE
from app.services.control.identity.handlers import IDENTITY
from app.services.control.instances import INSTANCES
from app.services.control.look_up import LOOK_UP
from app.services.control.people import PEOPLE
from app.services.control.served import table_of
from app.services.control.sites import SITES
from app.services.control.tags import TAGS
from app.services.control.templates import TEMPLATES
from app.services.control.usage import USAGE

HANDLERS = table_of(
    (
        *SITES,
        *INSTANCES,
        *ACTIVATION,
        *DEVICE_COMMANDS,
        *DEVICE_SERVICE,
        *CONFIGURATIONS,
        *TEMPLATES,
        *TAGS,
        *PEOPLE,
        *IDENTITY,
        *EVENT_RULES,
        *EVENTS,
        *LOOK_UP,
        *ENCRYPTION,
        *USAGE,
    )
)

CONSOLE_HANDLERS = table_of(CONSOLE)
"""What a session of the console alone can be asked for: in no service model, and called with no signature."""
