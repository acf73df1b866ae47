import { Module } from '@nestjs/common';
import { LinksModule } from './links/links.module.js';
import { StatusModule } from './status/status.module.js';

// The order is the order of the routes: `/:slug` would match `/health`, too.
@Module({ imports: [StatusModule, LinksModule] })
export class AppModule {}
