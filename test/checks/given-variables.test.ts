import { rmSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { readCloudAssembly, readPipelines } from '../../local/src/assembly';
import { givenFiles } from '../../local/src/checks/given-variables';
import { Application, Environment, Database, GoStyleWebPipeline, Secret, Source } from '../../src';

const CONNECTION = 'arn:aws:codeconnections:eu-west-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef';

test('finds the variables and secrets of applications on hosts in the library\'s templates, by environment', () => {
  const app = new App();
  new GoStyleWebPipeline(new Stack(app, 'Web'), 'Web', {
    source: Source.gitHub({ owner: 'me', repository: 'my-app', connectionArn: CONNECTION }),
    application: Application.nodeJs({ environmentVariables: { LOG_LEVEL: 'debug' } }),
    environments: [
      Environment.named('staging'),
      // Its address is only known at deployment, so its variables come in another way.
      Environment.named('production', { uses: [Database.postgres(), Secret.fromSecretsManager({ STRIPE_KEY: 'stripe' })] }),
    ],
  });
  const { directory } = app.synth();
  const assembly = readCloudAssembly(directory);
  if (assembly.status !== 'success') throw new Error(assembly.message);
  const given = readPipelines(assembly.value).flatMap((pipeline) => givenFiles(assembly.value, pipeline));
  rmSync(directory, { recursive: true });
  expect(given.filter(({ environment }) => environment === 'staging')).toEqual([
    { environment: 'staging', kind: 'variables', path: '/etc/gostyle/environment', names: ['LOG_LEVEL'] },
  ]);
  expect(given.filter(({ environment }) => environment === 'production')).toEqual([
    {
      environment: 'production',
      kind: 'variables',
      path: '/etc/gostyle/environment',
      names: ['LOG_LEVEL', 'DATABASE_HOST', 'DATABASE_PORT', 'DATABASE_NAME', 'DATABASE_USER', 'DATABASE_SECRET_ARN'],
    },
    {
      environment: 'production',
      kind: 'secrets',
      path: '/run/gostyle-secrets/environment',
      names: ['DATABASE_PASSWORD', 'STRIPE_KEY'],
    },
  ]);
});
