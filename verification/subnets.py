"""Subnets by the type in their AWS CDK tags."""


def subnets_of(subnets: list[dict], kind: str) -> dict[str, str]:
    """Their zones."""
    return {s["SubnetId"]: s["AvailabilityZone"] for s in subnets if {"Key": "aws-cdk:subnet-type", "Value": kind} in s["Tags"]}
