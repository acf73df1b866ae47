"""The transform `AWS::Serverless-2016-10-31`, which moto does not have, by the library that CloudFormation itself uses for it."""

import logging
import os

from samtranslator.translator.transform import transform

# It warns of a feature switch that only AWS has, and of metrics that are sent nowhere.
logging.getLogger("samtranslator").setLevel(logging.ERROR)

TRANSFORM = "AWS::Serverless-2016-10-31"


def uses_functions(template: dict) -> bool:
    return template.get("Transform") == TRANSFORM


def transformed(template: dict, parameters: dict[str, str]) -> dict:
    """With functions, versions and aliases in place of `AWS::Serverless::Function`. No template names a managed policy to be looked up."""
    if not uses_functions(template):
        return template
    # It asks for the partition, and so for a region, without calling anything.
    os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
    return {key: part for key, part in transform(template, parameters, None).items() if key != "Transform"}
