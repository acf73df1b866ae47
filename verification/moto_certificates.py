"""What moto 5.2 lacks for names: certificates in templates."""

from moto.acm.models import CertBundle, acm_backends
from moto.core.common_models import CloudFormationModel


class TemplateCertificate(CloudFormationModel):
    """moto's own certificate, created from `AWS::CertificateManager::Certificate`."""

    # moto registers models by the service that their module is named after.
    __module__ = CertBundle.__module__

    def __init__(self, arn: str) -> None:
        self.arn = arn

    @property
    def physical_resource_id(self) -> str:
        return self.arn

    @staticmethod
    def cloudformation_name_type() -> str:
        return ""

    @staticmethod
    def cloudformation_type() -> str:
        return "AWS::CertificateManager::Certificate"

    @classmethod
    def create_from_cloudformation_json(cls, resource_name: str, cloudformation_json: dict, account_id: str, region_name: str, **_: object):
        name = cloudformation_json["Properties"]["DomainName"]
        arn = acm_backends[account_id][region_name].request_certificate(
            domain_name=name, idempotency_token=name, subject_alt_names=[], tags=[],
        )
        return cls(arn)

    def delete(self, account_id: str, region_name: str) -> None:
        acm_backends[account_id][region_name].delete_certificate(self.arn)
