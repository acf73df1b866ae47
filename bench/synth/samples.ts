import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const CPU_TIME = resolve('bench/synth/cpu-time.cjs');

/** One synthesis in a separate process. */
export interface Sample {
  readonly app: 'by-hand' | 'with-library';
  readonly compute: 'ec2' | 'fargate' | 'lambda';
  readonly environments: readonly string[];
  /** Whether aws-cdk-lib's own CloudFormation Validate runs, as it does by default. */
  readonly validation: boolean;
}

/** Milliseconds of CPU time of each, measured alternately. Wall-clock time would depend on what else the machine does. */
export function takeSamples<Name extends string>(directory: string, rounds: number, samples: Record<Name, Sample>): Record<Name, number[]> {
  const entries = Object.entries(samples) as [Name, Sample][];
  const times = Object.fromEntries(entries.map(([name]) => [name, []])) as unknown as Record<Name, number[]>;
  for (let round = 0; round < rounds; round++) {
    for (const [name, sample] of entries) {
      const { assembly, milliseconds } = synthesize(directory, sample);
      times[name].push(milliseconds);
      rmSync(assembly, { recursive: true });
    }
  }
  return times;
}

export interface Synthesis {
  readonly assembly: string;
  readonly milliseconds: number;
}

export function synthesize(directory: string, { app, compute, environments, validation }: Sample): Synthesis {
  const assembly = mkdtempSync(join(directory, 'assembly-'));
  const program = join(directory, 'bench', 'synth', `${app}.js`);
  const { status, output } = spawnSync(process.execPath, ['--require', CPU_TIME, program, compute, ...environments], {
    encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe', 'pipe'], env: { ...process.env, CDK_OUTDIR: assembly, CDK_VALIDATION: String(validation) },
  });
  if (status !== 0) throw new Error(`${app} ended with status ${status}: ${output[2]}`);
  return { assembly, milliseconds: Number(output[3]) };
}
