import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { REPOSITORY } from './program';
import { median, type Row } from '../table';

export interface InstanceMeasurement {
  readonly launchMilliseconds: readonly number[];
  /** Of the runner and of everything inside the instances; no application runs there. */
  readonly bytesWithFew: number;
  readonly bytesWithMany: number;
  readonly few: number;
  readonly many: number;
  readonly systemctlMilliseconds: number;
}

/** What instances cost without an application. Measured in a separate process, because memory is measured as well. */
export async function measureInstances(): Promise<Row[]> {
  const directory = mkdtempSync(join(tmpdir(), 'gostyle-bench-instances-'));
  try {
    const outfile = join(directory, 'launch.cjs');
    await build({
      entryPoints: [join(REPOSITORY, 'bench/local/launch-instances.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      logLevel: 'warning',
      loader: { '.sh': 'text', '.service': 'text' },
    });
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', outfile, directory], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`instances could not be measured: ${stderr}`);
    return rowsOf(JSON.parse(stdout) as InstanceMeasurement);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function rowsOf({ launchMilliseconds, bytesWithFew, bytesWithMany, few, many, systemctlMilliseconds }: InstanceMeasurement): Row[] {
  const each = (bytesWithMany - bytesWithFew) / (many - few) / 2 ** 20;
  return [
    ['an instance until it is running, one after the other',
      `${Math.round(median(launchMilliseconds))} ms (at most ${Math.round(Math.max(...launchMilliseconds))} ms)`, '<= 300 ms'],
    [`memory of each further instance, of ${many}`, `${each.toFixed(1)} MiB`, '< 5 MiB'],
    ['systemctl is-active in an instance', `${Math.round(systemctlMilliseconds)} ms`, '< 60 ms'],
  ];
}
