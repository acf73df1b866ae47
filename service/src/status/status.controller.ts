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

  /** Whether this process works. Nothing that all hosts share may change the answer: the load balancer would replace all of them. */
  @Get('health')
  @Header('Cache-Control', 'no-store')
  health() {
    return { status: 'ok' };
  }

  /** Whether it can do its work now, with what it depends on: a deployment asks, and fails without. */
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
