"""Debian's Firefox, which no driver of ours steers: it opens one page, and that page sends what it found to the server."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SETTINGS = {
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.tabs.remote.autostart": True,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.ipc.processPrelaunch.enabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    # Nothing leaves this machine: all hosts but this one are behind a port where nobody listens.
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 1,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 1,
    "network.proxy.type": 1,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}


@contextmanager
def firefox_on(address: str, executable: str, profile: Path) -> Iterator[None]:
    """Firefox without a window on the page at ``address``, while the block runs; ``profile``: a new folder."""
    profile.mkdir()
    lines = [f'user_pref("{name}", {_literal(value)});\n' for name, value in _SETTINGS.items()]
    (profile / "user.js").write_text("".join(lines), "utf-8")
    command = [executable, "--headless", "--new-instance", "--profile", str(profile), address]
    with (profile / "said.txt").open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:  # it has answered: nobody waits for how it ends
                process.kill()
                process.wait()


def _literal(value: bool | int | str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else f'"{value}"'
