import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import type { CreateLink } from './create-link.js';
import type { Link } from './link.js';
import { LinkStore } from './link-store.js';
import { randomSlug } from './slug.js';

/** 57^7 slugs: a second collision in a row means that something else is wrong. */
const ATTEMPTS = 3;

@Injectable()
export class LinksService {
  constructor(private readonly store: LinkStore) {}

  async create({ url, slug }: CreateLink): Promise<Link> {
    for (let attempt = 1; attempt <= (slug ? 1 : ATTEMPTS); attempt++) {
      const link = { slug: slug ?? randomSlug(), url, createdAt: new Date().toISOString(), visits: 0 };
      if (await this.store.add(link)) {
        return link;
      }
    }
    throw new ConflictException(slug ? `slug is taken: ${slug}` : 'no free slug found, try again');
  }

  async find(slug: string): Promise<Link> {
    return found(slug, await this.store.find(slug));
  }

  async remove(slug: string): Promise<void> {
    if (!await this.store.remove(slug)) throw unknown(slug);
  }

  async visit(slug: string): Promise<Link> {
    return found(slug, await this.store.countVisit(slug));
  }
}

function found(slug: string, link: Link | undefined): Link {
  if (!link) throw unknown(slug);
  return link;
}

function unknown(slug: string): NotFoundException {
  return new NotFoundException(`no such link: ${slug.slice(0, 32)}`);
}
