import { at, type Json, listAt, stringAt } from '../../../assembly/json';
import { actionName, actionsOf, type ActionView, PIPELINE, runsBefore } from '../action-view';
import { type Problem, type ResourceProblem, resourceRule, type Rule } from '../rule';
import type { Node } from '../template-graph';

/** Artifacts: who produces and consumes them, and where they are stored. */
export const PIPELINE_ARTIFACT_RULES: readonly Rule[] = [
  resourceRule('pipeline.artifact-name', PIPELINE, artifactName),
  resourceRule('pipeline.input-artifact', PIPELINE, inputArtifact),
  resourceRule('pipeline.output-artifact', PIPELINE, outputArtifact),
  resourceRule('pipeline.unused-artifact', PIPELINE, unusedArtifact, 'warning'),
  resourceRule('pipeline.artifact-store', PIPELINE, artifactStore),
];

function* artifactName(node: Node): Iterable<ResourceProblem> {
  for (const { path, inputs, outputs } of actionsOf(node)) {
    for (const name of [...inputs, ...outputs]) {
      if (!/^[A-Za-z0-9_-]{1,100}$/.test(name)) {
        yield {
          path,
          message: 'an artifact name must be 1 to 100 letters, digits, _ and -',
          value: name,
          fix: 'choose such a name',
        };
      }
    }
  }
}

function* inputArtifact(node: Node): Iterable<ResourceProblem> {
  const actions = actionsOf(node);
  for (const action of actions) {
    for (const [index, name] of action.inputs.entries()) {
      const producers = actions.filter(({ outputs }) => outputs.includes(name));
      if (producers.some((producer) => runsBefore(producer, action))) continue;
      const made =
        producers.length > 0
          ? `it is produced by ${producers.map(actionName).join(', ')}, which does not run before ${actionName(action)}`
          : 'no action produces it';
      yield {
        path: `${action.path}.InputArtifacts[${index}]`,
        message: `an input artifact must be the output of an earlier action: ${made}`,
        value: name,
        fix: 'name an earlier output, or change the order',
      };
    }
  }
}

function* outputArtifact(node: Node): Iterable<ResourceProblem> {
  const producers = new Map<string, ActionView>();
  for (const action of actionsOf(node)) {
    for (const name of action.outputs) {
      const other = producers.get(name);
      if (other) {
        yield {
          path: `${action.path}.OutputArtifacts`,
          message: `an artifact must be produced by only one action, but ${actionName(other)} produces it too`,
          value: name,
          fix: 'rename one of them',
        };
      }
      producers.set(name, action);
    }
  }
}

function* unusedArtifact(node: Node): Iterable<ResourceProblem> {
  const actions = actionsOf(node);
  const used = new Set(actions.flatMap(({ inputs }) => inputs));
  for (const action of actions.filter(({ category }) => category === 'Source')) {
    const unused = action.outputs.find((name) => !used.has(name));
    if (unused !== undefined) {
      yield {
        path: `${action.path}.OutputArtifacts`,
        message: 'no action uses this source',
        value: unused,
        fix: 'give it to the build, or remove the action',
      };
    }
  }
}

function* artifactStore(node: Node): Iterable<ResourceProblem> {
  const { properties } = node;
  const stores = [properties.ArtifactStore, ...listAt(properties, 'ArtifactStores').map((each) => at(each, 'ArtifactStore'))].filter(
    (store) => store !== undefined,
  );
  if (stores.length === 0) {
    yield {
      path: 'Properties.ArtifactStore',
      message: 'a pipeline must have an artifact store',
      fix: 'name the bucket that it keeps artifacts in',
    };
  }
  if (properties.ArtifactStore !== undefined && properties.ArtifactStores !== undefined) {
    yield {
      path: 'Properties.ArtifactStores',
      message: 'a pipeline has either one artifact store or one per region',
      fix: 'remove one of ArtifactStore and ArtifactStores',
    };
  }
  for (const store of stores) {
    if (at(store, 'Type') !== 'S3') {
      yield {
        path: 'Properties.ArtifactStore.Type',
        message: 'an artifact store must be of type S3',
        value: at(store, 'Type'),
        fix: 'write S3',
      };
    }
    if (at(store, 'Location') === undefined) {
      yield {
        path: 'Properties.ArtifactStore.Location',
        message: 'an artifact store must name its bucket',
        fix: 'set Location',
      };
    }
  }
  yield* regionsWithoutStore(node.properties.ArtifactStores, actionsOf(node));
}

function* regionsWithoutStore(stores: Json | undefined, actions: readonly ActionView[]): Iterable<Omit<Problem, 'logicalId'>> {
  const regions = listAt(stores).map((store) => stringAt(store, 'Region'));
  for (const { raw, path } of actions) {
    const region = stringAt(raw, 'Region');
    if (region === undefined || regions.length === 0 || regions.includes(region)) continue;
    yield {
      path: `${path}.Region`,
      message: 'a region with an action must have an artifact store',
      value: region,
      fix: 'add the region to ArtifactStores',
    };
  }
}
