"""The resources of an environment, as the AWS SDK describes them."""

from compute_checks import COMPUTES, TARGETS, compute_of
from deployment import Cloud
from report import Report
from subnets import subnets_of


def check_environment(cloud: Cloud, stack: str, expected: dict, report: Report) -> None:
    report.title(f"{stack}: what exists")
    resources = physical_ids(cloud, stack)
    check_network(cloud, resources, expected, report)
    check_load_balancer(cloud, resources, expected, report)
    COMPUTES[compute_of(expected)](cloud, resources, expected, report)


def physical_ids(cloud: Cloud, stack: str) -> dict[str, list[str]]:
    """Names by resource type. Custom resources have none, because their functions are created but not run."""
    found: dict[str, list[str]] = {}
    for resource in cloud.client("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]:
        if "PhysicalResourceId" in resource:
            found.setdefault(resource["ResourceType"], []).append(resource["PhysicalResourceId"])
    return found


def check_network(cloud: Cloud, resources: dict, expected: dict, report: Report) -> None:
    """Not checked: which subnet has which route table. moto creates the association, but shows it on neither side."""
    ec2 = cloud.client("ec2")
    in_vpc = [{"Name": "vpc-id", "Values": resources["AWS::EC2::VPC"]}]
    subnets = ec2.describe_subnets(Filters=in_vpc)["Subnets"]
    public, private = subnets_of(subnets, "Public"), subnets_of(subnets, "Private")
    report.equal("public and private subnets", (len(public), len(private)), (2, 2))
    report.equal("each kind is in two zones", (len(set(public.values())), len(set(private.values()))), (2, 2))
    report.equal("subnets that give instances a public address", [s["SubnetId"] for s in subnets if s["MapPublicIpOnLaunch"]], [])

    gateways = ec2.describe_nat_gateways(Filters=in_vpc)["NatGateways"]
    report.equal("NAT gateways", len(gateways), expected["nat_gateways"])
    report.equal("NAT gateways outside of public subnets", [g["NatGatewayId"] for g in gateways if g["SubnetId"] not in public], [])
    ways = [default_route(table) for table in ec2.describe_route_tables(Filters=in_vpc)["RouteTables"]]
    report.equal("route tables to the internet gateway", ways.count("internet gateway"), 2)
    through_nat = [way for way in ways if way.startswith("nat-")]
    report.equal("route tables to NAT gateways", len(through_nat), 2)
    report.equal("every NAT gateway is used", set(through_nat) == {g["NatGatewayId"] for g in gateways}, True)
    # Each subnet has a route table: public ones, private ones, and those for data where there is a database or a cache.
    tables = len(public) + len(private) + len(subnets_of(subnets, "Isolated"))
    report.equal("gateway endpoints, with their route tables", gateway_endpoints(ec2, in_vpc), {"s3": tables})


def default_route(table: dict) -> str:
    for route in table["Routes"]:
        if route.get("DestinationCidrBlock") == "0.0.0.0/0":
            return route.get("NatGatewayId") or ("internet gateway" if route.get("GatewayId", "").startswith("igw-") else "other")
    return "none"


def gateway_endpoints(ec2, in_vpc: list) -> dict[str, int]:
    endpoints = ec2.describe_vpc_endpoints(Filters=in_vpc)["VpcEndpoints"]
    return {e["ServiceName"].rsplit(".", 1)[1]: len(e["RouteTableIds"]) for e in endpoints if e["VpcEndpointType"] == "Gateway"}


def check_load_balancer(cloud: Cloud, resources: dict, expected: dict, report: Report) -> None:
    """Not checked, because moto ignores them in templates: attributes of load balancers and target groups."""
    elb = cloud.client("elbv2")
    [arn] = resources["AWS::ElasticLoadBalancingV2::LoadBalancer"]
    [balancer] = elb.describe_load_balancers(LoadBalancerArns=[arn])["LoadBalancers"]
    scheme, kind = ("internal", "Private") if expected.get("cdn") else ("internet-facing", "Public")
    report.equal("load balancer", (balancer["Scheme"], balancer["Type"], balancer["State"]["Code"]), (scheme, "application", "active"))
    described = cloud.client("ec2").describe_subnets(SubnetIds=[zone["SubnetId"] for zone in balancer["AvailabilityZones"]])["Subnets"]
    report.equal(f"its subnets are the {kind.lower()} ones", len(subnets_of(described, kind)), 2)

    groups = elb.describe_target_groups(TargetGroupArns=resources["AWS::ElasticLoadBalancingV2::TargetGroup"])["TargetGroups"]
    for group in groups:
        report.equal("target group", (group["TargetType"], group.get("Protocol"), group.get("Port")), TARGETS[compute_of(expected)])
        if group["TargetType"] != "lambda":
            check_health_check(group, report)

    check_listeners(elb.describe_listeners(LoadBalancerArn=arn)["Listeners"], {group["TargetGroupArn"] for group in groups}, expected, report)


def check_listeners(listeners: list, groups: set, expected: dict, report: Report) -> None:
    """With a certificate HTTPS serves, and HTTP is redirected: by the CDN, if there is one."""
    redirected = [80] if expected.get("https") and not expected.get("cdn") else []
    serving = 443 if expected.get("https") else 80
    report.equal("ports of the listeners", sorted(listener["Port"] for listener in listeners), sorted([*redirected, serving]))
    for listener in listeners:
        [action] = listener["DefaultActions"]
        if listener["Port"] in redirected:
            report.equal("HTTP is redirected", (action["Type"], action["RedirectConfig"]["Protocol"]), ("redirect", "HTTPS"))
        else:
            report.equal("it forwards to a target group", action.get("TargetGroupArn") in groups, True)


def check_health_check(group: dict, report: Report) -> None:
    health_check = (group["HealthCheckPath"], group["HealthCheckIntervalSeconds"], group["HealthCheckTimeoutSeconds"], group["Matcher"]["HttpCode"])
    report.equal("health check: path, interval, timeout, codes", health_check, ("/health", 10, 5, "200"))
    report.equal("thresholds", (group["HealthyThresholdCount"], group["UnhealthyThresholdCount"]), (2, 3))
