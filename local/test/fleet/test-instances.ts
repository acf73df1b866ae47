import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchInstance } from '../../src/fleet/launch-instance';
import { removeInstanceFiles } from '../../src/fleet/local-instance';
import type { Message } from '../../src/messages/message';
import { Reporter } from '../../src/messages/reporter';
import type { Instance, InstanceSettings } from '../../src/model/instance';
import { doAll, endOfAll } from '../clean-up';

export interface Output {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Launches instances for one test and removes them after it. */
export class TestInstances {
  readonly messages: Message[] = [];
  private readonly running: Instance[] = [];
  private readonly directories: string[] = [];

  async launch(settings: Partial<InstanceSettings> = {}): Promise<Instance> {
    const instance = await launchInstance(this.settings(settings), new Reporter((message) => this.messages.push(message)));
    this.running.push(instance);
    return instance;
  }

  settings(settings: Partial<InstanceSettings> = {}): InstanceSettings {
    return {
      id: 'i-0123456789abcdef0',
      availabilityZone: 'eu-west-1a',
      host: '127.0.0.1',
      port: 3001,
      userData: '',
      environmentFile: '/etc/gostyle/environment',
      environment: { PORT: '3001' },
      directory: settings.directory ?? this.directory(),
      ...settings,
    };
  }

  directory(): string {
    const directory = mkdtempSync(join(tmpdir(), 'gostyle-instance-'));
    this.directories.push(directory);
    return directory;
  }

  codes(): string[] {
    return this.messages.map(({ code }) => code);
  }

  async removeAll(): Promise<void> {
    await doAll([
      () => endOfAll(this.running.splice(0).map((instance) => instance.stop())),
      () => endOfAll(this.directories.splice(0).map(removeInstanceFiles)),
      () => { this.messages.length = 0; },
    ]);
  }
}

/** Runs a shell command inside. */
export async function inside(instance: Instance, command: string): Promise<Output> {
  let stdout = '';
  let stderr = '';
  const process = instance.spawn(['sh', '-c', command], {
    onStdout: (chunk) => { stdout += chunk.toString(); },
    onStderr: (chunk) => { stderr += chunk.toString(); },
  });
  process.endInput();
  const { code } = await process.exited;
  return { code, stdout: stdout.trim(), stderr: stderr.trim() };
}

/** Installs a unit file inside, as a hook would. */
export async function installUnit(instance: Instance, name: string, text: string): Promise<void> {
  const process = instance.spawn(['dd', 'status=none', `of=/etc/systemd/system/${name}`]);
  for (const line of text.trim().split('\n')) process.writeLine(line.trim());
  process.endInput();
  await process.exited;
}
