import type { AddressInfo } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import { createApp } from '../src/app.js';
import { readConfig } from '../src/config/config.js';

/** What an administrator of the service has, while `OTHER_TOKEN` takes its place. */
export const TOKEN = 'the-first-of-two-tokens';
export const OTHER_TOKEN = 'the-other-of-two-tokens';

/** The whole application on a free port, asked over real HTTP. */
export class RunningService {
  static async start(): Promise<RunningService> {
    const variables = { HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'error', ADMIN_TOKENS: `${TOKEN},${OTHER_TOKEN}` };
    const { app, server } = await createApp(readConfig(variables));
    await app.listen(0, '127.0.0.1');
    return new RunningService(app, (server.address() as AddressInfo).port);
  }

  private constructor(private readonly app: INestApplication, private readonly port: number) {}

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get(path: string): Promise<Response> {
    return fetch(`${this.address}${path}`, { redirect: 'manual' });
  }

  remove(path: string, authorization?: string): Promise<Response> {
    return fetch(`${this.address}${path}`, { method: 'DELETE', headers: authorization === undefined ? {} : { authorization } });
  }

  post(path: string, body: unknown): Promise<Response> {
    return this.postText(path, JSON.stringify(body));
  }

  postText(path: string, body: string): Promise<Response> {
    return fetch(`${this.address}${path}`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  }

  stop(): Promise<void> {
    return this.app.close();
  }
}
