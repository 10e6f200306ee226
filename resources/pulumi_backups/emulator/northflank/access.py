"""Who is asking Northflank, and may they."""

from __future__ import annotations

import hmac

from ..call import Call, Operation, RefusalError


def admit(call: Call, operation: Operation) -> str:
    """The token's key for the rate limit; raises RefusalError with 401, or 404 for a team it does not belong to."""
    if operation.anonymous:
        return "anonymous"
    secret = call.authorization.removeprefix("Bearer ").strip()
    if call.authorization.startswith("Bearer "):
        for token in call.store.all("northflank.token"):
            if hmac.compare_digest(token.id.encode(), secret.encode()):
                team, teams = call.path.get("teamId"), token.body["teams"]
                if team is not None and teams is not None and team not in teams:
                    raise RefusalError(404, "not_found", "Team not found.")
                return token.id
    raise RefusalError(401, "unauthorized", "The API token is missing or not valid.")
