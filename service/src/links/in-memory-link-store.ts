import { Injectable } from '@nestjs/common';
import type { Link } from './link.js';
import { LinkStore } from './link-store.js';

/** Links live as long as the process, which is enough to try a deployment. */
@Injectable()
export class InMemoryLinkStore extends LinkStore {
  private readonly links = new Map<string, Link>();

  override ready(): Promise<void> {
    return Promise.resolve();
  }

  override add(link: Link): Promise<boolean> {
    if (this.links.has(link.slug)) {
      return Promise.resolve(false);
    }
    this.links.set(link.slug, link);
    return Promise.resolve(true);
  }

  override find(slug: string): Promise<Link | undefined> {
    return Promise.resolve(this.links.get(slug));
  }

  override remove(slug: string): Promise<boolean> {
    return Promise.resolve(this.links.delete(slug));
  }

  override countVisit(slug: string): Promise<Link | undefined> {
    const link = this.links.get(slug);
    if (!link) {
      return Promise.resolve(undefined);
    }
    const visited = { ...link, visits: link.visits + 1 };
    this.links.set(slug, visited);
    return Promise.resolve(visited);
  }
}
