"""Which port the emulator listens on: the port of the local URLs in the stack file."""

import re
from urllib.parse import urlsplit

from tools.paths import Paths
from tools.terminal import SetupError

STACK_FILE = "Pulumi.dev.yaml"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
# The standard library has no YAML parser. A line such as `vendor:url: "http://127.0.0.1:8765/v1"  # comment` matches.
HTTP_URL = re.compile(r"""^\s*['"]?([\w:.-]+?)['"]?\s*:[ \t]+['"]?(http://[^\s'"]+)""", re.MULTILINE)


def emulator_port(paths: Paths) -> int | None:
    """The port of the stack file's URLs on this machine, or None if it has none.

    Raises SetupError if the file cannot be read, if a URL has no port, or if two URLs have different ports.
    """
    ports = {}
    for setting, url in HTTP_URL.findall(_stack_file(paths)):
        if (port := _local_port(setting, url)) is not None:
            ports[setting] = port
    if len(set(ports.values())) > 1:
        listed = ", ".join(f"{setting}: {port}" for setting, port in ports.items())
        raise SetupError(f"{STACK_FILE} has several ports for the emulator ({listed}). Use the same port in all URLs.")
    return next(iter(ports.values()), None)


def _stack_file(paths: Paths) -> str:
    try:
        return (paths.root / STACK_FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text in UTF-8"
        raise SetupError(f"Cannot read {STACK_FILE} ({reason}). Restore it: git checkout {STACK_FILE}") from error


def _local_port(setting: str, url: str) -> int | None:
    """The port of a URL on this machine, or None if the URL names another machine."""
    try:
        parts = urlsplit(url)
        if parts.hostname not in LOOPBACK:
            return None
        port = parts.port
    except ValueError:
        port = None
    if port is None:
        raise SetupError(f"{STACK_FILE}: {setting} is {url!r}, but it needs a port, as in http://127.0.0.1:8765")
    return port
