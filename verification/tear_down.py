"""`gostyle destroy --all` with the AWS CLI, as in docs/tear-down.md."""

import os
import subprocess
import sys
from pathlib import Path

from moto.ec2.models import ec2_backends
from moto.ec2.models.route_tables import RouteTable

from deployment import Cloud
from environment_checks import physical_ids
from report import Report

GOSTYLE = Path(__file__).parent.parent / "assets" / "local" / "gostyle.mjs"
# Only something that hangs takes this long.
SECONDS = 1200


def delete_route_table(table: RouteTable, account_id: str, region: str) -> None:
    ec2_backends[account_id][region].route_tables.pop(table.id, None)


# moto leaves them behind, and then refuses to delete their network.
RouteTable.delete = delete_route_table


def check_tear_down(cloud: Cloud, assembly: Path, pipeline: str, environments: list[str], report: Report) -> None:
    """Uses the assembly as synthesized. The deployed one lacks the pipeline, which moto cannot create, so nothing would be deleted."""
    report.title(f"{pipeline}: everything is deleted")
    stacks = [pipeline, *(f"{pipeline}-{environment}" for environment in environments)]
    buckets = {name for stack in stacks for name in physical_ids(cloud, stack).get("AWS::S3::Bucket", [])}
    said = gostyle_destroy(cloud, assembly)
    report.equal("stacks that are left", sorted(set(stacks) & live_stacks(cloud)), [])
    report.equal("each stack is reported as deleted", [stack for stack in stacks if f"{stack}: deleted\n" not in said], [])
    vpcs = cloud.client("ec2").describe_vpcs(Filters=[{"Name": "tag:Name", "Values": [f"{pipeline}*"]}])["Vpcs"]
    report.equal("networks that are left", len(vpcs), 0)
    report.equal("buckets remain and are listed", sorted(bucket for bucket in buckets if f"AWS::S3::Bucket {bucket}" not in said), [])


def gostyle_destroy(cloud: Cloud, assembly: Path) -> str:
    environment = {**cloud.environment, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{cloud.environment['PATH']}"}
    ended = subprocess.run(
        ["node", str(GOSTYLE), "destroy", "--all", "--yes", "--assembly", str(assembly)],
        env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=SECONDS,
    )
    if ended.returncode != 0:
        raise SystemExit(f"gostyle destroy: exit status {ended.returncode}\n{ended.stdout}")
    return ended.stdout


def live_stacks(cloud: Cloud) -> set[str]:
    return {stack["StackName"] for stack in cloud.client("cloudformation").describe_stacks()["Stacks"]}
