"""The one import of cv2 in this room: everyone here writes `from drivers.qr_code.vision import cv2`.

>>> cv2.INTER_AREA > 0
True
"""

from app.ports.cv import environment_kept

with environment_kept():
    import cv2

__all__ = ["cv2"]
