"""`sam validate --lint` of every template with the transform of AWS SAM. Needs no AWS account."""

import json
import os
import subprocess
from pathlib import Path

from report import Report
from serverless import uses_functions

SAM = Path(__file__).with_name(".venv") / "sam" / "bin" / "sam"
ENVIRONMENT = {**os.environ, "SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": "eu-west-1"}


def check_functions(templates: list[Path], report: Report) -> None:
    report.title("sam validate --lint")
    functions = [path for path in templates if uses_functions(json.loads(path.read_text()))]
    report.equal("templates with functions are there to be judged", len(functions) > 0, True)
    for path in functions:
        # Ignored rules are in the .cfnlintrc of the folder that it runs in.
        command = [SAM, "validate", "--lint", "--template-file", path.resolve()]
        result = subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT, cwd=Path(__file__).parent)
        report.equal(path.name, (result.stdout + result.stderr).strip() if result.returncode else "", "")
