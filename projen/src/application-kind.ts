/** Kinds of applications that `gostyle init` knows. */
export enum ApplicationKind {
  /** A Node.js application. */
  NODEJS = 'nodejs',
  /** A NestJS application, which NestJS's own generator creates. */
  NESTJS = 'nestjs',
  /** A Go application: a single static binary. */
  GO = 'go',
  /** A Python application: Flask, FastAPI, Django or another WSGI or ASGI application. */
  PYTHON = 'python',
  /** Any other application; you write its build into `buildspec.yml`. */
  CUSTOM = 'custom',
}
