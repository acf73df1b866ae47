"""Cloud assemblies as the AWS CDK writes them."""

import json
import logging
from pathlib import Path

from moto.cloudformation.parsing import resource_class_from_type

from serverless import transformed


def templates(directory: Path) -> list[Path]:
    return sorted(directory.rglob("*.template.json"))


def assemblies_of(directory: Path) -> list[Path]:
    """Templates of the environments, which are nested, come before the pipeline's."""
    return [*sorted(directory.glob("assembly-*")), directory]


# moto logs unknown types on every call; the report lists them once.
logging.getLogger("moto").setLevel(logging.CRITICAL)


REFERRED_TO_BY_ARN = ["AWS::SecretsManager::Secret"]
# moto 5 takes the group itself for the name of a parameter group, and has no `MasterUserSecret.SecretArn`.
KNOWN_BY_HALF = ["AWS::RDS::DBInstance"]


def is_supported(resource_type: str) -> bool:
    if resource_type in KNOWN_BY_HALF:
        return False
    return resource_type.startswith("Custom::") or resource_class_from_type(resource_type) is not None


def make_deployable(assembly: Path, parameters: dict[str, str]) -> dict[str, int]:
    """
    Takes out of the assembly what moto does not know: AWS SAM, resource types, and termination protection. Whatever refers to
    such a resource gets a text in place of it. Returns the types with the number of their resources.
    """
    allow_deletion(assembly / "manifest.json")
    left_out: dict[str, int] = {}
    for path in assembly.glob("*.template.json"):
        template = transformed(json.loads(path.read_text()), parameters)
        unknown = {name: r["Type"] for name, r in template["Resources"].items() if not is_supported(r["Type"]) or is_from_prefix_list(r)}
        for resource_type in unknown.values():
            left_out[resource_type] = left_out.get(resource_type, 0) + 1
        known = {name: r for name, r in template["Resources"].items() if name not in unknown}
        path.write_text(json.dumps(without(unknown, {**template, "Resources": known})))
    return left_out


def is_from_prefix_list(resource: dict) -> bool:
    """moto refuses a rule of a security group whose source is a prefix list."""
    return "SourcePrefixListId" in resource.get("Properties", {})


def allow_deletion(manifest_path: Path) -> None:
    manifest = json.loads(manifest_path.read_text())
    for artifact in manifest["artifacts"].values():
        artifact.get("properties", {}).pop("terminationProtection", None)
    manifest_path.write_text(json.dumps(manifest))


def left_out_arn(name: str) -> str:
    return f"arn:aws:left-out:::{name}"


def without(names: dict[str, str], value: object) -> object:
    if isinstance(value, list):
        return [without(names, item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("Ref") in names:
        name = value["Ref"]
        return left_out_arn(name) if names[name] in REFERRED_TO_BY_ARN else name
    attribute = value.get("Fn::GetAtt")
    if isinstance(attribute, list) and attribute[0] in names:
        # Policies must name something that looks like an ARN.
        return left_out_arn(attribute[0]) if attribute[1].endswith("Arn") else ".".join(attribute)
    rest = {key: without(names, item) for key, item in value.items() if key != "DependsOn"}
    if "DependsOn" in value:
        needed = value["DependsOn"] if isinstance(value["DependsOn"], list) else [value["DependsOn"]]
        rest["DependsOn"] = [name for name in needed if name not in names]
    return rest
