import { Module } from '@nestjs/common';
import { InMemoryLinkStore } from './in-memory-link-store.js';
import { LinkStore } from './link-store.js';
import { LinksController } from './links.controller.js';
import { LinksService } from './links.service.js';

@Module({
  controllers: [LinksController],
  providers: [LinksService, { provide: LinkStore, useClass: InMemoryLinkStore }],
})
export class LinksModule {}
