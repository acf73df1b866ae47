import type { BuildLog } from './build-log';
import type { FailedCommand, PhaseContext, PhaseName } from './build-result';
import type { Command, PhaseSpec } from './buildspec';
import { explainingLines } from './explaining-lines';
import type { Ending } from './processes';
import type { ShellSession } from './shell-session';
import { systemUser } from './system-user';
import type { SystemUser } from './system-user';
import { matchesInTime, MatchTooSlow } from '../system/bounded-match';

export interface CommandPhaseOptions {
  readonly name: PhaseName;
  readonly spec: PhaseSpec;
  /** The buildspec's user; that of the phase takes precedence. */
  readonly runAs?: string;
  readonly session: ShellSession;
  readonly log: BuildLog;
  readonly onCommand?: (command: string, phase: PhaseName) => void;
  /** The stage in whose log the output is. */
  readonly stage?: string;
  /** Whether the build has succeeded so far. */
  readonly succeeding: boolean;
  readonly signal: AbortSignal;
}

export interface CommandFailure {
  readonly context: PhaseContext;
  readonly command: FailedCommand;
}

/** Runs a phase's commands and then its `finally`, and repeats both if `on-failure` says so. Returns the failure, if any. */
export async function runCommandPhase(options: CommandPhaseOptions): Promise<CommandFailure | undefined> {
  const { name, spec, session, log, succeeding, signal } = options;
  const userName = spec.runAs ?? options.runAs;
  const user = userName === undefined ? undefined : await systemUser(userName);
  const retries = spec.onFailure?.action === 'RETRY' ? spec.onFailure.count : 0;
  for (let attempt = 0; ; attempt += 1) {
    session.buildSucceeding = succeeding;
    const failure = await runOnce(options, user);
    if (!failure || signal.aborted || attempt >= retries || !mayRetry(spec, failure, log)) return failure;
    log.say(`Retrying phase ${name}: attempt ${attempt + 1} of ${retries}`);
  }
}

function mayRetry({ onFailure }: PhaseSpec, { context }: CommandFailure, log: BuildLog): boolean {
  if (onFailure?.action !== 'RETRY') return false;
  try {
    return matchesInTime(onFailure.pattern, context.message);
  } catch (error) {
    if (!(error instanceof MatchTooSlow)) throw error;
    log.say(`Not retrying the phase: ${error.message}`);
    return false;
  }
}

async function runOnce(options: CommandPhaseOptions, user?: SystemUser): Promise<CommandFailure | undefined> {
  const failure = await runCommands(options.spec.commands, options, user);
  const failureOfFinally = options.signal.aborted ? undefined : await runCommands(options.spec.finally, options, user);
  return failure ?? failureOfFinally;
}

/** Runs commands in order until one fails. */
async function runCommands(commands: readonly Command[], options: CommandPhaseOptions, user?: SystemUser): Promise<CommandFailure | undefined> {
  for (const command of commands) {
    if (command.text.trim() === '') continue;
    const failure = await runCommand(command, options, user);
    if (failure) return failure;
  }
  return undefined;
}

async function runCommand(command: Command, options: CommandPhaseOptions, user?: SystemUser): Promise<CommandFailure | undefined> {
  const { name, session, log, onCommand, stage, signal } = options;
  const text = log.mask.apply(command.text.trimEnd());
  log.say(`Running command ${text}`);
  onCommand?.(text, name);
  const output = log.commandOutput();
  const ending = await session.run(command.text, { onOutput: (chunk) => output.write(chunk), signal, user });
  output.end();
  if ('code' in ending && ending.code === 0) return undefined;

  session.buildSucceeding = false;
  const reason = reasonOf(ending);
  log.say(`Command did not exit successfully ${text} ${reason}`);
  return {
    context: { statusCode: 'COMMAND_EXECUTION_ERROR', message: `Error while executing command: ${text}. Reason: ${reason}` },
    command: {
      phase: name,
      command: text,
      line: command.line,
      exitStatus: 'code' in ending ? ending.code : ending.signal,
      lastLines: explainingLines(log.lastOutput, stage),
    },
  };
}

/** In the words of CodeBuild's agent, which is written in Go. */
function reasonOf(ending: Ending): string {
  if ('code' in ending) return `exit status ${ending.code}`;
  const names: Partial<Record<NodeJS.Signals, string>> = {
    SIGKILL: 'killed', SIGTERM: 'terminated', SIGINT: 'interrupt', SIGSEGV: 'segmentation fault', SIGABRT: 'aborted', SIGHUP: 'hangup',
  };
  return `signal: ${names[ending.signal] ?? ending.signal}`;
}
