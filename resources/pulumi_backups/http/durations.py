"""Durations in words."""

from __future__ import annotations


def duration(seconds: float) -> str:
    """`95` → `1 min 35 s`, `1800` → `30 min`, `9000` → `2 h 30 min`. From one hour on, without seconds."""
    hours, rest = divmod(round(seconds), 3600)
    minutes, rest = divmod(rest, 60)
    parts = ((hours, "h"), (minutes, "min")) if hours else ((minutes, "min"), (rest, "s"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 s"
