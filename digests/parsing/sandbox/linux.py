"""What the child asks of Linux itself, as Python's own library has no word for it.

A call that is refused raises OSError; `prctl(2)`, `capset(2)`, `syscall(2)`.
"""

from __future__ import annotations

import ctypes
import os
import struct
from typing import Any

_SET_DUMPABLE, _SET_NO_NEW_PRIVS = 4, 38
_CAPABILITY_VERSION_3 = 0x20080522
_DAC_READ_SEARCH = 1 << 2


def prctl(option: int, value: int, pointer: object = None) -> None:
    """Change what holds for this process."""
    _asked("prctl", option, ctypes.c_ulong(value), pointer, None, None)


def syscall(number: int, *arguments: object) -> int:
    """Call the kernel by number; what it answers."""
    return _asked("syscall", ctypes.c_long(number), *arguments)


def conceal() -> None:
    """Let no process of the same user read this one's environment or memory.

    Nor is a core written of it, and only root may debug it.
    """
    prctl(_SET_DUMPABLE, 0)


def give_up_privileges() -> None:
    """Gain none any more by starting a program, and lose what root may.

    Only to read what belongs to others remains: the libraries may lie in somebody's home.
    """
    prctl(_SET_NO_NEW_PRIVS, 1)
    header = struct.pack("=Ii", _CAPABILITY_VERSION_3, 0)
    held = ctypes.create_string_buffer(24)  # twice: effective, permitted, inheritable
    _asked("capget", header, held)
    permitted = struct.unpack("=6I", held.raw)[1] & _DAC_READ_SEARCH
    _asked("capset", header, struct.pack("=6I", permitted, permitted, 0, 0, 0, 0))


def _asked(function: str, *arguments: object) -> int:
    library: Any = ctypes.CDLL(None, use_errno=True)
    answer: int = library[function](*arguments)
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), function)
    return answer
