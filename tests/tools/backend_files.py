"""Writes files of the demonstration's backend, as a killed Pulumi leaves them."""

import json
from pathlib import Path
from typing import Any

from tools.paths import Paths

LOCK = "state/.pulumi/locks/organization/demo/dev/1.json"
STATE = "state/.pulumi/stacks/demo/dev.json"
PENDING = {"resource": {"urn": "urn:pulumi:dev::demo::t::orders-daily"}, "type": "creating"}


def write(paths: Paths, name: str, content: dict[str, Any]) -> Path:
    file = paths.local / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content))
    return file
