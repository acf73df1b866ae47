import { setTimeout as delay } from 'node:timers/promises';
import { launchInstance } from './launch-instance';
import type { LocalInstance } from './local-instance';
import type { Service } from './systemd/service';
import { write } from './user-data';
import { messageOf } from '../messages/message-of';
import type { Reporter } from '../messages/reporter';
import type { ExitStatus, Instance, InstanceSettings } from '../model/instance';
import { parseUnitName } from '../unit/unit-name';

const LOOK_EVERY_MS = 50;

/** The content of an instance that exists for a single program. */
export interface OneService {
  /** Name of its unit, such as `application.service`. */
  readonly unit: string;
  /** The unit file. */
  readonly definition: string;
  /** Additional files by path inside. If the instance already has such a file, the text is appended to it. */
  readonly files: Readonly<Record<string, { readonly text: string; readonly mode: string; readonly append?: boolean }>>;
}

export interface RunningService {
  readonly instance: Instance;
  /** Settles when the program ends, for whatever reason, with its exit status if known. */
  readonly ended: Promise<ExitStatus | undefined>;
}

/** Launches an instance for a single program: a task. It ends with its program and is never restarted. */
export async function launchService(settings: InstanceSettings, service: OneService, report: Reporter,
  signal?: AbortSignal): Promise<RunningService> {
  const instance = await launchInstance(settings, report, signal) as LocalInstance;
  try {
    for (const [path, { text, mode, append }] of Object.entries(service.files)) {
      await write(instance, path, append ? `${instance.files.read(path) ?? ''}${text}` : text, mode);
    }
    await write(instance, `/etc/systemd/system/${service.unit}`, service.definition, '0644');
    const name = parseUnitName(service.unit);
    if (!name) throw new Error(`${service.unit} is not a valid unit name`);
    const running = instance.units.registry.unit(name) as Service;
    await instance.units.prepareStart(name)();
    const over = async (): Promise<ExitStatus | undefined> => {
      const gone = instance.stopped.then(() => true);
      while (running.active === 'active' || running.active === 'activating' || running.active === 'deactivating' || running.hasJob) {
        if (await Promise.race([gone, delay(LOOK_EVERY_MS, false)])) break;
      }
      return running.mainExit;
    };
    return { instance, ended: over() };
  } catch (error) {
    // Why it could not be started is what matters.
    await instance.terminate().catch((left: unknown) => {
      report.within({ instance: settings.id }).warning('execution.not-tidied', `${settings.id}: ${messageOf(left)}`);
    });
    throw error;
  }
}
