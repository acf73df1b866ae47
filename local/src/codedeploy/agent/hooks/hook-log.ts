import { isUtf8 } from 'node:buffer';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { timestamp, type DeploymentLog } from './deployment-log';
import { ScriptLog } from './script-log';
import { RubyError } from '../../../yaml/ruby/error';

/** Where the lines of one lifecycle event go: the deployment's scripts.log, the instance's log, the diagnostics, and whoever listens. */
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

  /** Bytes that are not UTF-8 reach the file and the diagnostics, and then fail the script, exit status or not. */
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
