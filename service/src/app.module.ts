import { Module, type DynamicModule, type LoggerService } from '@nestjs/common';
import type { Config } from './config/config.js';
import { LinksModule } from './links/links.module.js';
import { StatusModule } from './status/status.module.js';

@Module({})
export class AppModule {
  static with(config: Config, logger: LoggerService): DynamicModule {
    const links = LinksModule.with(config, logger);
    // In the order of their routes: `/:slug` would also match `/health`.
    return { module: AppModule, imports: [StatusModule.with(links), links] };
  }
}
