"""The oldest supported aws-cdk-lib synthesizes the same templates as the newest."""

import json
import re
from pathlib import Path

from assemblies import templates
from report import Report

PACKAGE = Path(__file__).parent.parent / "package.json"


def check_floor(newest: Path, oldest: Path, report: Report) -> None:
    floor = json.loads(PACKAGE.read_text())["peerDependencies"]["aws-cdk-lib"].removeprefix("^")
    report.title(f"aws-cdk-lib {floor}, the oldest that package.json allows")
    report.equal("it made the assemblies", made_by(oldest), {floor})
    report.equal("another one made those that they are compared with", floor in made_by(newest), False)
    names = [str(path.relative_to(newest)) for path in templates(newest)]
    report.equal("the same templates are made", [str(path.relative_to(oldest)) for path in templates(oldest)], names)
    for name in names:
        if (oldest / name).exists():
            report.equal(f"{name}: differences", differences(read(newest / name), read(oldest / name)), [])


def made_by(directory: Path) -> set[str]:
    """Versions of aws-cdk-lib, from its construct trees."""
    trees = [path.read_text() for path in directory.glob("*/tree.json")]
    return {version for tree in trees for version in re.findall(r'"fqn":"aws-cdk-lib\.[^"]*","version":"([^"]*)"', tree)}


def read(path: Path) -> dict:
    return json.loads(path.read_text())


def differences(newest: object, oldest: object, path: str = "") -> list[str]:
    """The first five differences between two templates."""
    if isinstance(newest, dict) and isinstance(oldest, dict):
        keys = sorted(newest.keys() | oldest.keys())
        return [found for key in keys for found in differences(newest.get(key), oldest.get(key), f"{path}/{key}")][:5]
    return [] if newest == oldest else [f"{path}: {str(newest)[:80]} became {str(oldest)[:80]}"]
