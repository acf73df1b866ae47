import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Annotations, Stack, Validations } from 'aws-cdk-lib';
import type { CfnPipeline, Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import type { IConstruct } from 'constructs';
import { check, findingText, type Finding } from './check';
import { misuse } from '../core/misuse';

/** What the pipeline expects of the repository that it builds. */
export interface RepositoryExpectations {
  /** Directory of the repository on this machine, if the user set it. */
  readonly directory?: string;
  readonly buildspec: string;
  readonly artifacts: string[];
  /** Name of the artifact that CodeDeploy deploys. */
  readonly revision: string;
  readonly deliveries: Expecting[];
  /** The pipeline: its actions use variables of the build. */
  readonly pipeline: () => Pipeline;
}

/** What the delivery of an environment needs in the repository. */
interface Expecting {
  readonly startScript?: string;
  /** Steps that build images, perhaps from a Dockerfile, for the architecture of the tasks that run them. */
  readonly buildSteps?: { readonly dockerfile?: { readonly path: string; readonly architecture: string } }[];
}

/**
 * Finds at synthesis what would fail ten minutes later in CodeBuild or on an instance: checks `buildspec.yml`, `appspec.yml` and
 * the hook scripts against each other and against the pipeline.
 */
export function checkRepository(scope: IConstruct, expectations: RepositoryExpectations): void {
  scope.node.addValidation({
    validate: () => {
      const { buildspec, artifacts, revision, deliveries } = expectations;
      const directory = expectations.directory === undefined ? findRepository(process.cwd(), buildspec) : resolve(expectations.directory);
      if (directory === undefined) {
        Annotations.of(scope).addWarningV2(
          'gostyle:repository-not-checked',
          `${buildspec}, appspec.yml and the hook scripts were not checked: no repository above ${process.cwd()}; ` +
            'name it with `repositoryDirectory`',
        );
        return [];
      }
      if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
        throw misuse('repositoryDirectory', 'must be a folder', expectations.directory,
          `correct the path: a relative one starts at ${process.cwd()}`);
      }
      const stages = stagesOf(expectations.pipeline());
      const findings = check({
        source: {
          directory,
          buildspec,
          artifacts,
          revision,
          codeDeploy: stages.includes('"CodeDeploy"'),
          // The capability for the transform of AWS SAM, which only Lambda needs.
          lambda: stages.includes('CAPABILITY_AUTO_EXPAND'),
          startScripts: deliveries.flatMap(({ startScript }) => startScript ?? []),
          dockerfiles: deliveries.flatMap(({ buildSteps = [] }) => buildSteps.flatMap(({ dockerfile }) => dockerfile ?? [])),
          variables: buildVariablesOf(stages),
        },
      });
      for (const finding of findings.filter(({ severity }) => severity === 'warning')) {
        Annotations.of(scope).addWarningV2(acknowledgementOf(finding), findingText(finding));
      }
      const meant = acknowledgedBy(scope);
      return findings.filter((finding) => finding.severity === 'error' && !meant.has(acknowledgementOf(finding))).map(findingText);
    },
  });
}

function acknowledgementOf({ rule }: Finding): string {
  return `gostyle::${rule}`;
}

/** Ids of findings that `Validations.of(...).acknowledge` accepted with a reason, on the construct or on one above it. */
function acknowledgedBy(scope: IConstruct): Set<string> {
  const entries = scope.node.scopes
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
  const reasons = entries.flatMap(({ data }) => Object.entries(data as { [id: string]: string }));
  return new Set(reasons.filter(([, reason]) => reason.trim() !== '').map(([id]) => id));
}

/** As JSON. */
function stagesOf(pipeline: Pipeline): string {
  const { stages } = pipeline.node.defaultChild as CfnPipeline;
  return JSON.stringify(Stack.of(pipeline).resolve(stages));
}

/** `#{Build.NAME}` in any action or rule. */
function buildVariablesOf(stages: string): string[] {
  return [...new Set([...stages.matchAll(/#\{Build\.(\w+)\}/g)].map(([, name]) => name))];
}

/** The nearest directory that is a working copy or at least has the buildspec: CodeBuild has no `.git`. */
function findRepository(directory: string, buildspec: string): string | undefined {
  if (existsSync(join(directory, '.git')) || existsSync(join(directory, buildspec))) return directory;
  const parent = dirname(directory);
  return parent === directory ? undefined : findRepository(parent, buildspec);
}
