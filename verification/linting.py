"""cfn-lint: no errors and no warnings. What is ignored, and why, is in .cfnlintrc."""

import json
import subprocess
import sys
from pathlib import Path

from report import Report

CONFIGURATION = Path(__file__).with_name(".cfnlintrc")


def lint(templates: list[Path], report: Report) -> None:
    report.title("cfn-lint")
    command = [Path(sys.executable).with_name("cfn-lint"), "--config-file", CONFIGURATION, "--format", "json", "--template", *templates]
    findings = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout)
    for template in templates:
        found = [describe(finding) for finding in findings if finding["Filename"] == str(template)]
        report.equal(template.name, found, [])


def describe(finding: dict) -> str:
    path = "/".join(str(part) for part in finding["Location"]["Path"] or [])
    return f"{finding['Rule']['Id']} {path}: {finding['Message']}"
