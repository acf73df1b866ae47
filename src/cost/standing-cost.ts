import { Annotations, type Stack } from 'aws-cdk-lib';
import { monthlyPriceOf, PRICES_AS_OF } from './prices';
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
      const cost = standingCost(stack, options);
      if (cost !== undefined) Annotations.of(stack).addInfo(cost);
      return [];
    },
  });
}

/** Undefined if nothing costs anything. */
function standingCost(stack: Stack, { ownPrices = {}, resources = [] }: StandingCostOptions): string | undefined {
  const priced = [...[...standingResources(stack)].map(([name, quantity]): StandingResource => ({ name, quantity })), ...resources]
    .map(({ name, quantity, monthlyPrice }) => ({ name, quantity, price: ownPrices[name] ?? monthlyPrice ?? monthlyPriceOf(name) }));
  // Two databases have one line for their storage.
  const items = [...new Map(priced.map(({ name, price }) => [`${name} ${price}`, { name, price }])).values()].map(({ name, price }) => {
    const quantity = priced.filter((each) => each.name === name && each.price === price).reduce((sum, each) => sum + each.quantity, 0);
    return { text: counted(quantity, name), name, price, cost: quantity * (price ?? 0) };
  });
  // What is paused costs nothing and is named; a type of resource that is free is not.
  const lines = items.filter(({ name, price, cost }) => cost > 0 || price !== undefined && !name.includes('::')).sort((a, b) => b.cost - a.cost);
  // Most types of resources have no standing cost; all parts of an instance do.
  const unknown = items.filter(({ name, price }) => price === undefined && !name.includes('::')).map(({ text }) => text);
  if (lines.length + unknown.length === 0) return undefined;
  const total = lines.reduce((sum, { cost }) => sum + cost, 0);
  const parts = lines.map(({ text, cost }) => `${text} ${cost.toFixed(2)}`).join(', ');
  const missing = unknown.length > 0 ? `; not included: ${unknown.join(', ')}, which have no price in the table` : '';
  const spot = launchesSpot(stack) ? '; Spot Instances count at the On-Demand price, and cost less' : '';
  return `without traffic, ${stack.stackName} costs about ${total.toFixed(0)} USD a month${parts && `: ${parts}`}${missing}${spot}`
    + ` (${PRICES_AS_OF}${Object.keys(ownPrices).length ? ', and your own prices' : ''}; replace prices with \`monthlyPrices\`)`;
}

/** `2 × NatGateway`, but `40 gp3 GiB`: no `×` before a unit of measurement. */
function counted(quantity: number, name: string): string {
  const number = Number(quantity.toFixed(3));
  return /\b(GiB|GB|vCPU|ACU)\b/.test(name) ? `${number} ${name}` : `${number} × ${shortName(name)}`;
}

/** The last part of a type: `AWS::EC2::NatGateway` is a NatGateway. */
function shortName(name: string): string {
  return name.split('::').at(-1)!;
}
