import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InstanceMeasurement } from './instances';
import { launchInstance } from '../../local/src/fleet';
import { Reporter } from '../../local/src/messages/reporter';
import type { Instance } from '../../local/src/model/instance';

const FEW = 5;
const MANY = 50;

async function main(directory: string): Promise<void> {
  const instances: Instance[] = [];
  const launchMilliseconds: number[] = [];
  let bytesWithFew = 0;
  try {
    while (instances.length < MANY) {
      const started = performance.now();
      instances.push(await launch(directory, instances.length));
      launchMilliseconds.push(performance.now() - started);
      if (instances.length === FEW) bytesWithFew = await bytesOf(instances);
    }
    const bytesWithMany = await bytesOf(instances);
    const systemctlMilliseconds = await systemctlIn(instances[0]);
    const measurement: InstanceMeasurement = { launchMilliseconds, bytesWithFew, bytesWithMany, few: FEW, many: MANY, systemctlMilliseconds };
    process.stdout.write(JSON.stringify(measurement));
  } finally {
    await Promise.all(instances.map((instance) => instance.terminate()));
  }
}

function launch(directory: string, index: number): Promise<Instance> {
  const id = `i-${index.toString(16).padStart(17, '0')}`;
  return launchInstance({
    id,
    availabilityZone: 'eu-central-1a',
    host: '127.0.0.1',
    port: 40_000 + index,
    userData: '#!/bin/sh\ntrue\n',
    environmentFile: '/etc/gostyle/environment',
    environment: {},
    directory: join(directory, id),
  }, new Reporter(() => undefined));
}

/** The time of one call: hooks that wait for a service make many. */
async function systemctlIn(instance: Instance): Promise<number> {
  const calls = 20;
  const loop = `for i in $(seq ${calls}); do systemctl is-active --quiet codedeploy-agent || exit; done`;
  const started = performance.now();
  const { code } = await instance.spawn(['sh', '-c', loop]).exited;
  if (code !== 0) throw new Error(`systemctl ended with ${code}`);
  return (performance.now() - started) / calls;
}

/** Proportional set size: a page shared by several processes is divided among them. */
async function bytesOf(instances: readonly Instance[]): Promise<number> {
  globalThis.gc?.();
  const own = /^Pss:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/smaps_rollup', 'utf8'));
  const inside = await Promise.all(instances.map((instance) => instance.memoryBytes()));
  return Number(own?.[1] ?? 0) * 1024 + inside.reduce((sum, bytes) => sum + bytes, 0);
}

void main(process.argv[2]);
