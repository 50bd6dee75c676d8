"""Which addresses Telegram takes, and in what form it keeps them."""

from __future__ import annotations

import ipaddress
import re

_AUTHORITY = re.compile(r"[^/?#]*")
_ALLOWED = re.compile(r"(?:[A-Za-z0-9.\-_!$,~*'();&+=]|%[0-9A-Fa-f]{2}|[^\x00-\x7f])*")
_APP_HOST = re.compile(r"[A-Za-z0-9_-]+")
_USER = re.compile(r"tg:(?://)?user/?\?(?:[^#]*&)?id=(\d+)(?:[&#].*)?", re.IGNORECASE)
APP_SCHEMES = ("tg", "ton", "tonsite")


class LinkError(ValueError):
    """The address can't be a link; the message is Telegram's reason."""


def person_of(address: str) -> int | None:
    """The person whom a tg://user?id= link mentions."""
    match = _USER.fullmatch(address)
    return int(match[1]) if match else None


def check_link(address: str) -> str:
    """The address as Telegram keeps it: a scheme in front, the host in lower case.

    Raises `LinkError` with Telegram's own reason.
    """
    scheme, colon, rest = address.partition(":")
    if colon and scheme.lower() in APP_SCHEMES:
        return _check_app_link(scheme.lower(), rest.removeprefix("//"))
    scheme, host, port, tail, userinfo = _parts(address)
    if "." not in host and not host.startswith("["):
        raise LinkError("Wrong HTTP URL")
    user = f"{userinfo}@" if userinfo else ""
    return f"{scheme}://{user}{host}{f':{port}' if port else ''}{tail}"


def _check_app_link(scheme: str, rest: str) -> str:
    match = _APP_HOST.match(rest)
    if match is None:
        raise LinkError("URL host is empty")
    tail = rest[match.end() :]
    if tail and tail[0] not in "/?#" and not (scheme == "tonsite" and tail[0] == "."):
        raise LinkError("Unallowed characters in URL host")
    return f"{scheme}://{match[0].lower()}{tail or '/'}"


def _parts(address: str) -> tuple[str, str, int, str, str]:
    scheme, separator, rest = address.partition("://")
    if separator and not re.search(r"[:/?#@\[\]]", scheme):
        scheme = scheme.lower()
        if scheme not in {"http", "https"}:
            raise LinkError("Unsupported URL protocol")
    else:
        scheme, rest = "http", address
    match = _AUTHORITY.match(rest)
    authority = match[0] if match else ""
    userinfo, _, host_port = authority.rpartition("@")
    host, port = _host_and_port(host_port)
    _check_host(host, userinfo)
    return scheme, host.lower(), port, _tail(rest[len(authority) :]), userinfo


def _host_and_port(host_port: str) -> tuple[str, int]:
    if host_port.endswith("]") or ":" not in host_port:
        return host_port, 0
    host, _, digits = host_port.rpartition(":")
    if not (digits.isascii() and digits.isdecimal() and 0 < int(digits) <= 65535):
        raise LinkError("Wrong port number specified in the URL")
    return host, int(digits)


def _check_host(host: str, userinfo: str) -> None:
    if not host:
        raise LinkError("URL host is empty")
    if host == ".":
        raise LinkError("Host is invalid")
    if host.startswith("["):
        try:
            ipaddress.IPv6Address(host.strip("[]"))
        except ValueError:
            raise LinkError("Wrong IPv6 address specified in the URL") from None
        return
    if not _ALLOWED.fullmatch(host):
        raise LinkError("Disallowed character in URL host")
    if not _ALLOWED.fullmatch(userinfo.replace(":", "")):
        raise LinkError("Disallowed character in URL userinfo")


def _tail(tail: str) -> str:
    tail = tail.rstrip(" \t\r\n\v")
    if not tail.startswith("/"):
        tail = f"/{tail}"
    return re.sub(r"[\x00-\x20]", lambda match: f"%{ord(match[0]):02X}", tail)
