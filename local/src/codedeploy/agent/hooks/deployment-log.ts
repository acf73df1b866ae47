import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { strip } from '../ruby/calls';

/** The lines of every deployment's scripts on this instance, in one file that log agents ship. */
export class DeploymentLog {
  constructor(private readonly path: string, private readonly deploymentId: string) {}

  add(line: string): void {
    mkdirSync(dirname(this.path), { recursive: true });
    appendFileSync(this.path, `[${timestamp(new Date(), true)}] [${this.deploymentId}]${strip(line)}\n`);
  }
}

/** Local time, as Ruby prints it. */
export function timestamp(time: Date, withMilliseconds = false): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':');
  return `${date} ${clock}${withMilliseconds ? `.${String(time.getMilliseconds()).padStart(3, '0')}` : ''}`;
}
