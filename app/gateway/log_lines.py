"""The server's log: one JSON object a line, and nothing in it that was not named beforehand.

Rules it keeps: of a record only the level, the logger, its fixed text and the fields under `told` are written; values
that a library put into its own messages never are, because nobody knows what they hold.

>>> record = logging.LogRecord("uvicorn.error", logging.WARNING, "", 0, "bad request from %s", ("192.0.2.7",), None)
>>> json.loads(JsonLines().format(record))["event"]
'bad request from %s'
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def logging_as_json(handler: logging.Handler) -> Iterator[None]:
    """Within the block our own and the server's log goes to `handler` alone."""
    handler.setFormatter(JsonLines())
    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = [(logger.handlers, logger.propagate, logger.level) for logger in loggers]
    for logger in loggers:
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        for logger, (handlers, propagate, level) in zip(loggers, before, strict=True):
            logger.handlers, logger.propagate = handlers, propagate
            logger.setLevel(level)
