import { HttpException, HttpStatus, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import { RateLimit } from './rate-limit.js';

/** Responds with 429 to an address that sends too many requests. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(private readonly limit: RateLimit) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const seconds = await this.limit.secondsToWait(http.getRequest<Request>().ip ?? '');
    if (seconds === 0) return true;
    http.getResponse<Response>().setHeader('Retry-After', seconds);
    throw new HttpException('too many links in one minute', HttpStatus.TOO_MANY_REQUESTS);
  }
}
