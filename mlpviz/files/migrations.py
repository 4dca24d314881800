"""Manifests of older versions brought up to date, one pure step at a time."""

from collections.abc import Callable
from typing import Any

Tree = dict[str, Any]

MIGRATIONS: dict[int, Callable[[Tree], Tree]] = {}
"""From a version to the function that makes the next one's manifest of it."""


def migrate(tree: Tree, version: int, target: int) -> Tree:
    """Return the manifest of a version as the target version would write it."""
    for step in range(version, target):
        tree = MIGRATIONS[step](tree)
    return tree
