"""The log is JSON lines of what was named beforehand, and ends where its block does."""

import io
import json
import logging

from app.gateway.log_lines import LOGGERS, logging_as_json


def test_a_library_that_says_more_is_not_repeated() -> None:
    stream = io.StringIO()
    with logging_as_json(logging.StreamHandler(stream)):
        logging.getLogger("uvicorn.error").warning("refused %s", "the secret of ada")
        try:
            raise ValueError("the secret of ada")
        except ValueError:
            logging.getLogger("thenar.gateway").exception("broken")
    first, second = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert (first["event"], first["level"], first["logger"]) == ("refused %s", "warning", "uvicorn.error")
    assert (second["event"], second["error"]) == ("broken", "ValueError")
    assert "ada" not in stream.getvalue()


def test_what_is_logged_afterwards_goes_where_it_went_before() -> None:
    stream = io.StringIO()
    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = [(logger.handlers, logger.propagate, logger.level) for logger in loggers]
    with logging_as_json(logging.StreamHandler(stream)):
        pass
    assert [(logger.handlers, logger.propagate, logger.level) for logger in loggers] == before
