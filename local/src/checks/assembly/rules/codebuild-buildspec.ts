import { posix } from 'node:path';
import { buildspecOf } from '../../../assembly/build-project';
import { stringAt } from '../../../assembly/json';
import { BuildspecError } from '../../../codebuild/buildspec-error';
import { parseBuildspec } from '../../../codebuild/parse-buildspec';
import { actionsOf, PIPELINE } from '../action-view';
import { resourceRule, type Problem, type Rule } from '../rule';
import type { Node, TemplateGraph } from '../template-graph';

const PROJECT = 'AWS::CodeBuild::Project';
const PATH = 'Properties.Source.BuildSpec';

/** A buildspec that is written in the template. The one of the repository is looked at with the source. */
export const CODEBUILD_BUILDSPEC_RULES: readonly Rule[] = [
  resourceRule('codebuild.buildspec', PROJECT, function* (project, { graph }) {
    const written = stringAt(project.properties, 'Source', 'BuildSpec');
    // A text that functions put together is known in the cloud only.
    if (written === undefined) return;
    const buildspec = buildspecOf(project.properties.Source);
    if (buildspec.type === 'inline') {
      yield* inlineProblems(buildspec.text, graph, project);
    } else if (!written.startsWith('arn:') && (posix.isAbsolute(written) || posix.normalize(written).startsWith('..'))) {
      yield { path: PATH, message: 'must be a path in the repository', value: written, fix: 'write e.g. buildspec.yml' };
    } else if (/\s|:\s/.test(written)) {
      yield { path: PATH, message: 'is neither the path of a buildspec nor a buildspec', value: written, fix: 'write e.g. buildspec.yml' };
    }
  }),
];

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
          message: `the pipeline expects the artifact ${missing}, and the build makes ${made.join(', ') || 'none'} by name`,
          value: missing,
          fix: 'add it to artifacts/secondary-artifacts',
        };
      }
    }
  } catch (error) {
    if (!(error instanceof BuildspecError)) throw error;
    yield { path: PATH, message: `CodeBuild refuses it: ${error.message}`, fix: 'correct it as the buildspec reference says' };
  }
}
