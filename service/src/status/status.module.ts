import { Module, type DynamicModule } from '@nestjs/common';
import { StatusController } from './status.controller.js';

@Module({})
export class StatusModule {
  /** @param links what it is ready with */
  static with(links: DynamicModule): DynamicModule {
    return { module: StatusModule, imports: [links], controllers: [StatusController] };
  }
}
