import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Annotations, Stack, Validations } from 'aws-cdk-lib';
import type { CfnPipeline, Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import type { IConstruct } from 'constructs';
import { check, findingText, type Finding } from './check';
import { misuse } from '../core/misuse';

/** The repository that the pipeline builds, and what it expects of it. */
export interface RepositoryExpectations {
  /** Where the repository is on this machine, if the user says it. */
  readonly directory?: string;
  readonly buildspec: string;
  readonly artifacts: string[];
  /** The artifact that CodeDeploy gets. */
  readonly revision: string;
  /** Dockerfiles that images are made by, with the architecture of what runs them. */
  readonly dockerfiles: { readonly path: string; readonly architecture: string }[];
  /** The pipeline, whose actions use variables of the build. */
  readonly pipeline: () => Pipeline;
}

/**
 * What would fail ten minutes later in CodeBuild or on an instance fails at synthesis: `buildspec.yml`, `appspec.yml` and
 * the hook scripts, against each other and against the pipeline.
 */
export function checkRepository(scope: IConstruct, expectations: RepositoryExpectations): void {
  scope.node.addValidation({
    validate: () => {
      const { buildspec, artifacts, revision, dockerfiles } = expectations;
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
          // AWS SAM, which no other compute needs.
          lambda: stages.includes('CAPABILITY_AUTO_EXPAND'),
          dockerfiles,
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

/** What `Validations.of(...).acknowledge` was given, with a reason, for the construct or one around it. */
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

/** The nearest directory that is a working copy or, as in CodeBuild, at least has the buildspec. */
function findRepository(directory: string, buildspec: string): string | undefined {
  if (existsSync(join(directory, '.git')) || existsSync(join(directory, buildspec))) return directory;
  const parent = dirname(directory);
  return parent === directory ? undefined : findRepository(parent, buildspec);
}
