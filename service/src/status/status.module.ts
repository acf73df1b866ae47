import { Module, type DynamicModule } from '@nestjs/common';
import { StatusController } from './status.controller.js';

@Module({})
export class StatusModule {
  /** @param links provides the store whose readiness is reported */
  static with(links: DynamicModule): DynamicModule {
    return { module: StatusModule, imports: [links], controllers: [StatusController] };
  }
}
