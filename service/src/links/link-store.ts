import type { Link } from './link.js';

/** Where links are kept. A class and not an interface, so that it is its own injection token. */
export abstract class LinkStore {
  /** Ends without an error if links can be kept and found now. */
  abstract ready(): Promise<void>;
  /** Adds the link unless its slug is taken. Tells whether it was added. */
  abstract add(link: Link): Promise<boolean>;
  abstract find(slug: string): Promise<Link | undefined>;
  /** Tells whether there was one. */
  abstract remove(slug: string): Promise<boolean>;
  /** Counts a visit and gives the link as it is after it. */
  abstract countVisit(slug: string): Promise<Link | undefined>;
}
