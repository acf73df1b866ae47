import type { ApplicationConfig, IApplication } from './application-config';
import type { ApplicationOptions } from './application-options';
import { requireEnvironmentVariables } from './environment-variables';
import type { Runtime } from './runtime';
import { misuse, requireIntegerWithin, requirePattern } from '../core/misuse';

/** An application that listens on a port and answers a health check path. */
export class WebApplication implements IApplication {
  constructor(private readonly options: ApplicationOptions, private readonly runtime: Runtime) {
    const { port, healthCheckPath, directory } = options;
    if (port !== undefined) requireIntegerWithin('application.port', port, 1024, 65_535, 'choose a free one, such as 3000');
    if (healthCheckPath !== undefined) {
      requirePattern('application.healthCheckPath', healthCheckPath, /^\/[!->@-~]{0,1023}$/,
        'must start with `/`, be at most 1024 characters of ASCII, and have neither blanks nor a query', 'write `/health`, for example');
    }
    if (directory !== undefined) requireInsideRepository(directory);
    requireEnvironmentVariables('application.environmentVariables', options.environmentVariables ?? {});
  }

  bind(): ApplicationConfig {
    return {
      directory: this.options.directory ?? '.',
      port: this.options.port ?? 3000,
      healthCheckPath: this.options.healthCheckPath ?? '/health',
      runtime: this.runtime,
      environmentVariables: { ...this.runtime.environmentVariables, ...this.options.environmentVariables },
    };
  }
}

function requireInsideRepository(directory: string): void {
  requirePattern('application.directory', directory, /^[^\r\n\0]+$/, 'must be a path of one line',
    'write `service`, or `.` for the root of the repository');
  if (directory.startsWith('/') || directory.split('/').includes('..')) {
    throw misuse('application.directory', 'must be relative to the root of the repository and inside it', directory, 'write `service`, for example');
  }
}
