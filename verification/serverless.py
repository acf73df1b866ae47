"""The transform `AWS::Serverless-2016-10-31`, which moto lacks, done by the library that CloudFormation itself uses."""

import logging
import os

from samtranslator.translator.transform import transform

# It warns about a feature switch that only AWS has, and about metrics that it cannot send.
logging.getLogger("samtranslator").setLevel(logging.ERROR)

TRANSFORM = "AWS::Serverless-2016-10-31"


def uses_functions(template: dict) -> bool:
    return template.get("Transform") == TRANSFORM


def transformed(template: dict, parameters: dict[str, str]) -> dict:
    """Replaces `AWS::Serverless::Function` by functions, versions and aliases. No template has a managed policy to be looked up."""
    if not uses_functions(template):
        return template
    # It needs a region to determine the partition, but calls nothing.
    os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
    return {key: part for key, part in transform(template, parameters, None).items() if key != "Transform"}
