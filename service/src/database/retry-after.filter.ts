import { Catch, ServiceUnavailableException, type ArgumentsHost } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import type { Response } from 'express';
import { RETRY_AFTER_SECONDS } from './unavailable.js';

/** Adds `Retry-After`, so that clients know when a retry makes sense. */
@Catch(ServiceUnavailableException)
export class RetryAfterFilter extends BaseExceptionFilter<ServiceUnavailableException> {
  override catch(exception: ServiceUnavailableException, host: ArgumentsHost): void {
    host.switchToHttp().getResponse<Response>().setHeader('Retry-After', RETRY_AFTER_SECONDS);
    super.catch(exception, host);
  }
}
