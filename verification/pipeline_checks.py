"""The resources of the pipeline's own stack: moto creates its buckets and roles, but not the pipeline."""

import json

from deployment import Cloud
from environment_checks import physical_ids
from report import Report


def check_pipeline(cloud: Cloud, stack: str, report: Report) -> None:
    report.title(f"{stack}: what exists")
    resources = physical_ids(cloud, stack)
    check_buckets(cloud, resources["AWS::S3::Bucket"], report)
    check_roles(cloud, resources["AWS::IAM::Role"], report)


def check_buckets(cloud: Cloud, buckets: list[str], report: Report) -> None:
    """Not checked, because moto ignores them in templates: versioning and the public access block."""
    s3 = cloud.client("s3")
    for bucket in buckets:
        [rule] = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
        report.equal("bucket: encryption", rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"], "AES256")


def check_roles(cloud: Cloud, roles: list[str], report: Report) -> None:
    iam = cloud.client("iam")
    for role in roles:
        names = iam.list_role_policies(RoleName=role)["PolicyNames"]
        documents = [iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name in names]
        wildcards = sorted({action for document in documents for action in actions_of(document) if "*" in action})
        report.equal(f"wildcard actions of {role.rsplit('-', 1)[0]}", wildcards, [])
        trust = json.dumps(iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"])
        report.equal("its trust has a wildcard", "*" in trust, False)


def actions_of(document: dict) -> list[str]:
    statements = document["Statement"] if isinstance(document["Statement"], list) else [document["Statement"]]
    return [action for s in statements for action in (s["Action"] if isinstance(s["Action"], list) else [s["Action"]])]
