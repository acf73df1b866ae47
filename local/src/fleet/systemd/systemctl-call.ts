import { CommandAnswer } from './command-answer';
import type { SystemctlOptions } from './systemctl-options';
import type { UnitManager } from './unit-manager';
import { matcherOf } from './unit-pattern';
import { isPattern, mangledName, type UnitName } from '../../unit/unit-name';

/** Errors become the end of the answer. */
export type Verb = (call: SystemctlCall) => Promise<void> | void;

/** One systemctl command: what it asks for, and its answer. */
export class SystemctlCall {
  constructor(readonly options: SystemctlOptions, readonly manager: UnitManager, readonly answer: CommandAnswer) {}

  with(options: Partial<SystemctlOptions>): SystemctlCall {
    return new SystemctlCall({ ...this.options, ...options }, this.manager, this.answer);
  }

  /** The units that it names; patterns match loaded units. */
  names(): UnitName[] {
    if (this.options.units.length === 0) throw new Error('Too few arguments.');
    return this.options.units.flatMap((word) => {
      if (isPattern(word)) return this.loaded(matcherOf(word));
      const mangled = mangledName(word);
      if (!mangled) throw new Error('Failed to mangle name: Invalid argument\nFailed to expand names: Invalid argument');
      if (mangled.warning) this.answer.error(mangled.warning);
      return [mangled.name];
    });
  }

  /** Runs `work` for all units concurrently; their output stays in the order of the command. */
  async each(work: (name: UnitName, answer: CommandAnswer) => Promise<void> | void): Promise<void> {
    const answers = await Promise.all(this.names().map(async (name) => {
      const answer = new CommandAnswer();
      try {
        await work(name, answer);
      } catch (error) {
        answer.error((error as Error).message).exit(1);
      }
      return answer;
    }));
    for (const answer of answers) this.answer.add(answer);
  }

  private loaded(matches: (id: string) => boolean): UnitName[] {
    return this.manager.registry.all().map(({ definition }) => definition)
      .filter(({ name, loadState }) => matches(name.id) && loadState !== 'not-found').map(({ name }) => name);
  }
}
