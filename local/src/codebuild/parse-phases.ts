import type { Buildspec, CommandPhase, Finding, OnFailure, PhaseSpec } from './buildspec';
import { COMMAND_PHASES } from './buildspec';
import { BuildspecError } from './buildspec-error';
import { listOf, requireMapping, textMapOf, textOf } from './buildspec-fields';
import { parseOnFailure } from './on-failure';
import type { DocumentValue } from '../yaml/document';

const KEYS = ['run-as', 'on-failure', 'runtime-versions', 'commands', 'finally', 'steps'];

export function parsePhases(value: DocumentValue, warnings: Finding[]): Buildspec['phases'] {
  requireMapping(value, 'phases');
  const phases: Partial<Record<CommandPhase, PhaseSpec>> = {};
  for (const [name, { value: phase, line }] of value.entries) {
    if (!isPhase(name)) throw new BuildspecError(`Invalid buildspec phase name: ${name}. Expecting: ${[...COMMAND_PHASES].sort().join(',')}`, line);
    phases[name] = parsePhase(name, phase, line, warnings);
  }
  return phases;
}

function parsePhase(name: CommandPhase, phase: DocumentValue, line: number, warnings: Finding[]): PhaseSpec {
  if (!phase.isNull) requireMapping(phase, `phases/${name}`);
  const field = (key: string) => phase.entries.get(key)?.value;
  for (const [key, entry] of phase.entries) {
    if (!KEYS.includes(key)) warnings.push({ line: entry.line, message: `\`${key}\` is not part of a phase; CodeBuild ignores it` });
  }
  return {
    line,
    runAs: textOf(field('run-as'), `phases/${name}/run-as`),
    onFailure: parseOnFailureField(field('on-failure')),
    runtimeVersions: textMapOf(field('runtime-versions'), `phases/${name}/runtime-versions`),
    commands: listOf(field('commands'), 'Commands'),
    finally: listOf(field('finally'), 'Finally'),
    ...(phase.entries.has('steps') && { stepsLine: phase.entries.get('steps')?.line }),
  };
}

function parseOnFailureField(value: DocumentValue | undefined): OnFailure | undefined {
  const text = textOf(value, 'on-failure');
  if (text === undefined) return undefined;
  const onFailure = parseOnFailure(text);
  if (!onFailure) {
    throw new BuildspecError(
      `Invalid on-failure: ${text}. Expecting: ABORT,CONTINUE,RETRY,RETRY-count,RETRY-regex,RETRY-count-regex (count from 0 to 100) at line `
      + `${value?.line}`,
      value?.line ?? 1,
    );
  }
  return onFailure;
}

function isPhase(name: string): name is CommandPhase {
  return (COMMAND_PHASES as readonly string[]).includes(name);
}
