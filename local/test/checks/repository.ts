import { chmodSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { check } from '../../src/checks/check';
import type { CheckResult } from '../../src/checks/finding';
import type { SourceRequest } from '../../src/checks/request';

export type Files = Readonly<Record<string, string>>;

const BUILDSPEC = `version: 0.2
phases:
  build:
    commands:
      - scripts/build.sh
artifacts:
  secondary-artifacts:
    Application:
      files:
        - appspec.yml
        - service/dist/main.mjs
        - service/deploy/**/*
    Infrastructure:
      base-directory: cdk.out
      files: ['**/*']
`;

const APPSPEC = `version: 0.0
os: linux
files:
  - source: service/dist/main.mjs
    destination: /opt/web
  - source: service/deploy/web.service
    destination: /etc/systemd/system
permissions:
  - object: /opt/web
    mode: 644
    type: [file]
hooks:
  ApplicationStop:
    - location: service/deploy/stop.sh
      timeout: 60
  ApplicationStart:
    - location: service/deploy/start.sh
      timeout: 60
`;

/** Sparse files, whose size is larger than their content. */
type Sizes = Readonly<Record<string, number>>;

const UNIT = `[Unit]
Description=The application

[Service]
EnvironmentFile=/etc/gostyle/environment
ExecStart=/usr/local/bin/node /opt/web/main.mjs
Restart=always

[Install]
WantedBy=multi-user.target
`;

/** A repository without findings. */
const GOOD: Files = {
  '.gitignore': 'node_modules/\n/service/dist/\n',
  'buildspec.yml': BUILDSPEC,
  'appspec.yml': APPSPEC,
  'scripts/build.sh': '#!/bin/bash\nmake\n',
  'service/deploy/web.service': UNIT,
  'service/deploy/start.sh': '#!/bin/bash\nsystemctl daemon-reload\nsystemctl restart web\n',
  'service/deploy/stop.sh': '#!/bin/bash\nsystemctl stop web\n',
};

/** The findings for that repository with some files changed, as `severity rule file:line`. An empty text removes a file. */
export function findingsWith(changes: Files, request: Partial<SourceRequest> = {}, sizes: Sizes = {}): string[] {
  return resultWith(changes, request, sizes).findings.map(({ severity, rule, file, line }) => `${severity} ${rule} ${file}:${line}`);
}

export function resultWith(changes: Files, request: Partial<SourceRequest> = {}, sizes: Sizes = {}): CheckResult {
  const directory = mkdtempSync(join(tmpdir(), 'gostyle-lint-'));
  try {
    for (const [path, text] of Object.entries({ ...GOOD, ...changes })) {
      if (text === '') continue;
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
      if (sizes[path] !== undefined) truncateSync(join(directory, path), sizes[path]);
      if (path.endsWith('.sh')) chmodSync(join(directory, path), 0o755);
    }
    return check({ version: 1, source: { directory, artifacts: ['Application', 'Infrastructure'], ...request } });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

export function buildspec(from: string, to: string): Files {
  return { 'buildspec.yml': changed(BUILDSPEC, from, to) };
}

export function appspec(from: string, to: string): Files {
  return { 'appspec.yml': changed(APPSPEC, from, to) };
}

export function unit(from: string, to: string): Files {
  return { 'service/deploy/web.service': changed(UNIT, from, to) };
}

function changed(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the file does not have ${from}`);
  return text.replace(from, to);
}
