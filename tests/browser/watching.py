"""What a browser says about a page that was read: its complaints, and where its requests went."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

_REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  window.fumikuraTestViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""


@dataclass
class Watch:
    """Listens to every page of a browser context from its beginning."""

    context: BrowserContext
    home: str
    complaints: list[str] = field(default_factory=list)
    """Console errors, exceptions, violations of the policy, answers that are errors."""
    asked: list[Request] = field(default_factory=list)
    """Requests to another host, whether or not the browser stopped them."""
    stopped: list[Request] = field(default_factory=list)
    """Requests that the browser stopped before they left: ``csp``, or its own rule for the element (``origin``)."""

    def __post_init__(self) -> None:
        self.context.on("console", self._console)
        self.context.on("weberror", self._exception)
        self.context.on("request", self._request)
        self.context.on("requestfailed", self._failed)
        self.context.on("response", self._response)
        self.context.expose_binding("fumikuraTestViolation", self._violation)
        self.context.add_init_script(_REPORT_VIOLATIONS)

    def heard(self) -> tuple[list[str], list[str]]:
        """Complaints, and addresses of requests to another host, since this was last asked."""
        said, asked = list(self.complaints), [request.url for request in self.asked]
        for known in (self.complaints, self.asked, self.stopped):
            known.clear()
        return said, asked

    def sent_elsewhere(self) -> Sequence[str]:
        """Addresses on other hosts that were really asked. The test browser finds no host; a reader's would."""
        return [request.url for request in self.asked if request not in self.stopped]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"console: {message.text}")

    def _exception(self, error: WebError) -> None:
        self.complaints.append(f"exception: {error.error}")

    def _violation(self, _source: dict[str, Any], text: str) -> None:
        self.complaints.append(f"policy: {text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != urlsplit(self.home).netloc:
            self.asked.append(request)

    def _failed(self, request: Request) -> None:
        # What has left fails with a word of the network's, such as net::ERR_NAME_NOT_RESOLVED.
        if not (request.failure or "").startswith("net::"):
            self.stopped.append(request)

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.status}: {response.url}")
