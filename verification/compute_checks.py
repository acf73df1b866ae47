"""The compute of an environment (instances, tasks or a function), as the AWS SDK describes it."""

from json import loads

from deployment import ACCOUNT, ARTIFACTS, PARAMETERS, REVISION, Cloud
from report import Report
from subnets import subnets_of


def compute_of(expected: dict) -> str:
    [compute] = expected.keys() & COMPUTES.keys()
    return compute


def check_instances(cloud: Cloud, resources: dict, expected: dict, report: Report) -> None:
    ec2 = cloud.client("ec2")
    [name] = resources["AWS::AutoScaling::AutoScalingGroup"]
    [group] = cloud.client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"]
    report.equal("Auto Scaling group: minimum and maximum", (group["MinSize"], group["MaxSize"]), expected["instances"])
    report.equal("it is in the target group", len(group["TargetGroupARNs"]), 1)
    report.equal("health check and grace in seconds", (group["HealthCheckType"], group["HealthCheckGracePeriod"]), ("ELB", 300))

    report.equal("instances are launched", len(group["Instances"]), expected["instances"][0])
    described = ec2.describe_subnets(SubnetIds=group["VPCZoneIdentifier"].split(","))["Subnets"]
    report.equal("its subnets are the private ones", len(subnets_of(described, "Private")), 2)

    [template] = resources["AWS::EC2::LaunchTemplate"]
    [version] = ec2.describe_launch_template_versions(LaunchTemplateId=template)["LaunchTemplateVersions"]
    data = version["LaunchTemplateData"]
    metadata = data["MetadataOptions"]
    report.equal("instance metadata", (metadata["HttpTokens"], metadata["HttpPutResponseHopLimit"]), ("required", 1))
    [volume] = data["BlockDeviceMappings"]
    report.equal("volume", (volume["Ebs"]["VolumeType"], str(volume["Ebs"]["Encrypted"]).lower()), ("gp3", "true"))


def check_tasks(cloud: Cloud, resources: dict, expected: dict, report: Report) -> None:
    """Not checked, because moto ignores them in templates: load balancers, capacity providers, strategy, circuit breaker, the task's CPU."""
    ecs = cloud.client("ecs")
    [cluster] = resources["AWS::ECS::Cluster"]
    [service] = ecs.describe_services(cluster=cluster, services=resources["AWS::ECS::Service"])["services"]
    wanted = expected["tasks"]
    report.equal("service", service["status"], "ACTIVE")
    groups = resources["AWS::ElasticLoadBalancingV2::TargetGroup"]
    report.equal("target groups: one, or two where traffic shifts", len(groups), wanted["target_groups"])

    task = ecs.describe_task_definition(taskDefinition=service["taskDefinition"])["taskDefinition"]
    report.equal("task: memory in MiB", task["memory"], wanted["memory"])
    [container] = task["containerDefinitions"]
    report.equal("its image is the digest that the Build stage made", container["image"].rsplit("@", 1)[1], PARAMETERS["ImageDigest"])
    report.equal("its port", container["portMappings"][0]["containerPort"], 3000)
    report.equal("its user and its root file system", (container["user"], container["readonlyRootFilesystem"]), ("10001:10001", True))
    report.equal("its log driver", container["logConfiguration"]["logDriver"], "awslogs")


def check_function(cloud: Cloud, resources: dict, expected: dict, report: Report) -> None:
    """Not checked, because moto ignores them in templates: the traffic shift, the architecture and the layers."""
    functions = cloud.client("lambda")
    [alias_arn] = resources["AWS::Lambda::Alias"]
    name = alias_arn.split(":")[6]
    alias = functions.get_alias(FunctionName=name, Name=alias_arn.rsplit(":", 1)[1])
    report.equal("alias: name and version", (alias["Name"], alias["FunctionVersion"]), ("live", "1"))

    function = functions.get_function(FunctionName=name)["Configuration"]
    runs = (function["Runtime"], function["Handler"], function["MemorySize"], function["Timeout"])
    report.equal("function: runtime, handler, memory, timeout", runs, expected["function"])
    in_subnets = cloud.client("ec2").describe_subnets(SubnetIds=function["VpcConfig"]["SubnetIds"])["Subnets"]
    report.equal("its subnets are the private ones", len(subnets_of(in_subnets, "Private")), 2)
    size = cloud.client("s3").head_object(Bucket=ARTIFACTS, Key=REVISION)["ContentLength"]
    report.equal("its code is the revision of the pipeline", function["CodeSize"], size)

    [permission] = loads(functions.get_policy(FunctionName=name, Qualifier=alias["Name"])["Policy"])["Statement"]
    report.equal("who may invoke it", permission["Principal"], {"Service": "elasticloadbalancing.amazonaws.com"})
    report.equal("of which account", permission["Condition"], {"StringEquals": {"AWS:SourceAccount": ACCOUNT}})


# Type, protocol and port of the target groups: tasks have a port of their own, functions have none.
TARGETS = {"instances": ("instance", "HTTP", 3000), "tasks": ("ip", "HTTP", 80), "function": ("lambda", None, None)}
COMPUTES = {"instances": check_instances, "tasks": check_tasks, "function": check_function}
