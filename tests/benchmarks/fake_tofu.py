"""Stands in for OpenTofu with the vendor's provider: it reads the folder, sends real requests, and keeps a state.

As the real one, it finds the provider by the CLI's settings, and reads all objects of its state first. It prints its
arguments.
"""

from __future__ import annotations

import json
import os
import re
import sys
import urllib.request
from pathlib import Path
from typing import Any

STATE = Path("terraform.tfstate")
Policy = dict[str, Any]


def main() -> None:
    """Runs one command."""
    command, *flags = sys.argv[1:]
    if command == "version":
        print("OpenTofu v9.8.7\non linux_amd64")
        return
    print(*sys.argv[1:])
    assert "-input=false" in flags, "a question would wait forever"
    find_provider()
    policies = [refreshed(each) for each in known()]
    if command == "destroy":
        for each in policies:
            send("DELETE", each)
        save([])
    elif command == "apply":
        save(policies if "-refresh-only" in flags else [applied(each, policies) for each in declared()])


def find_provider() -> None:
    """Fails unless the CLI settings point at a folder with the provider."""
    settings = Path(os.environ["TF_CLI_CONFIG_FILE"]).read_text()
    override = re.search(r'dev_overrides \{\s*"planetscale/planetscale" = "(.+)"', settings)
    assert override, settings
    assert os.access(Path(override[1]) / "terraform-provider-planetscale", os.X_OK), "no provider"


def declared() -> list[Policy]:
    """The policies of the configuration."""
    resources = json.loads(Path("main.tf.json").read_text())["resource"]
    return list(resources["planetscale_vitess_backup_policy"].values())


def applied(policy: Policy, before: list[Policy]) -> Policy:
    """Creates or changes a policy if it differs."""
    found = next((each for each in before if each["name"] == policy["name"]), None)
    if found is None:
        return policy | send("POST", policy)
    same = all(found[name] == value for name, value in policy.items())
    return found if same else policy | send("PATCH", policy | {"id": found["id"]})


def refreshed(policy: Policy) -> Policy:
    """Reads a policy."""
    return policy | send("GET", policy)


def send(method: str, policy: Policy) -> Policy:
    """Sends a request of the API, with the fields that a create or an update has."""
    path = f"/organizations/{policy['organization']}/databases/{policy['database']}/backup-policies"
    own = f"/{policy['id']}" if "id" in policy else ""
    fields = {name: value for name, value in policy.items() if name not in ("organization", "database", "id")}
    request = urllib.request.Request(  # noqa: S310 - our own loopback server
        os.environ["PLANETSCALE_SERVER_URL"] + path + own,
        method=method,
        data=json.dumps(fields).encode() if method in ("POST", "PATCH") else None,
        headers={
            "content-type": "application/json",
            "authorization": f"{os.environ['PLANETSCALE_SERVICE_TOKEN_ID']}:{os.environ['PLANETSCALE_SERVICE_TOKEN']}",
        },
    )
    with urllib.request.urlopen(request) as response:  # noqa: S310
        found: Policy = json.loads(response.read() or b"{}")
    return {name: found[name] for name in ("id", *fields) if name in found}


def known() -> list[Policy]:
    """The policies of the state."""
    if not STATE.exists():
        return []
    return [each["attributes"] for each in json.loads(STATE.read_text())["resources"][0]["instances"]]


def save(policies: list[Policy]) -> None:
    """Writes the state."""
    STATE.write_text(json.dumps({"resources": [{"instances": [{"attributes": each} for each in policies]}]}))


if __name__ == "__main__":
    main()
