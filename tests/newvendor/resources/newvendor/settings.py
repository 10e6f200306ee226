"""Newvendor's account: where the API is, and how it authenticates."""

from pulumi_backups.bridge import Credential, Vendor

NEWVENDOR = Vendor(
    key="newvendor",
    title="Newvendor",
    credentials=(Credential("an API key", "Bearer {api_key}"),),
    base_url="https://api.newvendor.example/v1",
)
