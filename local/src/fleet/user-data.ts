import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalInstance } from './local-instance';
import { CONTROL_INSIDE } from './scripts';
import { MaskedOutput } from '../messages/masked-output';
import type { Reporter } from '../messages/reporter';
import type { ExitStatus } from '../model/instance';

/** cloud-init's path; the folder's existence shows that the first boot is over. */
const SCRIPT = '/var/lib/cloud/instance/scripts/part-001';
const DONE = '/var/lib/cloud/instance/boot-finished';
export const LOG_NAME = 'cloud-init-output.log';
/** Where parts of `provisioning` write what this machine lacks for them. */
const SKIPPED = '/run/gostyle-skipped';
const LAST_LINES = 20;

export function isFirstBoot(instance: LocalInstance): boolean {
  return !instance.files.exists(DONE);
}

/** Runs user data as cloud-init does at the first boot: as root, in `/`, with its output in `cloud-init-output.log`. */
export async function runUserData(instance: LocalInstance, report: Reporter): Promise<ExitStatus> {
  const { userData, files = {}, directory } = instance.settings;
  for (const [path, text] of Object.entries(files)) await write(instance, path, text, '0700');
  let status: ExitStatus = { code: 0, signal: null };
  if (userData.trim() !== '' && !userData.startsWith('#!')) {
    report.warning('instance.user-data.not-imitated', 'user data that is not a script (it does not start with #!) is not run in a local instance');
  } else if (userData.trim() !== '') {
    await write(instance, SCRIPT, userData, '0700');
    const log = join(directory, 'logs', LOG_NAME);
    const lastLines: string[] = [];
    const [output, errors] = [new MaskedOutput(instance.settings.secrets?.mask), new MaskedOutput(instance.settings.secrets?.mask)];
    const keep = (text: string) => {
      append(log, text);
      const lines = text.split('\n').filter(Boolean);
      lastLines.push(...lines);
      lastLines.splice(0, lastLines.length - LAST_LINES);
      for (const line of lines) report.debug('instance.user-data.output', line);
    };
    const process = instance.run([SCRIPT], {
      env: { GOSTYLE_SKIPPED: SKIPPED }, onStdout: (chunk) => keep(output.write(chunk)), onStderr: (chunk) => keep(errors.write(chunk)),
    });
    process.input.end();
    status = await process.exited;
    keep(output.end() + errors.end());
    const skipped = instance.files.read(SKIPPED) ?? '';
    for (const line of skipped.split('\n').filter(Boolean)) report.warning('instance.provisioning.skipped', `provisioning: ${line}`);
    // On EC2 the instance stays up as well, and the problem only shows later; here it is reported immediately.
    if (status.code !== 0) {
      report.error(
        'instance.user-data.failed',
        `user data of ${instance.id} failed with ${status.signal ?? `exit status ${status.code}`} (${log})`,
        { lastLines: [...lastLines] },
      );
    }
  }
  await write(instance, DONE, `${new Date().toISOString()}\n`, '0644');
  return status;
}

/** That the log cannot be written (a full disk) stops nothing. It is not rotated, because the instance has this file, too. */
function append(log: string, text: string): void {
  try {
    appendFileSync(log, text);
  } catch {
    // There may be room again later.
  }
}

/** Writes a file inside the instance from outside; an existing one keeps its owner and mode. */
export async function write(instance: LocalInstance, path: string, text: string, mode: string): Promise<void> {
  const errors: Buffer[] = [];
  const process = instance.run(['sh', `${CONTROL_INSIDE}/write-file.sh`, path, mode], { onStderr: (chunk) => errors.push(chunk) });
  process.input.end(text);
  const { code } = await process.exited;
  if (code !== 0) throw new Error(`${instance.id}: could not write ${path}: ${Buffer.concat(errors).toString().trim() || 'the instance ended'}`);
}
