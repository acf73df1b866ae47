import { dirname, join } from 'node:path';
import { promptForApprovals } from './approval-prompt';
import { briefly } from './brief';
import { BuildProgress } from './build-progress';
import { crashText, failureText } from './failure-text';
import { hostLines } from './host-lines';
import { interruption, type Interruption } from './interruption';
import { LiveBlock } from './live-block';
import { messageLine } from './message-line';
import { openConsole } from './open-console';
import { runSummary, summaryText } from './run-summary';
import type { SecretPrompt } from './secret-prompt';
import { Style } from './style';
import { timeTable } from './time-table';
import type { Engine, ExecutionEnd } from '../../engine';
import type { Message, Notify } from '../../messages/message';
import { messageOf } from '../../messages/message-of';
import type { RunState } from '../../model/run-state';
import type { ConsoleServer } from '../../web/console-server';
import { removeRunFile, writeRunFile } from '../../web/run-file';
import { openWebhook } from '../../web/webhook/webhook';
import { hasPerson, isLive } from '../terminal';

export interface RunView {
  readonly once: boolean;
  readonly verbose: boolean;
  /** Lets other commands find the run. */
  readonly stateDirectory: string;
  /** Port of the console page. */
  readonly port?: number;
  /** The runner's own bundle; the page lies beside it. */
  readonly program: string;
  readonly printJson?: (document: unknown) => void;
  /** Set if there is a terminal to ask in. */
  readonly secretPrompt?: SecretPrompt;
  /** Destination of notifications. */
  readonly webhook?: URL;
}

type Say = (text: string) => void;

const UPDATE_EVERY_MS = 1000;

/** Shows a run in the terminal, on the page and as JSON until it ends or is interrupted. Returns the exit status. */
export async function runUntilDone(engine: Engine, view: RunView): Promise<number> {
  const started = performance.now();
  const style = new Style();
  const terminal = new LiveBlock(process.stderr);
  const say: Say = (text) => terminal.say(text);
  const isUpdated = isLive() && !view.verbose;
  const isBrief = briefly({ isUpdated });
  const shown = (message: Message) => show(message, { ...view, isBrief }, style, say);
  engine.onMessage(shown);
  const crashes: Message[] = [];
  engine.onMessage((message) => {
    if (message.code === 'function.crashed') crashes.push(message);
  });
  const stopUpdating = isUpdated ? updating(engine, terminal) : () => undefined;
  const webhook = view.webhook && openWebhook(engine, view.webhook, shown);
  const interrupted = interruption(say);
  const close = async (): Promise<RunState> => {
    stopUpdating();
    try {
      return await engine.close();
    } finally {
      await webhook?.close();
      interrupted.forget();
    }
  };
  await untilEnd(engine, view, shown, say, interrupted).catch(async (error: unknown) => {
    // Why the run has failed is what the command ends with.
    await close().catch((left: unknown) => say(messageOf(left)));
    throw error;
  });
  const last = await close();
  const summary = runSummary(last, (performance.now() - started) / 1000);
  for (const crash of crashes) say(style.of('red', crashText(crash)));
  say(summaryText(summary, last, style));
  view.printJson?.(summary);
  return summary.status === 'Succeeded' ? 0 : 1;
}

/** Shows what builds and hosts are doing, in place. Returns a function that ends it. */
function updating(engine: Engine, terminal: LiveBlock): () => void {
  const progress = new BuildProgress();
  const update = () => {
    const { approvals, environments } = engine.state();
    // Whoever is being asked types below the block: nothing there may change every second.
    terminal.show([...approvals.length === 0 ? progress.lines() : [], ...hostLines(environments)]);
  };
  const timer = setInterval(update, UPDATE_EVERY_MS).unref();
  const forget = [engine.onMessage(progress.hear), engine.onState(update)];
  return () => {
    clearInterval(timer);
    for (const each of forget) each();
    terminal.show([]);
  };
}

async function untilEnd(engine: Engine, view: RunView, shown: Notify, say: Say, interrupted: Interruption): Promise<void> {
  const server = await openConsole(engine, join(dirname(view.program), 'page'), view.port);
  const stopAsking = hasPerson() ? promptForApprovals(engine, process.stdin, say, view.secretPrompt) : () => undefined;
  try {
    await writeRunFile(view.stateDirectory, server);
    shown(consoleListening(server));
    await Promise.race([work(engine, view, say, interrupted.signal), interrupted.promise]);
  } finally {
    stopAsking();
    await server.close();
    await removeRunFile(view.stateDirectory);
  }
}

/** The address includes the run's token, without which nothing is shown. */
function consoleListening({ address }: ConsoleServer): Message {
  return { time: new Date().toISOString(), level: 'info', code: 'console.listening', message: `console: ${address}`, data: { url: address } };
}

async function work(engine: Engine, { once }: RunView, say: Say, interrupted: AbortSignal): Promise<void> {
  await engine.start();
  const commit = await engine.head();
  if (!once) engine.watchCommits(commit);
  await engine.run(commit);
  if (once || interrupted.aborted) return;
  // Another commit may have come meanwhile.
  await engine.idle();
  say('waiting for the next commit; Ctrl-C ends');
  await new Promise(() => undefined);
}

function show(message: Message, { printJson, verbose, isBrief }: RunView & { isBrief: (message: Message) => boolean }, style: Style, say: Say): void {
  printJson?.({ type: 'message', ...message });
  if (verbose || isBrief(message)) say(messageLine(message, style));
  if (message.code !== 'execution.ended') return;
  const { execution, failure } = message.data as unknown as ExecutionEnd;
  say(timeTable(execution));
  if (failure) say(style.of('red', failureText(failure)));
}
