import { Injectable, UnauthorizedException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AdminTokens } from './admin-tokens.js';

/** Responds with 401 without the token of an administrator, even if no token is configured. */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(private readonly tokens: AdminTokens) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const [, token] = /^Bearer +(\S+)$/i.exec(http.getRequest<Request>().headers.authorization ?? '') ?? [];
    if (token !== undefined && this.tokens.has(token)) return true;
    http.getResponse<Response>().setHeader('WWW-Authenticate', 'Bearer');
    throw new UnauthorizedException('this requires the token of an administrator');
  }
}
