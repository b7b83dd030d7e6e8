"""A month's statement as a table for spreadsheets: RFC 4180, UTF-8 with a mark that Excel knows it by.

Rules it keeps: one row a site, and one without a site for what belongs to the account, so that no sum counts anything
twice; a site's name that a spreadsheet would take for a formula is text there.
"""

import csv
import io
from typing import Final

from app.operations.usage import UsageStatement

ENCODING: Final = "utf-8-sig"
HEAD: Final = (
    *("month", "site_id", "site_name", "active_devices", "enrolled_users", "granted", "refused"),
    *("storage_bytes", "keys"),
)
"""The same in every language: programs read it too."""
FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")


def statement_csv(statement: UsageStatement) -> str:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(HEAD)
    for site in statement.sites:
        counts = (site.active_device_count, site.enrolled_user_count, site.granted_count, site.refused_count)
        rows.writerow([statement.month, site.site_id, _plain(site.site_name or ""), *counts, "", ""])
    rows.writerow([statement.month, *[""] * 6, statement.storage_bytes, statement.key_count])
    return text.getvalue()


def _plain(words: str) -> str:
    return f"'{words}" if words.startswith(FORMULAS) else words
