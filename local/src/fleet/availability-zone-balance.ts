interface Placed {
  readonly availabilityZone: string;
  readonly launchedAt: string;
  readonly isOutdated: boolean;
}

/** The zone for the next instance: the one with the fewest, in the order of the list. */
export function zoneToLaunchIn(zones: readonly string[], members: readonly Pick<Placed, 'availabilityZone'>[]): string {
  const counts = zones.map((zone) => members.filter((member) => member.availabilityZone === zone).length);
  return zones[counts.indexOf(Math.min(...counts))]!;
}

/** The default termination policy: in the zone with the most instances, outdated ones first, then the oldest. */
export function memberToTerminate<T extends Placed>(members: readonly T[]): T | undefined {
  const inZone = (zone: string) => members.filter(({ availabilityZone }) => availabilityZone === zone).length;
  const most = Math.max(...members.map(({ availabilityZone }) => inZone(availabilityZone)));
  return members.filter(({ availabilityZone }) => inZone(availabilityZone) === most)
    .sort((a, b) => Number(b.isOutdated) - Number(a.isOutdated) || (a.launchedAt < b.launchedAt ? -1 : 1))[0];
}
