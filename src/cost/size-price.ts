/** The number of hours that AWS uses for a month. */
export const HOURS = 730;

const SIZES: Readonly<Record<string, number>> = { nano: 1 / 16, micro: 1 / 8, small: 1 / 4, medium: 1 / 2, large: 1, xlarge: 2 };

/**
 * US dollars a month of a type such as `m7g.xlarge`, from what an hour of its family's `large` costs: AWS's prices grow with the size. Undefined for
 * a family that is not in the table, and for machines without virtualization.
 */
export function priceOfType(type: string, large: Readonly<Record<string, number>>): number | undefined {
  const [, family = '', times = '1', size = ''] = /^([a-z0-9-]+)\.(\d*)([a-z]+)$/.exec(type) ?? [];
  const hourly = large[family] as number | undefined;
  const factor = SIZES[size] as number | undefined;
  return hourly === undefined || factor === undefined ? undefined : hourly * factor * Number(times || 1) * HOURS;
}
