"""Which function does which operation: all areas in one table. Each area's module holds its own pairs."""

from app.services.control.served import table_of
from app.services.control.sites import SITES

HANDLERS = table_of((*SITES,))
