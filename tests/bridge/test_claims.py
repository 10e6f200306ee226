"""Two resources of one run never claim one identity."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from pulumi_backups.bridge.claims import Claims


def test_identity_is_free_again_once_it_is_released() -> None:
    claims = Claims()
    assert claims.claim("nightly", "urn:a") is None
    assert claims.claim("nightly", "urn:b") == "urn:a"
    claims.release("nightly", "urn:b")
    assert claims.claim("nightly", "urn:b") == "urn:a"
    claims.release("nightly", "urn:a")
    assert claims.claim("nightly", "urn:b") is None


def test_resource_may_claim_its_own_identity_again() -> None:
    claims = Claims()
    assert claims.claim("nightly", "urn:a") is None
    assert claims.claim("nightly", "urn:a") is None


def test_one_of_many_threads_gets_an_identity() -> None:
    claims = Claims()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda number: claims.claim("nightly", f"urn:{number}"), range(200)))
    assert found.count(None) == 1
