import type { ServiceSettings } from './service-settings';
import { UnitEntries } from './unit-entries';
import type { UnitEntry } from './unit-file';
import type { UnitName } from './unit-name';

/** `LoadState=` of systemctl show. */
export type LoadState = 'loaded' | 'not-found' | 'masked' | 'bad-setting' | 'error';

export interface DefinitionFile {
  readonly path: string;
  readonly text: string;
  /** Modification time in nanoseconds. */
  readonly modified: bigint;
}

/** A unit file with its drop-ins, as of when they were loaded. */
export class UnitDefinition extends UnitEntries {
  /** The settings of a service; absent if the unit cannot be started. */
  settings?: ServiceSettings;
  /** Why systemd rejects the unit (`bad-setting`). */
  refusal?: string;

  constructor(
    name: UnitName,
    /** The unit's own file first, then the drop-ins. */
    readonly files: readonly DefinitionFile[],
    entries: readonly UnitEntry[],
    readonly problems: readonly string[],
    private readonly state: LoadState,
    links?: Readonly<Record<'Wants' | 'Requires', readonly string[]>>,
  ) {
    super(name, entries, links);
  }

  get loadState(): LoadState {
    return this.refusal === undefined ? this.state : 'bad-setting';
  }

  get description(): string | undefined {
    return this.value('Unit', 'Description');
  }

  /** As systemd calls a unit in its messages. */
  get title(): string {
    const { description, name: { id } } = this;
    return description === undefined || description === id ? id : `${id} - ${description}`;
  }

  get masked(): boolean {
    return this.state === 'masked';
  }

  get fragmentPath(): string {
    return this.files[0]?.path ?? '';
  }
}
