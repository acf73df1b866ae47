import { Controller, Get, Header } from '@nestjs/common';
import { buildInfo, type BuildInfo } from './build-info.js';
import { LinkStore } from '../links/link-store.js';

@Controller()
export class StatusController {
  constructor(private readonly store: LinkStore) {}

  @Get()
  index() {
    return {
      service: 'link-shortener',
      greeting: 'Short links, shipped without a dropped request',
      commit: buildInfo.commit,
    };
  }

  /** Whether this process works. Does not depend on anything that all hosts share, or the load balancer would have all of them replaced. */
  @Get('health')
  @Header('Cache-Control', 'no-store')
  health() {
    return { status: 'ok' };
  }

  /** Whether the service can work at the moment, including its dependencies. A deployment fails if it cannot. */
  @Get('ready')
  @Header('Cache-Control', 'no-store')
  async ready() {
    await this.store.ready();
    return { status: 'ready' };
  }

  @Get('version')
  @Header('Cache-Control', 'no-store')
  version(): BuildInfo {
    return buildInfo;
  }
}
