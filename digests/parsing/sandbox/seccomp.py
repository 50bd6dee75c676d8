"""A seccomp filter, by which a process gives up system calls (`seccomp(2)`).

It is a list of what is forbidden: a list of what is allowed would have to know each C library and
each format's library, and a file that can't be read any more is a dear price for little.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from digests.parsing.sandbox.linux import prctl

_SET_SECCOMP, _MODE_FILTER = 22, 2
_KILL, _ERRNO, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_X32 = 0x40000000
"""From here on x86-64 has its calls a second time, for another size of pointers."""

# Instructions of BPF: load a word of `struct seccomp_data`, compare, mask, end.
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _END = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _MACHINE, _ARGUMENTS = 0, 4, 16


@dataclass(frozen=True, slots=True)
class Machine:
    """A kind of processor: what the kernel calls it, and in which column its numbers stand."""

    architecture: int
    column: int


MACHINES: Mapping[str, Machine] = MappingProxyType(
    {
        "x86_64": Machine(0xC000003E, 0),
        "aarch64": Machine(0xC00000B7, 1),
    }
)

_FORBIDDEN = (
    # To speak with anybody but whoever holds the other end of the pipes.
    (41, 198),  # socket
    (53, 199),  # socketpair
    (49, 200),  # bind
    (42, 203),  # connect
    # To become another program, or another process.
    (59, 221),  # execve
    (322, 281),  # execveat
    (57, None),  # fork
    (58, None),  # vfork
    (272, 97),  # unshare
    (308, 268),  # setns
    # To look into other processes, or to steer them.
    (101, 117),  # ptrace
    (310, 270),  # process_vm_readv
    (311, 271),  # process_vm_writev
    (312, 272),  # kcmp
    (424, 424),  # pidfd_send_signal
    (434, 434),  # pidfd_open
    (438, 438),  # pidfd_getfd
    (440, 440),  # process_madvise
    (448, 448),  # process_mrelease
    (256, 238),  # migrate_pages
    (279, 239),  # move_pages
    (141, 140),  # setpriority
    (142, 118),  # sched_setparam
    (144, 119),  # sched_setscheduler
    (203, 122),  # sched_setaffinity
    (314, 274),  # sched_setattr
    (251, 30),  # ioprio_set
    # To change anything in a folder.
    (85, None),  # creat
    (87, None),  # unlink
    (263, 35),  # unlinkat
    (82, None),  # rename
    (264, 38),  # renameat
    (316, 276),  # renameat2
    (83, None),  # mkdir
    (258, 34),  # mkdirat
    (84, None),  # rmdir
    (86, None),  # link
    (265, 37),  # linkat
    (88, None),  # symlink
    (266, 36),  # symlinkat
    (133, None),  # mknod
    (259, 33),  # mknodat
    (76, 45),  # truncate
    (90, None),  # chmod
    (91, 52),  # fchmod
    (268, 53),  # fchmodat
    (452, 452),  # fchmodat2
    (92, None),  # chown
    (93, 55),  # fchown
    (94, None),  # lchown
    (260, 54),  # fchownat
    (132, None),  # utime
    (235, None),  # utimes
    (261, None),  # futimesat
    (280, 88),  # utimensat
    (188, 5),  # setxattr
    (189, 6),  # lsetxattr
    (190, 7),  # fsetxattr
    (197, 14),  # removexattr
    (198, 15),  # lremovexattr
    (199, 16),  # fremovexattr
    (463, 463),  # setxattrat
    (466, 466),  # removexattrat
    # Where kernels have had most of their holes, and no parser has any business.
    (321, 280),  # bpf
    (298, 241),  # perf_event_open
    (323, 282),  # userfaultfd
    (425, 425),  # io_uring_setup
    (248, 217),  # add_key
    (249, 218),  # request_key
    (250, 219),  # keyctl
    (303, 264),  # name_to_handle_at
    (304, 265),  # open_by_handle_at
)
"""The calls that are forbidden whatever they ask, by number: on x86-64, on arm64 if it is there."""
_UNKNOWN = ((435, 435), (437, 437))
"""clone3 and openat2, of which a filter sees no flags: C libraries take the older ones instead."""
_SIGNALS = ((62, 129), (200, 130), (234, 131), (129, 138), (297, 240))
"""kill, tkill, tgkill, rt_sigqueueinfo, rt_tgsigqueueinfo: `abort` needs one for itself."""
_PRLIMIT = (302, 261)
_OPENS = (((2, None), 1), ((257, 56), 2))
"""open and openat, and which of their arguments the flags are."""
_CLONE, _THREAD = (56, 220), 0x10000
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

_Numbers = tuple[int, int | None]


def forbid_calls() -> None:
    """Let this process and its threads do nothing but compute, and read files.

    Raises OSError where the kernel has no seccomp, or its calls are not known here.
    """
    machine = MACHINES.get(os.uname().machine)
    if machine is None or sys.maxsize < _X32:  # 32-bit programs have other numbers
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    program = b"".join(_program(machine, os.getpid()))
    kept = ctypes.create_string_buffer(program, len(program))
    told = struct.pack("@HP", len(program) // 8, ctypes.addressof(kept))
    prctl(_SET_SECCOMP, _MODE_FILTER, told)


def _program(machine: Machine, own: int) -> Iterator[bytes]:
    yield _instruction(_LOAD, _MACHINE)
    yield _instruction(_EQUAL, machine.architecture, 1, 0)
    yield _instruction(_END, _KILL)
    yield _instruction(_LOAD, _NUMBER)
    yield _instruction(_AT_LEAST, _X32, 0, 1)
    yield _refused(errno.EPERM)
    for number in _numbers(machine, _FORBIDDEN):
        yield _if_called(number, _refused(errno.EPERM))
    for number in _numbers(machine, _UNKNOWN):
        yield _if_called(number, _refused(errno.ENOSYS))
    for number in _numbers(machine, _SIGNALS):
        yield _if_called(number, _unless(0, _EQUAL, own))
    for number in _numbers(machine, (_PRLIMIT,)):
        yield _if_called(number, _unless(0, _EQUAL, 0))
    for number in _numbers(machine, (_CLONE,)):
        yield _if_called(number, _unless(0, _ANY_BIT, _THREAD))
    for numbers, flags in _OPENS:
        for number in _numbers(machine, (numbers,)):
            yield _if_called(number, _where(flags, _ANY_BIT, _WRITING))
    yield _instruction(_END, _ALLOW)


def _numbers(machine: Machine, table: tuple[_Numbers, ...]) -> Iterator[int]:
    for numbers in table:
        number = numbers[machine.column]
        if number is not None:
            yield number


def _instruction(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    """One of BPF; `then` and `otherwise` are how many to leave out where a comparison holds."""
    return struct.pack("=HBBI", code, then, otherwise, value)


def _refused(error: int) -> bytes:
    return _instruction(_END, _ERRNO | error)


def _if_called(number: int, block: bytes) -> bytes:
    return _instruction(_EQUAL, number, 0, len(block) // 8) + block


def _unless(argument: int, comparison: int, value: int) -> bytes:
    """Allow a call one of whose arguments compares so; the lower half, as the flags and ids are."""
    return (
        _instruction(_LOAD, _ARGUMENTS + 8 * argument)
        + _instruction(comparison, value, 0, 1)
        + _instruction(_END, _ALLOW)
        + _refused(errno.EPERM)
    )


def _where(argument: int, comparison: int, value: int) -> bytes:
    """Refuse a call one of whose arguments compares so."""
    return (
        _instruction(_LOAD, _ARGUMENTS + 8 * argument)
        + _instruction(comparison, value, 0, 1)
        + _refused(errno.EPERM)
        + _instruction(_END, _ALLOW)
    )
