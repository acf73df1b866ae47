"""Subnets by the kind that the AWS CDK tags them with."""


def subnets_of(subnets: list[dict], kind: str) -> dict[str, str]:
    """Their zones."""
    return {s["SubnetId"]: s["AvailabilityZone"] for s in subnets if {"Key": "aws-cdk:subnet-type", "Value": kind} in s["Tags"]}
