"""The one import of cv2 in this room: everyone here writes `from app.biometrics.vision import cv2`.

>>> cv2.setNumThreads(1)
"""

from app.ports.cv import environment_kept

with environment_kept():
    import cv2

__all__ = ["cv2"]
