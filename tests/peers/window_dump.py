"""A picture out of the framebuffer that Xvfb keeps as a window dump (XWDFile.h).

picture_of((folder / "Xvfb_screen0").read_bytes())
"""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Picture: TypeAlias = npt.NDArray[np.uint8]


def picture_of(dump: bytes) -> Picture:
    """(rows, columns, 4) uint8, BGR and nothing."""
    head = np.frombuffer(dump, ">u4", 25)
    columns, rows, line, colours = (int(head[place]) for place in (4, 5, 12, 19))
    begin = int(head[0]) + 12 * colours
    pixels = np.frombuffer(dump, np.uint8, rows * line, begin)
    return pixels.reshape(rows, line // 4, 4)[:, :columns]
