import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { misuse, requireIntegerWithin, requirePattern } from '../core/misuse';
import { noteNewerType, requireServerType, type GivenType } from '../data/server-types';

/** The data nodes of a domain, as they are given. */
export interface GivenNodes {
  readonly dataNodes?: number;
  readonly instanceType?: string;
  readonly volumeSizeGiB?: number;
}

/** What the smallest domain runs on. */
export const SMALLEST = 't3.small.search';

/** GiB that EBS may have on nodes of small types. */
const LARGEST_VOLUME: Readonly<Record<string, number>> = { 't3.small.search': 100, 't3.medium.search': 200 };

/** @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/limits.html */
const MOST_NODES = 80;
const MOST_BURSTABLE_NODES = 10;

/** Families that OpenSearch Service cannot encrypt at rest, or control access to in detail. */
const NOT_ENCRYPTED = /^(t2|m3|r3|i2)\./;
/**
 * Families with disks of their own, which take no EBS volumes.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/or1.html
 */
const OWN_DISKS = /^(i|im|is|oi)\d|^[a-z]+\d[a-z]*d\./;

/**
 * Refuses nodes that OpenSearch Service would refuse for a domain like this one.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/supported-instance-types.html
 */
export function requireDataNodes(prop: string, { dataNodes, instanceType = SMALLEST, volumeSizeGiB }: GivenNodes): void {
  if (!Token.isUnresolved(instanceType)) requireDataType(`${prop}.instanceType`, instanceType);
  if (dataNodes !== undefined) requireNumber(`${prop}.dataNodes`, dataNodes, instanceType);
  if (volumeSizeGiB === undefined) return;
  const largest = LARGEST_VOLUME[instanceType] ?? 16_384;
  const fix = `leave it out for 10, or take a larger \`instanceType\` than ${instanceType}`;
  requireIntegerWithin(`${prop}.volumeSizeGiB`, volumeSizeGiB, 10, largest, fix);
}

/** The warning for a type that is newer than those that are known. */
export function noteNewerNodes(scope: Construct, prop: string, instanceType: string): void {
  noteNewerType(scope, givenType(`${prop}.instanceType`, instanceType));
}

function requireDataType(prop: string, type: string): void {
  const fix = 'write `m7g.large.search`, for example';
  requirePattern(prop, type, /^[a-z][a-z0-9]*\.[a-z0-9]+\.search$/, 'must be a type of OpenSearch Service', fix);
  if (type.startsWith('ultrawarm')) throw misuse(prop, 'must be a type of data nodes, and not of warm nodes', type, fix);
  if (NOT_ENCRYPTED.test(type)) {
    throw misuse(prop, 'must be a type that supports encryption at rest and fine-grained access control', type, 'take t3, m7g or r7g in its place');
  }
  if (OWN_DISKS.test(type)) {
    throw misuse(prop, 'must be a type that stores data on EBS volumes, and not on disks of its own', type, 'take m7g, r7g or or2 in its place');
  }
  requireServerType(givenType(prop, type));
}

function givenType(prop: string, type: string): GivenType {
  return { prop, service: 'openSearch', type: type.replace(/\.search$/, ''), example: '`m7g.large.search`' };
}

function requireNumber(prop: string, dataNodes: number, instanceType: string): void {
  requireIntegerWithin(prop, dataNodes, 1, MOST_NODES, 'leave it out for one, or two in production');
  if (/^t\d/.test(instanceType) && dataNodes > MOST_BURSTABLE_NODES) {
    const fix = 'take another `instanceType`, such as m7g.large.search';
    throw misuse(prop, `must be at most ${MOST_BURSTABLE_NODES} of ${instanceType}`, dataNodes, fix);
  }
  if (dataNodes === 1 || dataNodes % 2 === 0 || dataNodes % 3 === 0) return;
  throw misuse(prop, 'must be 1, or a multiple of two or three, for as many nodes in each Availability Zone', dataNodes, `write ${dataNodes + 1}`);
}
