"""Two accounts and two regions, with the commands of docs/accounts-and-regions.md."""

import json
from pathlib import Path

import boto3

from assemblies import make_deployable
from deployment import Cloud
from report import Report

PIPELINE, OTHER = "111122223333", "444455556666"
REGIONS = ("eu-west-1", "us-east-1")
POLICY = "arn:aws:iam::aws:policy/AdministratorAccess"

# The stacks that each account and region has afterwards, written by hand.
STACKS = {
    (PIPELINE, "eu-west-1"): ["CDKToolkit", "WebPipeline"],
    (PIPELINE, "us-east-1"): ["CDKToolkit", "Web-region-us-east-1"],
    (OTHER, "eu-west-1"): ["CDKToolkit", "Web-stage-access"],
    (OTHER, "us-east-1"): ["CDKToolkit", "Web-live-access"],
}


def check_accounts(cloud: Cloud, assembly: Path, report: Report) -> None:
    """One `cdk deploy` of the pipeline also deploys the stacks that it depends on, each to its account and region."""
    report.title("accounts.ts, deployed to two accounts and two regions with one command")
    bootstrap(cloud, PIPELINE)
    bootstrap(cloud, OTHER, "--trust", PIPELINE, "--cloudformation-execution-policies", POLICY)
    make_deployable(assembly, {})
    cloud.cdk("deploy", "WebPipeline", "--app", str(assembly), "--require-approval", "never", environment=as_account(cloud, PIPELINE))
    for (account, region), expected in STACKS.items():
        report.equal(f"stacks of {account} in {region}", stacks(cloud, account, region), sorted(expected))
    check_key(cloud, report)
    check_trust(cloud, report)


def bootstrap(cloud: Cloud, account: str, *arguments: str) -> None:
    places = [f"aws://{account}/{region}" for region in REGIONS]
    cloud.cdk("bootstrap", *places, *arguments, environment=as_account(cloud, account))


def as_account(cloud: Cloud, account: str) -> dict[str, str]:
    """Credentials of that account: with moto, anyone may assume any role."""
    role = f"arn:aws:iam::{account}:role/developer"
    credentials = cloud.client("sts").assume_role(RoleArn=role, RoleSessionName="verification")["Credentials"]
    return {
        **cloud.environment,
        "AWS_ACCESS_KEY_ID": credentials["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": credentials["SecretAccessKey"],
        "AWS_SESSION_TOKEN": credentials["SessionToken"],
        "AWS_REGION": REGIONS[0],
        "AWS_DEFAULT_REGION": REGIONS[0],
    }


def client(cloud: Cloud, service: str, account: str, region: str):
    environment = as_account(cloud, account)
    return boto3.client(
        service,
        endpoint_url=environment["AWS_ENDPOINT_URL"],
        region_name=region,
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        aws_session_token=environment["AWS_SESSION_TOKEN"],
    )


def stacks(cloud: Cloud, account: str, region: str) -> list[str]:
    found = client(cloud, "cloudformation", account, region).describe_stacks()["Stacks"]
    return sorted(stack["StackName"] for stack in found if stack["StackStatus"] == "CREATE_COMPLETE")


def check_key(cloud: Cloud, report: Report) -> None:
    kms = client(cloud, "kms", PIPELINE, "us-east-1")
    [alias] = [each for each in kms.list_aliases()["Aliases"] if each["AliasName"].startswith("alias/web-artifacts-us-east-1-")]
    report.equal("the key of the other region rotates", kms.get_key_rotation_status(KeyId=alias["TargetKeyId"])["KeyRotationEnabled"], True)


def check_trust(cloud: Cloud, report: Report) -> None:
    iam = client(cloud, "iam", OTHER, "us-east-1")
    own = [role for role in iam.list_roles()["Roles"] if role["RoleName"].startswith("Web-")]
    kinds = sorted(role["RoleName"].rsplit("-", 1)[0] for role in own)
    expected = [f"Web-{environment}-{purpose}" for environment in ("live", "stage") for purpose in ("delivery", "digest", "stack")]
    report.equal("roles in the other account", kinds, expected)
    named = [json.dumps(role["AssumeRolePolicyDocument"]).count(f"arn:aws:iam::{PIPELINE}:role/Web-") for role in own]
    report.equal("each trusts one role by its name", named, [1] * len(expected))
