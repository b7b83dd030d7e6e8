"""What an installer can do something about where a chip or its lines cannot be had, in words of ours.

>>> trouble(OSError(errno.EBUSY, "Device or resource busy"))
'another program holds the line'
"""

import errno
from typing import Final

WHY: Final = {
    errno.ENOENT: "there is no such chip or line",
    errno.ENODEV: "the chip is gone, or is none",
    errno.ENXIO: "the line cannot be watched",
    errno.EBUSY: "another program holds the line",
    errno.EACCES: "this user may not use the chip",
    errno.EPERM: "this user may not use the chip",
}
"""By the kernel's number."""


def trouble(error: OSError) -> str:
    return WHY.get(error.errno or 0, "it does not answer")
