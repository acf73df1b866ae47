import type { UnitEntries } from './unit-entries';

interface ServiceShape {
  readonly typeName: string;
  readonly starts: number;
  readonly stops: number;
  readonly restart: string;
  readonly remainAfterExit: boolean;
}

/** Rejects what systemd refuses to load: `systemctl start` says "has a bad unit file setting", the journal contains the reason. */
export function assertStartable(unit: UnitEntries, { typeName, starts, stops, restart, remainAfterExit }: ServiceShape): void {
  const isOneshot = typeName === 'oneshot';
  if (starts === 0 && stops === 0 && !unit.value('Unit', 'SuccessAction')) {
    const mayHaveNone = isOneshot && remainAfterExit;
    if (!mayHaveNone) refuse(unit, 'Service has no ExecStart=, ExecStop=, or SuccessAction=. Refusing.');
  }
  if (starts === 0 && !isOneshot) refuse(unit, 'Service has no ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.');
  if (starts === 0 && !remainAfterExit && !unit.value('Unit', 'SuccessAction')) {
    refuse(unit, 'Service has no ExecStart= and no SuccessAction= settings and does not have RemainAfterExit=yes set. Refusing.');
  }
  if (starts > 1 && !isOneshot) {
    refuse(unit, 'Service has more than one ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.');
  }
  if (isOneshot && (restart === 'always' || restart === 'on-success')) {
    refuse(unit, 'Service has Restart= set to either always or on-success, which isn\'t allowed for Type=oneshot services. Refusing.');
  }
  if (typeName === 'dbus' && !unit.value('Service', 'BusName')) {
    refuse(unit, 'Service is of type D-Bus but no D-Bus service name has been specified. Refusing.');
  }
}

export function refuse(unit: UnitEntries, reason: string): never {
  throw new Error(`${unit.name.id}: ${reason}`);
}
