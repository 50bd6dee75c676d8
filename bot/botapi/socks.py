"""The way through a SOCKS proxy; loaded only where the operator names one."""

from __future__ import annotations

from typing import Any

import aiohttp
from aiohttp_socks import ProxyConnectionError, ProxyConnector, ProxyError, ProxyTimeoutError
from typing_extensions import override


class SocksConnector(ProxyConnector):
    """Connects through a SOCKS5 proxy, which also looks up the names (RFC 1928).

    Whatever fails on the way is a `ClientProxyConnectionError`: nothing was written yet.
    """

    @override
    async def connect(
        self, req: aiohttp.ClientRequest, traces: Any, timeout: aiohttp.ClientTimeout
    ) -> Any:
        """Connect, or raise `aiohttp.ClientError`."""
        try:
            return await super().connect(req, traces, timeout)
        except aiohttp.ClientError:
            raise
        except (ProxyError, ProxyConnectionError, ProxyTimeoutError, OSError) as error:
            failure = OSError(0, type(error).__name__)  # its text may hold more than we tell
            raise aiohttp.ClientProxyConnectionError(req.connection_key, failure) from None


def connector(proxy: str, connections: int) -> ProxyConnector:
    """What connects through a proxy such as `socks5://name:password@proxy.example:1080`."""
    return SocksConnector.from_url(proxy, limit=connections)
