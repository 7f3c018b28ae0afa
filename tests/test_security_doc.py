"""Each test that docs/security.md names as the proof of a requirement is there."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parent
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")


def test_every_proof_that_is_named_is_a_test():
    named = NAMED.findall((TESTS.parent / "docs/security.md").read_text())
    missing = []
    for file, name in named:
        tree = ast.parse((TESTS / file).read_text()) if (TESTS / file).exists() else ast.Module([], [])
        if name not in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}:
            missing.append(f"{file}::{name}")
    assert len(named) > 50
    assert not missing
