"""Every kind of resource of every vendor. `tests/<vendor>/kinds.py` describes the vendor's own."""

from __future__ import annotations

from tests.vendors import VENDORS

KINDS = {name: kind for vendor in VENDORS.values() for name, kind in vendor.kinds.items()}
DELETED = [name for name, kind in KINDS.items() if kind.deletes]
