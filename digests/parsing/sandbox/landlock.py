"""Landlock, by which a process gives up files.

https://docs.kernel.org/userspace-api/landlock.html. It takes the processes outside with them: none
of those can be traced, so nothing below their `/proc` can be read either, by root no more than by
others.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path

from digests.parsing.sandbox.linux import syscall

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every machine
_VERSION, _PATH_BENEATH = 1, 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3

_FILES = ((1, 13), (2, 14), (3, 15), (5, 16))
"""From which version on there are how many rights about files, each a bit."""
_NETWORK = 0b11  # to bind and to connect TCP, since version 4
_SCOPED = 0b11  # abstract Unix sockets and signals of those outside, since version 6


def allow_only_to_read(paths: Iterable[Path]) -> None:
    """Let this process open nothing but what lies below these paths, and that only to read.

    What it has open stays so. Raises OSError where the kernel has no Landlock.
    """
    version = syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint(_VERSION))
    attributes = _attributes(version)
    ruleset = syscall(
        _CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint(0)
    )
    try:
        for path in filter(Path.exists, paths):
            _allow(ruleset, path)
        syscall(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint(0))
    finally:
        os.close(ruleset)


def _attributes(version: int) -> bytes:
    """The kernel refuses what it does not know, and rights that stand for nothing."""
    files = max(bits for since, bits in _FILES if version >= since)
    fields = [(1 << files) - 1]
    if version >= 4:
        fields.append(_NETWORK)
    if version >= 6:
        fields.append(_SCOPED)
    return struct.pack(f"={len(fields)}Q", *fields)


def _allow(ruleset: int, path: Path) -> None:
    rights = _READ_FILE | (_READ_DIR if path.is_dir() else 0)
    opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", rights, opened)
        syscall(
            _ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(_PATH_BENEATH), rule, ctypes.c_uint(0)
        )
    finally:
        os.close(opened)
