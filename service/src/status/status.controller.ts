import { Controller, Get, Header } from '@nestjs/common';
import { buildInfo, type BuildInfo } from './build-info.js';

@Controller()
export class StatusController {
  @Get()
  index() {
    return {
      service: 'link-shortener',
      greeting: 'Short links, shipped without a dropped request',
      commit: buildInfo.commit,
    };
  }

  @Get('health')
  @Header('Cache-Control', 'no-store')
  health() {
    return { status: 'ok' };
  }

  @Get('version')
  @Header('Cache-Control', 'no-store')
  version(): BuildInfo {
    return buildInfo;
  }
}
