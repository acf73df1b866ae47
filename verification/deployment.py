"""The AWS CDK CLI, with a moto server in place of AWS."""

import json
import logging
import os
import subprocess
import warnings
from io import BytesIO
from pathlib import Path
from typing import Iterator
from zipfile import ZipFile

import boto3
from moto.core.config import default_user_config
from moto.route53.models import route53_backends
from moto.server import ThreadedMotoServer

import moto_certificates  # noqa: F401 - before moto lists what it can create
import moto_functions  # noqa: F401 - the same
from assemblies import assemblies_of, make_deployable
from report import DeployedStack

CDK = Path(__file__).parent.parent / "node_modules" / ".bin" / "cdk"
ACCOUNT = "123456789012"
REGION = "us-east-1"
# Our stacks take two seconds. One that moto cannot create stays in its change set forever.
# Only something that hangs takes this long.
SECONDS_FOR_A_STACK = 1200

ARTIFACTS, REVISION = "artifacts", "revision.zip"
# For every compute: the CLI ignores parameters that a stack does not have.
PARAMETERS = {
    "ArtifactBucketName": ARTIFACTS,
    "NotificationTopicArn": f"arn:aws:sns:{REGION}:{ACCOUNT}:notifications",
    "ImageDigest": f"sha256:{64 * '0'}",
    "RevisionKey": REVISION,
    "ReleaseId": "0123456789",
}


class Cloud:
    """A moto server on a free port of 127.0.0.1, bootstrapped."""

    def __enter__(self) -> "Cloud":
        # Without a line for each request and each unknown resource type: the report lists the types once.
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        warnings.filterwarnings("ignore", message="Tried to parse")
        # Functions are created but not run: that would need containers.
        default_user_config["lambda"]["use_docker"] = False
        self.server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self.server.start()
        _, port = self.server.get_host_and_port()
        # By name: the CLI splits the host name of a template's URL, which does not work with an IP address.
        self.environment = {
            **os.environ,
            "AWS_ENDPOINT_URL": f"http://localhost:{port}",
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "CDK_DISABLE_CLI_TELEMETRY": "true",
            "NODE_NO_WARNINGS": "1",
        }
        try:
            self.cdk("bootstrap", f"aws://{ACCOUNT}/{REGION}")
            self.put_revision()
        except BaseException:
            self.server.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.server.stop()

    def put_revision(self) -> None:
        """The artifact that the Build stage provides for functions."""
        s3 = self.client("s3")
        s3.create_bucket(Bucket=ARTIFACTS)
        revision = BytesIO()
        with ZipFile(revision, "w") as archive:
            archive.writestr("service/deploy/run.sh", "#!/bin/sh\n")
        s3.put_object(Bucket=ARTIFACTS, Key=REVISION, Body=revision.getvalue())

    def client(self, service: str):
        return boto3.client(
            service,
            endpoint_url=self.environment["AWS_ENDPOINT_URL"],
            region_name=REGION,
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )

    def cdk(self, *arguments: str, environment: dict[str, str] | None = None) -> None:
        command = [str(CDK), *arguments, "--no-notices", "--ci", "--progress", "events"]
        try:
            subprocess.run(
                command, env=environment or self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                text=True, timeout=SECONDS_FOR_A_STACK, check=True,
            )
        except subprocess.SubprocessError as failure:
            raise SystemExit(f"{failure}\n{failure.output}") from None


def make_zones(assembly: Path) -> None:
    """The hosted zones that records are added to, which exist already. Route 53 chooses their ids itself."""
    backend = route53_backends[ACCOUNT]["aws"]
    for template in assembly.glob("*.template.json"):
        for resource in json.loads(template.read_text())["Resources"].values():
            if resource["Type"] != "AWS::Route53::RecordSet":
                continue
            wanted, name = resource["Properties"]["HostedZoneId"], resource["Properties"]["Name"]
            if wanted in backend.zones:
                continue
            zone = backend.create_hosted_zone(name=".".join(name.split(".")[-3:]), private_zone=False)
            backend.zones[wanted] = backend.zones.pop(zone.id.removeprefix("/hostedzone/"))
            zone.resource_id = wanted


def deploy(cloud: Cloud, example: Path) -> Iterator[DeployedStack]:
    """As in the pipeline: the stacks of the environments get what they need from its stack as parameters."""
    for assembly in assemblies_of(example):
        make_zones(assembly)
        left_out = make_deployable(assembly, PARAMETERS)
        before = stack_names(cloud)
        parameters = [f"--parameters={name}={value}" for name, value in PARAMETERS.items()]
        cloud.cdk("deploy", "--app", str(assembly), "--all", "--require-approval", "never", *parameters)
        for name in stack_names(cloud) - before:
            yield DeployedStack(name, number_of_resources(cloud, name), left_out)


def stack_names(cloud: Cloud) -> set[str]:
    stacks = cloud.client("cloudformation").describe_stacks()["Stacks"]
    return {stack["StackName"] for stack in stacks if stack["StackStatus"] == "CREATE_COMPLETE"}


def number_of_resources(cloud: Cloud, stack: str) -> int:
    resources = cloud.client("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
    return sum(1 for resource in resources if "ResourceType" in resource)
