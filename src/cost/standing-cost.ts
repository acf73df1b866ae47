import { Annotations, type Stack } from 'aws-cdk-lib';
import { MONTHLY_PRICES, PRICES_AS_OF } from './prices';
import type { StandingResource } from './standing-resource';
import { launchesSpot, standingResources } from './standing-resources';
import { misuse } from '../core/misuse';

/** Rejects a price table with invalid prices. */
export function requirePrices(prop: string, prices: { [name: string]: number }): void {
  for (const [name, price] of Object.entries(prices)) {
    if (Number.isFinite(price) && price >= 0) continue;
    throw misuse(`${prop}.${name}`, 'must be US dollars a month, 0 or more', price, 'write `32.85`, for example');
  }
}

export interface StandingCostOptions {
  /** US dollars a month, which override the table's. */
  readonly ownPrices?: { [name: string]: number };
  /** Costs that cannot be derived from resource types. */
  readonly resources?: readonly StandingResource[];
}

/** Prints the standing cost of an environment at synthesis, including what users added to it. */
export function announceStandingCost(stack: Stack, options: StandingCostOptions = {}): void {
  stack.node.addValidation({
    validate: () => {
      Annotations.of(stack).addInfo(standingCost(stack, options));
      return [];
    },
  });
}

function standingCost(stack: Stack, { ownPrices = {}, resources = [] }: StandingCostOptions): string {
  const brought = Object.fromEntries(resources.flatMap(({ name, monthlyPrice }) => (monthlyPrice === undefined ? [] : [[name, monthlyPrice]])));
  const prices: Record<string, number> = { ...MONTHLY_PRICES, ...brought, ...ownPrices };
  const quantities: [string, number][] = [...standingResources(stack), ...resources.map(({ name, quantity }): [string, number] => [name, quantity])];
  const lines = quantities
    .filter(([name]) => name in prices)
    .map(([name, quantity]) => ({ text: `${quantity} ${shortName(name)}`, cost: quantity * prices[name] }))
    .filter(({ cost }) => cost > 0)
    .sort((a, b) => b.cost - a.cost);
  const total = lines.reduce((sum, { cost }) => sum + cost, 0);
  const parts = lines.map(({ text, cost }) => `${text} ${cost.toFixed(2)}`).join(', ');
  // Most types of resources have no standing cost; all parts of an instance do.
  const unknown = quantities.filter(([name]) => !(name in prices) && !name.includes('::')).map(([name, quantity]) => `${quantity} ${name}`);
  const missing = unknown.length > 0 ? `; not included: ${unknown.join(', ')}, which have no price in the table` : '';
  const spot = launchesSpot(stack) ? '; Spot Instances count at the On-Demand price, and cost less' : '';
  return `without traffic, ${stack.stackName} costs about ${total.toFixed(0)} USD a month: ${parts}${missing}${spot}`
    + ` (${PRICES_AS_OF}${Object.keys(ownPrices).length ? ', and your own prices' : ''}; replace prices with \`monthlyPrices\`)`;
}

/** The last part of a type: `AWS::EC2::NatGateway` is a NatGateway. */
function shortName(name: string): string {
  return name.split('::').at(-1)!;
}
