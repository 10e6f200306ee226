"""Who sends a request to Northflank, and whether they may."""

from __future__ import annotations

import hmac

from ..operation import ApiError, Operation, Request, bearer_token


def authorize(request: Request, operation: Operation) -> str:
    """The token, as a key for the rate limit. Raises ApiError with 401, or 404 for a team of others."""
    if operation.anonymous:
        return "anonymous"
    secret = bearer_token(request.authorization)
    if secret is not None:
        for token in request.store.all("northflank.token"):
            if hmac.compare_digest(token.id.encode(), secret.encode()):
                team, teams = request.path.get("teamId"), token.body["teams"]
                if team is not None and teams is not None and team not in teams:
                    raise ApiError(404, "not_found", "Team not found.")
                return token.id
    raise ApiError(401, "unauthorized", "The API token is missing or not valid.")
