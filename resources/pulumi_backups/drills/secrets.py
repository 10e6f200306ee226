"""Keeps secrets out of texts that a person's command had a part in."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

HIDDEN = "[hidden]"


def without(secrets: Iterable[str], text: str) -> str:
    """The text without the secrets, as they are and as URLs, shells and JSON write them."""
    forms = {form for secret in secrets if secret for form in _forms(secret)}
    # The longest first, because one may be part of another.
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, HIDDEN)
    return text


def _forms(secret: str) -> Iterator[str]:
    yield secret
    for encoded in (quote(secret, safe=""), quote(secret), quote_plus(secret)):
        yield encoded
        yield re.sub(r"%[0-9A-F]{2}", lambda found: found[0].lower(), encoded)
    # In single quotes, and as `set -x` of dash, bash and zsh has them.
    yield shlex.quote(secret)
    yield secret.replace("'", "'\"'\"'")
    yield secret.replace("'", r"'\''")
    yield re.sub(r"([^\w@%+=:,./-])", r"\\\1", secret)
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
