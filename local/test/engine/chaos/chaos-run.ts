import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { helpersOf, holderOf, insideOf } from './instance-processes';
import { Random } from './random';
import { StateDisk } from './state-disk';
import { WallClock } from './wall-clock';
import { runWithoutNamespaces } from './without-namespaces';
import type { RunState } from '../../../src/model/run-state';
import { isMissing } from '../../../src/system/atomic-file';
import { RunClient } from '../../../src/web/run-client';
import { afterTest } from '../after-test';
import { GostyleProcess } from '../gostyle-process';
import type { Behaviour, WebApp } from '../web-app';

export const ENVIRONMENTS = ['staging', 'production'] as const;
type EnvironmentName = (typeof ENVIRONMENTS)[number];

/** Requests of one environment that may be lost within a time after a fault, according to docs/faults.md. */
interface Excuse {
  readonly environment: EnvironmentName;
  readonly from: number;
  to: number;
}

interface Victim {
  readonly id: string;
  readonly environment: EnvironmentName;
}

const LOOK_EVERY_MS = 300;
const HOUR_MS = 3_600_000;
const JUMPS_MS = [HOUR_MS, -HOUR_MS, 1_000 * HOUR_MS, 0];

/** A run of the pipeline in another process, and the faults injected into it. */
export class ChaosRun {
  readonly excuses: Excuse[] = [];
  /** The faults and their times, to find the cause of a failure. */
  readonly diary: string[] = [];
  readonly done: Record<string, number> = {};
  private process: GostyleProcess;
  private commits = 0;
  private readonly replacements: Promise<void>[] = [];
  private approving = true;
  private readonly approver: Promise<void>;
  private readonly disk: StateDisk;
  private readonly clock = new WallClock();

  readonly faults: Readonly<Record<string, () => Promise<void>>> = {
    'a commit': async () => void this.commit({}),
    'three commits in a row': async () => [1, 2, 3].forEach(() => this.commit({})),
    'a revision that never becomes healthy': async () => void this.commit({ health: 503 }),
    'a revision whose test fails': async () => void this.commit({ passesItsTest: false }),
    'a rollback and approvals at once': () => this.rollbackAndApprove(),
    'an execution is stopped': () => this.stopExecution(),
    'a revision that answers slowly': async () => void this.commit({ answersAfterMs: 1_500 }),
    'an application that ignores SIGTERM': async () => void this.commit({ ignoresSigterm: true }),
    'the disk is full for three seconds': () => this.fillDisk(),
    'the clock jumps': async () => this.clock.jumpTo(this.random.of(JUMPS_MS)),
    'an instance is killed': () => this.killInstance(),
    'an instance stands still for two seconds': () => this.freezeInstance(),
    'the runner is killed': () => this.killRunner(async () => undefined),
    'the runner is killed, and started without namespaces': () => this.killRunner(() => this.failToStart()),
    'a file of an execution is damaged': () => this.damageState(),
    'a hook leaves a process that ignores SIGTERM': () => this.stubbornHook(),
  };

  constructor(private readonly app: WebApp, private readonly random: Random) {
    this.disk = new StateDisk(join(app.directory, '.gostyle'));
    this.process = this.start();
    this.approver = this.approve();
    afterTest(() => { this.approving = false; });
  }

  get pid(): number {
    return this.process.pid;
  }

  async state(): Promise<RunState | undefined> {
    return (await this.client())?.state().catch(() => undefined);
  }

  async fault(name: string): Promise<void> {
    this.done[name] = (this.done[name] ?? 0) + 1;
    this.diary.push(`${new Date().toISOString()} ${name}`);
    await this.faults[name]();
  }

  /** Deploys a good revision to every environment, with as many attempts as necessary. */
  async settle(): Promise<string> {
    this.app.write('deploy/validate.sh', '#!/bin/sh\nexit 0\n');
    this.clock.jumpTo(0);
    await Promise.all(this.replacements.splice(0));
    const commit = this.commit({});
    let retried = '';
    await this.until(`commit ${commit} in every environment`, async (state) => {
      const execution = state.executions.find((each) => each.commit.id === commit && each.trigger !== 'Rollback');
      if (execution?.status === 'Failed' && retried !== execution.id) {
        // It may be declined, or not heard: then it is asked for again.
        const outcome = await (await this.client())?.retry(execution.id).catch(() => undefined);
        if (outcome?.accepted) retried = execution.id;
      }
      return ENVIRONMENTS.every((name) => isWhole(state, name, commit)) && state.executions.every(({ status }) => !isGoingOn(status));
    });
    return commit;
  }

  async end(): Promise<number | null> {
    this.approving = false;
    await this.approver;
    return this.process.kill('SIGINT');
  }

  get text(): string {
    return this.process.text;
  }

  async until(what: string, holds: (state: RunState) => Promise<boolean> | boolean): Promise<void> {
    const end = Date.now() + 240_000;
    for (;;) {
      const state = await this.state();
      if (state && await holds(state)) return;
      if (Date.now() > end) throw new Error(`${what}: not within 240 s\n${this.text.slice(-6_000)}`);
      await delay(LOOK_EVERY_MS);
    }
  }

  private start(): GostyleProcess {
    return new GostyleProcess(this.app.directory, '--allow-traffic-timeout', '5');
  }

  private async client(): Promise<RunClient | undefined> {
    return RunClient.find(join(this.app.directory, '.gostyle')).catch(() => undefined);
  }

  private commit(behaviour: Behaviour): string {
    this.commits += 1;
    this.app.behave({ health: 200, passesItsTest: true, answersAfterMs: 0, ignoresSigterm: false, ...behaviour });
    return this.app.commit(`commit ${this.commits}`);
  }

