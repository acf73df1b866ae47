import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { strip } from '../ruby/calls';

/** What Ruby's logger writes as the first line of a new file; the version is that of Amazon Linux 2023. */
const RUBY_LOGGER = 'logger.rb/v1.5.3';

/** The output of all deployments' scripts on this instance, in one file that log agents can ship. */
export class DeploymentLog {
  constructor(private readonly path: string, private readonly deploymentId: string) {}

  add(line: string): void {
    mkdirSync(dirname(this.path), { recursive: true });
    if (!existsSync(this.path)) appendFileSync(this.path, `# Logfile created on ${timestamp(new Date())} ${zone(new Date())} by ${RUBY_LOGGER}\n`);
    appendFileSync(this.path, `[${timestamp(new Date(), true)}] [${this.deploymentId}]${strip(line)}\n`);
  }
}

/** Local time in Ruby's format. */
export function timestamp(time: Date, withMilliseconds = false): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':');
  return `${date} ${clock}${withMilliseconds ? `.${String(time.getMilliseconds()).padStart(3, '0')}` : ''}`;
}

/** `+0200` */
function zone(time: Date): string {
  const minutes = -time.getTimezoneOffset();
  const clock = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((value) => String(value).padStart(2, '0')).join('');
  return `${minutes < 0 ? '-' : '+'}${clock}`;
}
