import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { LocalInstance } from './local-instance';
import { bootFiles } from './machine/boot-files';
import { foldersToWriteTo, planFileSystem, thisMachine } from './machine/file-system-plan';
import { readMountTable } from './machine/mount-table';
import { BOUNDING_SET, isRoot, MACHINE_ENVIRONMENT, OVERLAY_OPTIONS, withNewNamespaces } from './machine/namespace';
import { agentFiles, controlFiles } from './scripts';
import { replaceEnvironmentLines } from './systemd/environment-file';
import { isFirstBoot, LOG_NAME, runUserData, write } from './user-data';
import type { Reporter } from '../messages/reporter';
import type { Instance, InstanceSettings } from '../model/instance';

/**
 * Boots an instance. The first boot of a directory runs user data; later ones start the enabled units of what is already there. Resolves
 * when the instance is up, whether user data succeeded or not (see `userData`). Aborting ends the instance and rejects.
 */
export async function launchInstance(settings: InstanceSettings, report: Reporter, signal?: AbortSignal): Promise<Instance> {
  const about = report.within({ instance: settings.id });
  const began = performance.now();
  const { holder, pid } = await boot(settings, about);
  const instance = new LocalInstance(settings, holder, pid, about);
  const abort = () => void instance.stop();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    signal?.throwIfAborted();
    const isFirst = isFirstBoot(instance);
    const what = settings.container !== undefined ? 'is starting' : isFirst ? 'is booting for the first time' : 'is starting again';
    about.info('instance.booting', `${settings.id} ${what} in ${settings.availabilityZone}`, { milliseconds: Math.round(performance.now() - began) });
    if (!isFirst) await applyEnvironment(instance);
    await instance.units.boot();
    if (isFirst) {
      instance.userData = await runUserData(instance, about);
      await applyEnvironment(instance);
    }
    signal?.throwIfAborted();
  } catch (error) {
    await instance.stop();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
  about.info('instance.running', `${settings.id} is running`, { milliseconds: Math.round(performance.now() - began), port: settings.port });
  return instance;
}

interface Booted {
  readonly holder: ChildProcess;
  readonly pid: number;
}

function boot(settings: InstanceSettings, report: Reporter): Promise<Booted> {
  const { directory, diskMebibytes = 0 } = settings;
  prepare(settings);
  const [program, ...args] = withNewNamespaces(
    ['sh', join(directory, 'control', 'boot.sh'), directory, String(diskMebibytes), BOUNDING_SET],
  );
  const holder = spawn(program!, args, { cwd: '/', env: { ...MACHINE_ENVIRONMENT }, stdio: ['pipe', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    holder.on('error', (error) => reject(new Error(`could not start ${settings.id}: ${error.message}`)));
    // Without file descriptors there are no pipes; an error event follows.
    if (!(holder.stdin as Writable | undefined)) return;
    let output = '';
    let errors = '';
    holder.stdin.on('error', () => undefined);
    holder.stderr.on('data', (chunk: Buffer) => { errors += chunk.toString(); });
    holder.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const pid = /^ready (\d+)$/m.exec(output)?.[1];
      if (pid === undefined) return;
      for (const [, path] of output.matchAll(/^without (.+)$/gm)) {
        report.warning('instance.file-system.partial', `${path} of this machine is not visible inside`);
      }
      resolve({ holder, pid: Number(pid) });
    });
    holder.on('exit', () => reject(new Error(`could not boot ${settings.id}: ${errors.trim() || 'it ended without any output'}`)));
  });
}

/** Writes the input of `scripts/boot.sh`. */
function prepare({ directory, shared = {}, copied = {}, hidden = [], container }: InstanceSettings): void {
  const control = join(directory, 'control');
  const disk = join(directory, 'disk');
  const root = join(disk, 'root');
  const machine = { ...thisMachine, mounts: readMountTable(), root: isRoot() };
  const steps = planFileSystem({ shared, copied, hidden: [directory, ...hidden] }, machine);
  const files = bootFiles(steps, {
    root,
    disk,
    control,
    log: join(directory, 'logs', LOG_NAME),
    node: process.execPath,
    overlayOptions: OVERLAY_OPTIONS,
    folders: isRoot() ? [] : foldersToWriteTo(machine),
  });
  mkdirSync(control, { recursive: true });
  const all = { ...controlFiles, ...container === undefined && agentFiles, ...files };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(control, name), text, { mode: 0o755 });
}

/** All instances share one network, so each one gets its own port, overriding what user data or an earlier run wrote. */
async function applyEnvironment(instance: LocalInstance): Promise<void> {
  const { environmentFile, environment } = instance.settings;
  const text = instance.files.read(environmentFile) ?? '';
  const wanted = replaceEnvironmentLines(text, environment);
  if (wanted !== text) await write(instance, environmentFile, wanted, '0644');
}