  private async approve(): Promise<void> {
    while (this.approving) {
      const client = await this.client();
      const state = await client?.state().catch(() => undefined);
      for (const { id } of state?.approvals ?? []) await client?.decide(id, 'Approved', 'chaos').catch(() => undefined);
      await delay(LOOK_EVERY_MS);
    }
  }

  private async rollbackAndApprove(): Promise<void> {
    const client = await this.client();
    const state = await this.state();
    await Promise.allSettled([
      ...ENVIRONMENTS.map((name) => client?.rollback(name)),
      ...(state?.approvals ?? []).flatMap(({ id }) => [client?.decide(id, 'Approved', ''), client?.decide(id, 'Rejected', '')]),
    ]);
  }

  private async stopExecution(): Promise<void> {
    const going = (await this.state())?.executions.find(({ status }) => isGoingOn(status));
    if (going) await (await this.client())?.stop(going.id).catch(() => undefined);
  }

  private async instance(): Promise<Victim | undefined> {
    const environment = this.random.of(ENVIRONMENTS);
    const instances = (await this.state())?.environments.find(({ name }) => name === environment)?.instances ?? [];
    return instances.length === 0 ? undefined : { id: this.random.of(instances).id, environment };
  }

  private async killInstance(): Promise<void> {
    const victim = await this.instance();
    const pid = victim && holderOf(this.app.directory, victim.id);
    if (!victim || pid === undefined) return;
    const excuse = this.excuse(victim.environment, 0);
    signal([pid], 'SIGKILL');
    this.replaced(victim, excuse);
  }

  /** A deployment that begins meanwhile takes the other instance out of service: with one in service, at least none is healthy, as on AWS. */
  private replaced({ id, environment }: Victim, excuse: Excuse): void {
    const replacing = this.until(`${id} to be replaced`, (state) => {
      const instances = state.environments.find(({ name }) => name === environment)?.instances ?? [];
      const serving = instances.filter(({ target, lifecycle }) => target === 'healthy' && lifecycle === 'InService');
      return serving.length === 2 && !serving.some((each) => each.id === id);
    });
    this.replacements.push(replacing.then(() => { excuse.to = Date.now() + 1_000; }));
  }

  private async freezeInstance(): Promise<void> {
    const victim = await this.instance();
    if (!victim) return;
    this.excuse(victim.environment, 15_000);
    const pids = insideOf(this.app.directory, victim.id);
    signal(pids, 'SIGSTOP');
    await delay(2_000);
    // A helper continues its own child, and stops again when that one is still stopped: from the inside outwards.
    signal([...pids, ...helpersOf(this.app.directory, victim.id), holderOf(this.app.directory, victim.id) ?? 0], 'SIGCONT');
  }

  private async fillDisk(): Promise<void> {
    this.disk.fill();
    await delay(3_000);
    this.disk.free();
  }

  private async failToStart(): Promise<void> {
    const { status, text } = await runWithoutNamespaces(this.app.directory);
    if (status === 2 && text.includes('namespaces cannot be created')) return;
    throw new Error(`a run without namespaces ended with ${String(status)}: ${text}`);
  }

  private async killRunner(meanwhile: () => Promise<void>): Promise<void> {
    const excuses = ENVIRONMENTS.map((environment) => this.excuse(environment, 0));
    await this.process.kill('SIGKILL');
    await meanwhile();
    this.process = this.start();
    await this.until('the environments after the runner was killed', (state) => ENVIRONMENTS.every((name) => (
      state.environments.find((each) => each.name === name)?.instances.some(({ target }) => target === 'healthy') ?? false)));
    for (const excuse of excuses) excuse.to = Date.now() + 1_000;
  }

  private async damageState(): Promise<void> {
    const folder = join(this.app.directory, '.gostyle/executions');
    const id = this.random.of(readdirSync(folder));
    try {
      writeFileSync(join(folder, id, 'messages.jsonl'), readFileSync(join(folder, id, 'messages.jsonl')).subarray(0, 100));
      writeFileSync(join(folder, id, 'execution.json'), '{"half":');
    } catch (error) {
      // A new execution has no messages yet, and the oldest are removed.
      if (!isMissing(error)) throw error;
    }
  }

  private async stubbornHook(): Promise<void> {
    this.app.write('deploy/validate.sh', '#!/bin/sh\n(trap "" TERM; sleep 3) >/dev/null 2>&1 &\nexit 0\n');
    this.commit({});
    await delay(1_000);
    this.app.write('deploy/validate.sh', '#!/bin/sh\nexit 0\n');
  }

  private excuse(environment: EnvironmentName, milliseconds: number): Excuse {
    // A request that was on its way when the fault occurred may be lost, too.
    const excuse = { environment, from: Date.now() - 10_000, to: milliseconds === 0 ? Infinity : Date.now() + milliseconds };
    this.excuses.push(excuse);
    return excuse;
  }
}

function isGoingOn(status: string): boolean {
  return ['Queued', 'InProgress', 'WaitingForApproval'].includes(status);
}

function isWhole(state: RunState, name: EnvironmentName, commit: string): boolean {
  const environment = state.environments.find((each) => each.name === name);
  const instances = environment?.instances ?? [];
  return environment?.revision === commit && instances.length === 2
    && instances.every(({ revision, target, lifecycle }) => revision === commit && target === 'healthy' && lifecycle === 'InService');
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids.filter((each) => each > 1)) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended meanwhile.
    }
  }
}
