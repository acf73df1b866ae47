import { at, listAt, stringAt, type Json } from '../../../assembly/json';
import { actionName, actionsOf, PIPELINE, type ActionView } from '../action-view';
import { resourceRule, type Problem, type Rule } from '../rule';

const STAGE_NAME = /^[A-Za-z0-9.@_-]{1,100}$/;

/** Stages and actions: names, order and kinds. */
export const PIPELINE_STRUCTURE_RULES: readonly Rule[] = [
  resourceRule('pipeline.stages', PIPELINE, function* ({ properties }) {
    const stages = listAt(properties, 'Stages');
    if (stages.length < 2) {
      yield {
        path: 'Properties.Stages',
        message: 'a pipeline must have at least two stages',
        value: stages.length,
        fix: 'add a stage after the source',
      };
    }
    for (const [index, stage] of stages.entries()) {
      if (listAt(stage, 'Actions').length > 0) continue;
      yield {
        path: `Properties.Stages[${index}]`,
        message: 'a stage must have an action',
        value: at(stage, 'Name'),
        fix: 'add an action or remove the stage',
      };
    }
  }),

  resourceRule('pipeline.names', PIPELINE, function* (node) {
    const stages = listAt(node.properties, 'Stages').map((stage, index) => ({
      name: stringAt(stage, 'Name') ?? '',
      path: `Properties.Stages[${index}].Name`,
    }));
    const actions = actionsOf(node);
    for (const { name, path } of [...stages, ...actions.map((action) => ({ name: action.name, path: `${action.path}.Name` }))]) {
      if (!STAGE_NAME.test(name)) {
        yield {
          path,
          message: 'a name must be 1 to 100 letters, digits and . @ _ -',
          value: name,
          fix: 'choose such a name',
        };
      }
    }
    for (const { name, path } of repeated(stages, (stage) => stage.name)) {
      yield { path, message: 'two stages must not have the same name', value: name, fix: 'rename one of them' };
    }
    for (const action of repeated(actions, actionName)) {
      yield {
        path: `${action.path}.Name`,
        message: 'two actions of a stage must not have the same name',
        value: action.name,
        fix: 'rename one of them',
      };
    }
  }),

  resourceRule('pipeline.source-stage', PIPELINE, function* (node) {
    for (const action of actionsOf(node)) {
      const first = action.stageIndex === 0;
      if (first && action.category !== 'Source') {
        yield {
          path: action.path,
          message: 'the first stage may have source actions only',
          value: `${action.name} (${action.category})`,
          fix: 'move the action to a later stage',
        };
      }
      if (!first && action.category === 'Source') {
        yield {
          path: action.path,
          message: 'only the first stage may have source actions',
          value: `${action.name} in ${action.stage}`,
          fix: 'move the action to the first stage',
        };
      }
    }
  }),

  resourceRule('pipeline.run-order', PIPELINE, function* (node) {
    for (const { path, runOrder, raw } of actionsOf(node)) {
      if (Number.isInteger(runOrder) && runOrder >= 1 && runOrder <= 999) continue;
      yield {
        path: `${path}.RunOrder`,
        message: 'a run order must be a whole number from 1 to 999',
        value: at(raw, 'RunOrder'),
        fix: 'number the actions of the stage from 1',
      };
    }
  }),

  resourceRule(
    'pipeline.approval-order',
    PIPELINE,
    function* (node) {
      const actions = actionsOf(node);
      for (const approval of actions.filter(({ category }) => category === 'Approval')) {
        const together = actions.find(
          (other) => other.category === 'Deploy' && other.stageIndex === approval.stageIndex && other.runOrder === approval.runOrder,
        );
        if (together) {
          yield {
            path: `${approval.path}.RunOrder`,
            message: `an approval must not run at the same time as what it approves (${together.name})`,
            value: approval.runOrder,
            fix: 'give the approval the lower run order',
          };
        }
      }
    },
    'warning',
  ),

  resourceRule('pipeline.role', PIPELINE, function* ({ properties }) {
    if (properties.RoleArn === undefined) {
      yield { path: 'Properties.RoleArn', message: 'a pipeline must have a role', fix: 'name the role that CodePipeline takes on' };
    }
  }),

  resourceRule('pipeline.artifact-store', PIPELINE, function* (node) {
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
        message: 'a pipeline has either one artifact store or one for each region',
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
  }),
];

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

/** The second and later ones of those that have the same key. */
function repeated<T>(items: readonly T[], key: (item: T) => string): T[] {
  const seen = new Set<string>();
  return items.filter((item) => seen.size === seen.add(key(item)).size);
}
