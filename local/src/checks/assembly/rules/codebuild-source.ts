import { posix } from 'node:path';
import { buildspecOf } from '../../../assembly/build-project';
import { at, stringAt } from '../../../assembly/json';
import { BuildspecError } from '../../../codebuild/buildspec-error';
import { parseBuildspec } from '../../../codebuild/parse-buildspec';
import { actionsOf, PIPELINE } from '../action-view';
import { type Problem, type ResourceProblem, resourceRule, type Rule, type Subject } from '../rule';
import type { Node, TemplateGraph } from '../template-graph';

const PROJECT = 'AWS::CodeBuild::Project';
const PATH = 'Properties.Source.BuildSpec';

/** A build's input and output, compared with its pipeline. */
export const CODEBUILD_SOURCE_RULES: readonly Rule[] = [
  resourceRule('codebuild.source-and-artifacts', PROJECT, sourceAndArtifacts, 'warning'),
  resourceRule('codebuild.action-project', PIPELINE, actionProject),
  resourceRule('codebuild.buildspec', PROJECT, codebuildBuildspec),
];

function* sourceAndArtifacts(project: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const source = stringAt(project.properties, 'Source', 'Type');
  const artifacts = stringAt(project.properties, 'Artifacts', 'Type');
  if (source === undefined || artifacts === undefined) {
    yield { path: 'Properties', message: 'a project must have a source and artifacts', fix: 'set Source.Type and Artifacts.Type' };
    return;
  }
  // CodePipeline passes artifacts to its actions, whatever the project's own settings.
  if (source !== 'CODEPIPELINE' && artifacts === 'CODEPIPELINE') {
    yield {
      path: 'Properties.Artifacts.Type',
      message: `source (${source}) and artifacts must both be CODEPIPELINE or both not`,
      value: artifacts,
      fix: 'write CODEPIPELINE for both',
    };
  }
  const inPipeline = graph
    .ofType(PIPELINE)
    .flatMap(actionsOf)
    .some(({ configuration }) => graph.named(configuration.ProjectName, PROJECT, 'Name') === project);
  if (inPipeline && source !== 'CODEPIPELINE') {
    yield {
      path: 'Properties.Source.Type',
      message: 'the project of a pipeline action must have its source from CODEPIPELINE',
      value: source,
      fix: 'write CODEPIPELINE',
    };
  }
  if (source === 'NO_SOURCE' && at(project.properties, 'Source', 'BuildSpec') === undefined) {
    yield {
      path: 'Properties.Source.BuildSpec',
      message: 'a project without a source must have its buildspec inline',
      fix: 'set BuildSpec',
    };
  }
}

function* actionProject(node: Node, { graph }: Subject): Iterable<ResourceProblem> {
  for (const { provider, configuration, path } of actionsOf(node)) {
    const target = graph.follow(configuration.ProjectName);
    if (provider === 'CodeBuild' && target && target.type !== PROJECT) {
      yield {
        path: `${path}.Configuration.ProjectName`,
        message: `must be a CodeBuild project, and ${target.logicalId} is a ${target.type}`,
        value: configuration.ProjectName,
        fix: 'name a project',
      };
    }
  }
}

function* codebuildBuildspec(project: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const written = stringAt(project.properties, 'Source', 'BuildSpec');
  // Text built by functions is only known at deployment.
  if (written === undefined) return;
  const buildspec = buildspecOf(project.properties.Source);
  if (buildspec.type === 'inline') {
    yield* inlineProblems(buildspec.text, graph, project);
  } else if (!written.startsWith('arn:') && (posix.isAbsolute(written) || posix.normalize(written).startsWith('..'))) {
    yield { path: PATH, message: 'must be a path in the repository', value: written, fix: 'write e.g. buildspec.yml' };
  } else if (/\s|:\s/.test(written)) {
    yield { path: PATH, message: 'is neither the path of a buildspec nor a buildspec', value: written, fix: 'write e.g. buildspec.yml' };
  }
}

function* inlineProblems(text: string, graph: TemplateGraph, project: Node): Iterable<Omit<Problem, 'logicalId'>> {
  try {
    const made = Object.keys(parseBuildspec(text).secondaryArtifacts);
    for (const { outputs } of graph
      .ofType(PIPELINE)
      .flatMap(actionsOf)
      .filter(({ configuration }) => graph.named(configuration.ProjectName, PROJECT, 'Name') === project)) {
      const missing = outputs.length > 1 ? outputs.find((name) => !made.includes(name)) : undefined;
      if (missing !== undefined) {
        yield {
          path: PATH,
          message: `the pipeline expects the artifact ${missing}, but the build produces ${made.join(', ') || 'none'}`,
          value: missing,
          fix: 'add it to artifacts/secondary-artifacts',
        };
      }
    }
  } catch (error) {
    if (!(error instanceof BuildspecError)) throw error;
    yield { path: PATH, message: `CodeBuild rejects it: ${error.message}`, fix: 'correct it according to the buildspec reference' };
  }
}
