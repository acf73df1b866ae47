"""What moto 5.2 lacks for functions in templates: aliases, and the attributes of versions."""

from contextlib import suppress

from moto.awslambda.exceptions import UnknownFunctionException
from moto.awslambda.models import LambdaAlias, LambdaVersion
from moto.awslambda.utils import get_backend
from moto.core.common_models import CloudFormationModel


class TemplateAlias(CloudFormationModel):
    """moto's own alias, created from `AWS::Lambda::Alias`. CodeDeploy shifts no traffic here."""

    # moto registers models by the service that their module is named after.
    __module__ = LambdaAlias.__module__

    def __init__(self, alias: LambdaAlias, function_name: str) -> None:
        self.alias = alias
        self.function_name = function_name

    @property
    def physical_resource_id(self) -> str:
        return self.alias.arn

    @staticmethod
    def cloudformation_name_type() -> str:
        return ""

    @staticmethod
    def cloudformation_type() -> str:
        return "AWS::Lambda::Alias"

    @classmethod
    def create_from_cloudformation_json(cls, resource_name: str, cloudformation_json: dict, account_id: str, region_name: str, **_: object):
        wanted = cloudformation_json["Properties"]
        name, function, version = wanted["Name"], wanted["FunctionName"], wanted["FunctionVersion"]
        return cls(get_backend(account_id, region_name).create_alias(name, function, version, "", None), function)

    def delete(self, account_id: str, region_name: str) -> None:
        # moto deletes resources in any order, and aliases together with their function.
        with suppress(UnknownFunctionException):
            get_backend(account_id, region_name).delete_alias(self.alias.name, self.function_name)


def attribute_of_version(version: LambdaVersion, name: str) -> str:
    return {"Version": str(version.version)}[name]


LambdaVersion.get_cfn_attribute = attribute_of_version
