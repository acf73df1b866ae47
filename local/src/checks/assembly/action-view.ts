import type { Node } from './template-graph';
import { at, listAt, objectAt, stringAt, type Json, type JsonObject } from '../../assembly/json';
import { textOf } from '../../assembly/text';

/** An action of a pipeline as written in the template, with its location. */
export interface ActionView {
  readonly stage: string;
  readonly stageIndex: number;
  readonly path: string;
  readonly name: string;
  readonly category: string;
  readonly owner: string;
  readonly provider: string;
  /** Defaults to 1; NaN if it is not a number. */
  readonly runOrder: number;
  readonly configuration: JsonObject;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly raw: Json;
}

export const PIPELINE = 'AWS::CodePipeline::Pipeline';

/** Cached, because nearly every rule about pipelines needs them. */
const known = new WeakMap<Node, readonly ActionView[]>();

export function actionsOf(pipeline: Node): readonly ActionView[] {
  const actions = known.get(pipeline) ?? readActions(pipeline);
  known.set(pipeline, actions);
  return actions;
}

function readActions(pipeline: Node): ActionView[] {
  return listAt(pipeline.properties, 'Stages').flatMap((stage, stageIndex) =>
    listAt(stage, 'Actions').map((action, index) => view(action, textOf(at(stage, 'Name')), stageIndex, index)));
}

function view(raw: Json, stage: string, stageIndex: number, index: number): ActionView {
  return {
    stage,
    stageIndex,
    path: `Properties.Stages[${stageIndex}].Actions[${index}]`,
    name: textOf(at(raw, 'Name')),
    category: textOf(at(raw, 'ActionTypeId', 'Category')),
    owner: textOf(at(raw, 'ActionTypeId', 'Owner')),
    provider: textOf(at(raw, 'ActionTypeId', 'Provider')),
    runOrder: Number(at(raw, 'RunOrder') ?? 1),
    configuration: objectAt(raw, 'Configuration') ?? {},
    inputs: names(at(raw, 'InputArtifacts')),
    outputs: names(at(raw, 'OutputArtifacts')),
    raw,
  };
}

function names(artifacts: Json | undefined): string[] {
  return listAt(artifacts).map((artifact) => stringAt(artifact, 'Name') ?? '');
}

/** Whether the first action ends before the second one begins. */
export function runsBefore(first: ActionView, second: ActionView): boolean {
  return first.stageIndex < second.stageIndex || (first.stageIndex === second.stageIndex && first.runOrder < second.runOrder);
}

/** `staging/Deploy`, for messages. */
export function actionName({ stage, name }: ActionView): string {
  return `${stage}/${name}`;
}
