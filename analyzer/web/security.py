"""What stands before every request: who may ask, for which name, and how much they may send.

The server answers only to its own names, so that no other site can point a name of its own at
it (DNS rebinding); a request that changes something has to come from its own pages (``Origin``,
and a token that only they know); beyond this machine, everything needs the access token.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SESSION, ACCESS = "analyzer_session", "analyzer_access"
"""Cookies: which browser it is, and that it showed the token."""
MAX_FORM = 64 * 1024
"""Bytes of a request that uploads no file."""
SAFE = frozenset({"GET", "HEAD"})
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with none, a form's Origin would be "null"
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


def is_loopback(host: str) -> bool:
    """Tell whether a name or address is of this machine alone.

    >>> [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0")]
    [True, True, True, False]
    """
    address = _address(host)
    return host.lower() == "localhost" if address is None else address.is_loopback


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Under which names the server answers, and to whom."""

    host: str
    """What it is bound to."""
    names: tuple[str, ...] = ()
    """Further names that it may be called by."""
    token: str | None = None
    """What has to be shown first; ``None`` only where the server is bound to loopback."""
    max_upload: int = 32 << 20
    """Bytes of an upload."""
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def answers_to(self, host: str) -> bool:
        """Tell whether a ``Host`` header names this server.

        An address cannot be rebound, so beyond loopback any address will do.
        """
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in (self.host.lower(), *map(str.lower, self.names)):
            return True
        if is_loopback(self.host):
            return is_loopback(name)
        return _address(name) is not None

    def csrf(self, session: str) -> str:
        """Return the token that a session's own pages send with every change."""
        return hmac.new(self.key, session.encode(), sha256).hexdigest()


class Guard:
    """ASGI middleware that lets through only what `Access` allows."""

    def __init__(self, app: ASGIApp, access: Access, uploads: Sequence[str] = ()) -> None:
        self.app = app
        self.access = access
        self.uploads = frozenset(uploads)
        """Paths that take files."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or pass it on with a session and a limit to its size."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        cookies = _cookies(headers)
        refusal = self._refusal(scope, headers, cookies)
        session = cookies.get(SESSION, "")
        new = not _is_token(session)
        scope["session_id"] = session = secrets.token_urlsafe(24) if new else session

        async def respond(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    out.setdefault(name, value)
                if new:
                    out.append("Set-Cookie", _cookie(SESSION, session, scope))
            await send(message)

        if refusal is not None:
            await refusal(scope, receive, respond)
            return
        limit = self.access.max_upload if scope["path"] in self.uploads else MAX_FORM
        await self.app(scope, _limited(receive, limit), respond)

    def _refusal(self, scope: Scope, headers: Headers, cookies: dict[str, str]) -> Response | None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self.access.answers_to(hosts[0]):
            return PlainTextResponse("This server does not answer to that name.", 421)
        origin, site = headers.get("origin"), headers.get("sec-fetch-site", "none")
        if scope["method"] not in SAFE:
            own = {f"http://{hosts[0]}", f"https://{hosts[0]}"}
            if (origin is not None and origin not in own) or site not in ("none", "same-origin"):
                return PlainTextResponse("That came from another site.", 403)
            length = headers.get("content-length", "0")
            limit = self.access.max_upload if scope["path"] in self.uploads else MAX_FORM
            if not length.isdecimal() or int(length) > limit:
                return PlainTextResponse(f"Larger than {limit >> 10} KiB.", 413)
        return self._without_token(scope, headers, cookies)

    def _without_token(
        self, scope: Scope, headers: Headers, cookies: dict[str, str]
    ) -> Response | None:
        token = self.access.token
        if token is None:
            return None
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        if any(_same(shown, token) for shown in (cookies.get(ACCESS, ""), bearer)):
            return None
        query = parse_qs(scope["query_string"].decode("latin-1"))
        if scope["method"] == "GET" and _same(query.pop("token", [""])[0], token):
            rest = urlencode(query, doseq=True)
            path = "/" + scope["path"].lstrip("/\\")  # "//name" would lead to another host
            response = RedirectResponse(f"{path}?{rest}" if rest else path, 303)
            response.headers.append("Set-Cookie", _cookie(ACCESS, token, scope))
            return response
        return PlainTextResponse("Open the address with the token that `serve` printed.", 401)


class TooLargeError(Exception):
    """A request's body is larger than allowed."""


def _limited(receive: Receive, limit: int) -> Receive:
    """Count what is received, whatever the header says of it."""
    got = 0

    async def counted() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        if got > limit:
            raise TooLargeError(f"Larger than {limit >> 10} KiB.")
        return message

    return counted


def _cookies(headers: Headers) -> dict[str, str]:
    """Read cookies; of what cannot be read there are none."""
    found: SimpleCookie = SimpleCookie()
    try:
        found.load(headers.get("cookie", ""))
    except Exception:  # http.cookies.CookieError and what it does not foresee
        return {}
    return {name: morsel.value for name, morsel in found.items()}


def _cookie(name: str, value: str, scope: Scope) -> str:
    secure = "; Secure" if scope["scheme"] == "https" else ""
    return f"{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}"


def _is_token(text: str) -> bool:
    return len(text) == 32 and text.replace("-", "").replace("_", "").isalnum() and text.isascii()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None
