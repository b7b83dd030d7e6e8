"""The server's log: one JSON object a line, and nothing in it that was not named beforehand.

Rules it keeps: of a record only the level, the logger, its fixed text and the fields under `told` are written; values
that a library put into its own messages never are, because nobody knows what they hold.

>>> record = logging.LogRecord("uvicorn.error", logging.WARNING, "", 0, "bad request from %s", ("192.0.2.7",), None)
>>> json.loads(JsonLines().format(record))["event"]
'bad request from %s'
"""

import json
import logging
from datetime import UTC, datetime

LOGGERS = ("thenar", "uvicorn")


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": str(record.msg),
        }
        told = getattr(record, "told", None)
        if isinstance(told, dict):
            line |= {str(key): value for key, value in told.items()}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line)


def log_as_json(handler: logging.Handler) -> None:
    """From now on our own and the server's log goes to `handler` alone."""
    handler.setFormatter(JsonLines())
    for name in LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel(logging.INFO)
