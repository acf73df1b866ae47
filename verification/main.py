"""Usage: main.py DIRECTORY, with cloud assemblies of the newest and of the oldest supported aws-cdk-lib."""

import shutil
import sys
from pathlib import Path

from accounts import check_accounts
from assemblies import templates
from deployment import Cloud, deploy
from environment_checks import check_environment
from floor import check_floor
from linting import lint
from pipeline_checks import check_pipeline
from report import Report
from sam import check_functions
from tear_down import check_tear_down

FUNCTION = ("nodejs24.x", "service/deploy/run.sh", 1024, 30)
# Written by hand from the source of the examples, so that the templates are not compared with themselves.
EXAMPLES = {
    "minimal": {
        "pipeline": "Web",
        "environments": {
            "staging": {"instances": (2, 4), "nat_gateways": 1},
            "production": {"instances": (2, 4), "nat_gateways": 2},
        },
    },
    "production": {
        "pipeline": "LinkShortener",
        "environments": {
            "staging": {"instances": (2, 2), "nat_gateways": 1, "https": True},
            "production": {"instances": (3, 9), "nat_gateways": 2, "https": True, "cdn": True},
        },
    },
    "fargate": {
        "pipeline": "LinkShortener",
        "environments": {
            "staging": {"tasks": {"memory": "512", "target_groups": 1}, "nat_gateways": 1},
            "production": {"tasks": {"memory": "1024", "target_groups": 2}, "nat_gateways": 2},
        },
    },
    "lambda": {
        "pipeline": "LinkShortener",
        "environments": {
            "staging": {"function": FUNCTION, "nat_gateways": 1},
            "production": {"function": FUNCTION, "nat_gateways": 2},
        },
    },
}


def main(assemblies: Path) -> int:
    report = Report()
    newest, oldest = assemblies / "newest", assemblies / "oldest"
    check_floor(newest, oldest, report)
    lint(templates(newest), report)
    check_functions(templates(newest), report)
    with Cloud() as cloud:
        for example, expected in EXAMPLES.items():
            synthesized = shutil.copytree(newest / example, newest / "as-synthesized" / example)
            report.title(f"{example}.ts, deployed with the AWS CDK CLI")
            for stack in deploy(cloud, newest / example):
                report.deployed(stack)
            for environment, values in expected["environments"].items():
                check_environment(cloud, f"{expected['pipeline']}-{environment}", values, report)
            check_pipeline(cloud, expected["pipeline"], report)
            check_tear_down(cloud, synthesized, expected["pipeline"], list(expected["environments"]), report)
        check_accounts(cloud, newest / "accounts", report)
    return report.end()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
