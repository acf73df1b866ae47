import type { Link } from './link.js';

/** Stores links. A class instead of an interface, so that it can be its own injection token. */
export abstract class LinkStore {
  /** Rejects if links cannot be stored and found at the moment. */
  abstract ready(): Promise<void>;
  /** Adds the link unless its slug is taken. Returns whether it was added. */
  abstract add(link: Link): Promise<boolean>;
  abstract find(slug: string): Promise<Link | undefined>;
  /** Returns whether the link existed. */
  abstract remove(slug: string): Promise<boolean>;
  /** Counts a visit and returns the updated link. */
  abstract countVisit(slug: string): Promise<Link | undefined>;
}
