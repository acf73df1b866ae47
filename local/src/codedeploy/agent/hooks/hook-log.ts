import { isUtf8 } from 'node:buffer';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { timestamp, type DeploymentLog } from './deployment-log';
import { ScriptLog } from './script-log';
import { RubyError } from '../../../yaml/ruby/error';

/** Distributes the output of one lifecycle event: to the deployment's scripts.log, the instance's log, the diagnostics and the listener. */
export class HookLog {
  readonly tail = new ScriptLog();
  private readonly descriptor: number;

  constructor(path: string, private readonly deploymentLog: DeploymentLog, private readonly listener: (line: string) => void) {
    mkdirSync(dirname(path), { recursive: true });
    this.descriptor = openSync(path, 'a');
  }

  add(text: string): void {
    this.addBytes(Buffer.from(text));
  }

  /** Invalid UTF-8 is written to the file and the diagnostics, and then fails the script, whatever its exit status. */
  addBytes(line: Buffer): void {
    this.tail.append(line);
    writeSync(this.descriptor, Buffer.concat([Buffer.from(`${timestamp(new Date())} `), line]));
    this.listener(line.toString('utf8').replace(/\n$/, ''));
    if (!isUtf8(line)) throw new RubyError('ArgumentError', 'invalid byte sequence in UTF-8');
    this.deploymentLog.add(line.toString('utf8'));
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
