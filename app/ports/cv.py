"""cv2 points Qt and the loader at its own libraries when it is imported; whoever imports it puts that right at once.

`opencv-contrib-python` sets QT_QPA_PLATFORM_PLUGIN_PATH, QT_QPA_FONTDIR and LD_LIBRARY_PATH in the process. The first
makes PySide6 load cv2's Qt 5 plugin and abort. So every import of cv2 (one a room) and of a library that imports it
reads:

    with environment_kept():
        import cv2

>>> with environment_kept():
...     os.environ["QT_QPA_FONTDIR"] = "/elsewhere"
>>> os.environ.get("QT_QPA_FONTDIR") == "/elsewhere"
False
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

CHANGED_BY_CV2 = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR", "LD_LIBRARY_PATH")


@contextmanager
def environment_kept() -> Iterator[None]:
    """What cv2 changes in the environment is as before afterwards."""
    before = {name: os.environ.get(name) for name in CHANGED_BY_CV2}
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
