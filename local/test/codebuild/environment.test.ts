import { build, commands, removeTemporaryDirectories } from './sample';

afterAll(removeTemporaryDirectories);

function printing(env: object, ...names: readonly string[]): string {
  const text = names.map((name) => `$${name}`).join(' ');
  return JSON.stringify({ version: 0.2, env, phases: { build: { commands: [`echo "${text}" > proof`] } }, artifacts: { files: ['proof'] } });
}

describe('variables', () => {
  test('of the start of the build take precedence over the buildspec\'s', async () => {
    const { artifactFile } = await build(printing({ variables: { A: 'buildspec', B: 'buildspec' } }, 'A', 'B'), { environment: { A: 'start' } });
    expect(artifactFile('proof')).toBe('start buildspec\n');
  });

  test('are literal, PATH too', async () => {
    const { artifactFile, result } = await build(JSON.stringify({
      version: 0.2,
      env: { 'variables': { PATH: '$PATH:/opt' }, 'exported-variables': ['PATH'] },
      phases: { build: { commands: ['echo "$PATH" > proof'] } },
      artifacts: { files: ['proof'] },
    }));
    expect(artifactFile('proof')).toBe('$PATH:/opt\n');
    expect(result.exportedVariables).toEqual({ PATH: '$PATH:/opt' });
  });

  test('that CodeBuild sets are defined', async () => {
    const { artifactFile, result } = await build(commands('env > proof'), {
      projectName: 'web',
      buildNumber: 7,
      region: 'eu-west-1',
      account: '111122223333',
      initiator: 'codepipeline/web',
      resolvedSourceVersion: 'c0ffee',
      sourceVersion: 'main',
      secondarySources: { Infra: {} },
    });
    const environment = Object.fromEntries(artifactFile('proof').trim().split('\n').map((line) => line.split(/=(.*)/s)));
    expect(environment).toMatchObject({
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
      CODEBUILD_BUILD_ARN: `arn:aws:codebuild:eu-west-1:111122223333:build/${result.id}`,
      CODEBUILD_BUILD_ID: result.id,
      CODEBUILD_BUILD_NUMBER: '7',
      CODEBUILD_BUILD_SUCCEEDING: '1',
      CODEBUILD_INITIATOR: 'codepipeline/web',
      CODEBUILD_LOG_PATH: result.id.split(':')[1],
      CODEBUILD_PROJECT_UUID: expect.stringMatching(/^[\da-f-]{36}$/),
      CODEBUILD_RESOLVED_SOURCE_VERSION: 'c0ffee',
      CODEBUILD_SOURCE_VERSION: 'main',
      CODEBUILD_SRC_DIR: expect.stringMatching(/\/src$/),
      CODEBUILD_SRC_DIR_Infra: expect.stringMatching(/\/Infra$/),
      CODEBUILD_START_TIME: expect.stringMatching(/^\d{13}$/),
      HOME: expect.stringMatching(/^\//),
    });
  });

  test('of this machine are not passed on, above all credentials', async () => {
    process.env.AWS_SECRET_ACCESS_KEY = 'not for builds';
    try {
      const { artifactFile } = await build(commands('echo "${AWS_SECRET_ACCESS_KEY-unset} ${npm_lifecycle_event-unset}" > proof'));
      expect(artifactFile('proof')).toBe('unset unset\n');
    } finally {
      delete process.env.AWS_SECRET_ACCESS_KEY;
    }
  });

  test('with invalid names for a shell are left out with a warning', async () => {
    const { result } = await build(printing({ variables: { 'MY-VAR': 'x', 'A': 'a' } }, 'A'));
    expect(result).toMatchObject({ status: 'SUCCEEDED', messages: [expect.stringContaining('`MY-VAR` is not a valid name for a shell variable')] });
  });
});

describe('the stores', () => {
  const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf';
  const stores = { parameterStore: { '/a': 'from parameter store' }, secretsManager: { db: '{"user":"u","port":5432}', plain: 'whole text' } };

  test.each([
    [{ 'parameter-store': { V: '/a' } }, 'from parameter store'],
    [{ 'secrets-manager': { V: 'plain' } }, 'whole text'],
    [{ 'secrets-manager': { V: 'db:port' } }, '5432'],
    [{ 'secrets-manager': { V: 'db:user:AWSCURRENT:' } }, 'u'],
    [{ 'secrets-manager': { V: `${arn}:user` } }, 'u'],
    [{ 'secrets-manager': { V: 'db' } }, '{"user":"u","port":5432}'],
  ])('%j is %s', async (env, value) => {
    expect((await build(printing(env, 'V'), { stores })).artifactFile('proof')).toBe(`${value}\n`);
  });

  test.each([
    [{ 'parameter-store': { V: '/nope' } }, 'Decrypted Variables Error', 'parameter does not exist: /nope'],
    [{ 'secrets-manager': { V: 'nope:key' } }, 'Secrets Manager Error',
      "ResourceNotFoundException: Secrets Manager can't find the specified secret."],
    [{ 'secrets-manager': { V: 'db:nope' } }, 'Secrets Manager Error', 'the secret db has no key nope'],
    [{ 'secrets-manager': { V: 'plain:key' } }, 'Secrets Manager Error', 'the secret plain is not a JSON object'],
  ])('fails before the first command for %j', async (env, statusCode, message) => {
    const { result } = await build(printing(env, 'V'), { stores });
    expect(result.phases.DOWNLOAD_SOURCE).toMatchObject({ status: 'FAILED', context: { statusCode, message: expect.stringContaining(message) } });
    expect(result.phases).not.toHaveProperty('INSTALL');
  });

  test('are not needed for a variable that is set at the start of the build', async () => {
    const { artifactFile } = await build(printing({ 'parameter-store': { V: '/nope' } }, 'V'), { environment: { V: 'given' } });
    expect(artifactFile('proof')).toBe('given\n');
  });

  test('also provide the project\'s variables, whose values are masked', async () => {
    const { artifactFile, log } = await build(JSON.stringify({
      version: 0.2,
      env: { variables: { V: 'buildspec' } },
      phases: { build: { commands: ['echo "$V" | tee proof'] } },
      artifacts: { files: 'proof' },
    }), {
      stores,
      storeEnvironment: { secretsManager: { V: 'plain' } },
    });
    expect(artifactFile('proof')).toBe('whole text\n');
    expect(log).toContain('***');
  });

  test('never show their values: neither in the log nor in messages nor in the failure', async () => {
    const { result, log } = await build(JSON.stringify({
      version: 0.2,
      env: { 'parameter-store': { V: '/a' }, 'exported-variables': ['V'] },
      phases: { build: { commands: ['echo "$V"; echo AKIAIOSFODNN7EXAMPLE', 'echo "from parameter store"; exit 1'] } },
    }), { stores });
    expect(JSON.stringify([result, log])).not.toMatch(/from parameter store|AKIAIOSFODNN7EXAMPLE/);
    expect(log).toContain('***');
    expect(result.messages).toContain('exported-variables: V cannot be exported');
  });
});

describe('exported variables', () => {
  test('are those that exist at the end, except for those of AWS', async () => {
    const { result } = await build(JSON.stringify({
      version: 0.2,
      env: { 'exported-variables': ['A', 'NEVER', 'AWS_REGION'] },
      phases: { build: { commands: ['A="x y"', 'false'] }, post_build: { commands: ['A="$A z"'] } },
    }));
    expect(result).toMatchObject({ status: 'FAILED', exportedVariables: { A: 'x y z' } });
    expect(result.exportedVariables).not.toHaveProperty('AWS_REGION');
  });
});

// Only root can run commands as another user.
if (process.getuid?.() === 0) {
  describe('run-as', () => {
    test('of the phase takes precedence over the buildspec\'s, and can write to the source', async () => {
      const { artifactFile } = await build(JSON.stringify({
        'version': 0.2,
        'run-as': 'daemon',
        'phases': {
          pre_build: { commands: ['A=1; id -un > proof'] },
          build: {
            'run-as': 'nobody',
            'commands': ['id -un > proof2; echo "$A" >> proof2'],
          },
          post_build: { 'run-as': 'root', 'commands': ['id -un >> proof2'] },
        },
        'artifacts': { files: ['proof*'] },
      }));
      expect(artifactFile('proof') + artifactFile('proof2')).toBe('daemon\nnobody\n1\nroot\n');
    });

    test('can write to files that root has created in the source', async () => {
      const phases = {
        pre_build: { commands: ['mkdir d; id -un > d/proof'] },
        build: {
          'run-as': 'nobody',
          'commands': ['id -un >> d/proof; touch d/new'],
        },
      };
      const { artifactFile, result } = await build(JSON.stringify({ version: 0.2, phases, artifacts: { files: ['d/*'] } }));
      expect(result.status).toBe('SUCCEEDED');
      expect(artifactFile('d/proof')).toBe('root\nnobody\n');
    });

    test('fails for a user that does not exist', async () => {
      const { result } = await build(JSON.stringify({ version: 0.2, phases: { build: { 'run-as': 'no-such-user', 'commands': ['true'] } } }));
      expect(result.phases.BUILD).toMatchObject({ status: 'FAILED', context: { message: 'run-as: unknown user no-such-user' } });
    });
  });
}
