import { smallest, withLogs, withTasks, type Assembly } from './synthesized';
import { isFunction, isList, isObject, type Json, type JsonObject } from '../../local/src/assembly/json';
import { findingText } from '../../local/src/checks/finding';

type Path = readonly (string | number)[];

/** What is the same text in two places, of which only one is a parameter here, and what has one value. */
const BY_TEXT = [
  /^AWS::CodePipeline::Pipeline ArtifactStores?\..*(Type|Location)$/,
  /^AWS::CodePipeline::Pipeline Stages\.\*\.Actions\.\*\.(ActionTypeId\..*|Namespace|(In|Out)putArtifacts\..*|Configuration\.ChangeSetName)$/,
  /^AWS::ECS::Service LoadBalancers\.\*\.AdvancedConfiguration\.TestListenerRule$/,
  /^AWS::ElasticLoadBalancingV2::TargetGroup HealthCheckPath$/,
  /^AWS::KMS::Key KeyPolicy\..*aws:PrincipalArn(\.\*)?$/,
];

/** Values that a parameter may have: texts, numbers and lists of them. */
function* placesOf(value: Json | undefined, path: Path = []): Generator<Path> {
  const isPlain = (each: Json | undefined): boolean => !isObject(each) && !isList(each) || isFunction(each);
  if (path.length > 0 && (isPlain(value) || isList(value) && value.every(isPlain))) yield path;
  if (isList(value)) for (const [index, each] of value.entries()) yield* placesOf(each, [...path, index]);
  else if (isObject(value) && !isFunction(value)) for (const [key, each] of Object.entries(value)) yield* placesOf(each, [...path, key]);
}

/** The value with a parameter in one place. */
function replaced(value: Json | undefined, [key, ...rest]: Path): Json {
  if (key === undefined) return { Ref: 'Given' };
  if (isList(value)) return value.map((each, index) => (index === key ? replaced(each, rest) : each));
  return { ...value as JsonObject, [key]: replaced((value as JsonObject)[key], rest) };
}

/** Kinds of properties that some assembly had as a parameter. */
const tried = new Set<string>();

/** Each kind of property of an assembly's resources that no other had, as a parameter; the errors that come of it. */
function errorsWithParameters(assembly: Assembly): string[] {
  const errors = (documents?: ReadonlyMap<string, JsonObject>) => assembly.findings(documents)
    .filter(({ severity }) => severity === 'error').map(findingText);
  const before = errors();
  const triedBefore = tried.size;
  const found: string[] = [];
  for (const [stack, document] of assembly.templates()) {
    for (const [id, resource] of Object.entries(document.Resources as Readonly<Record<string, JsonObject>>)) {
      for (const path of placesOf(resource.Properties)) {
        const kind = `${String(resource.Type)} ${path.map((key) => (typeof key === 'number' ? '*' : key)).join('.')}`;
        if (tried.has(kind) || BY_TEXT.some((known) => known.test(kind))) continue;
        tried.add(kind);
        const Parameters = { ...document.Parameters as JsonObject, Given: { Type: 'String', Default: 'x' } };
        const Resources = replaced(document.Resources, [id, 'Properties', ...path]);
        const more = errors(new Map([...assembly.templates(), [stack, { ...document, Parameters, Resources }]]));
        found.push(...more.filter((each) => !before.includes(each)).map((each) => `${kind}: ${each}`));
      }
    }
  }
  expect(tried.size - triedBefore).toBeGreaterThan(50);
  return found;
}

test.each([['EC2', smallest], ['OpenSearch', withLogs], ['Fargate', withTasks]])(
  'what a parameter decides is no error: an environment with %s', (_what, synthesized) => {
    expect(errorsWithParameters(synthesized())).toEqual([]);
  }, 600_000);
