/**
 * What a team would run: everything that matters is said, so that nothing has to be looked up.
 *
 * `npm run synth` makes its cloud assembly; `gostyle run` runs it on this machine.
 */
import { App, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { InstanceClass, InstanceSize, InstanceType } from 'aws-cdk-lib/aws-ec2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  Application, Approval, Cache, Cdn, Command, Compute, Database, Environment, Firewall, FlowLogs, GoStyleWebPipeline, InPlace, Logs, Network,
  Notification, Patches, Provisioning, Secret, Source, ThreatDetection,
} from 'gostyle-web-pipeline';

const app = new App();
const stack = new Stack(app, 'LinkShortener', {
  description: 'The pipeline of the link shortener',
  terminationProtection: true,
});

const approvals = new Topic(stack, 'Approvals', {
  displayName: 'Approvals of the link shortener',
  enforceSSL: true,
});

// Tables change before the revision that needs them: both revisions must be able to use them meanwhile.
const migration = Command.run('node service/dist/migrate.mjs');

// Makes a link and follows it, through the load balancer; a failure fails the stage, so nothing goes on to the next environment.
const smokeTest = Command.run('node service/dist/smoke-test.mjs');

// Who may remove links. A person makes each secret, once; `local-stores.json` has those of the local run:
// aws secretsmanager create-secret --name link-shortener/staging/admin-tokens --secret-string "$(openssl rand -hex 24)"
const adminTokens = (environment: string) => Secret.fromSecretsManager({ ADMIN_TOKENS: `link-shortener/${environment}/admin-tokens` });

// Part of each host, before its first revision.
const provisioning = [Provisioning.script('hosts/notice.sh'), Provisioning.packages('jq')];

new GoStyleWebPipeline(stack, 'LinkShortener', {
  source: Source.gitHub({
    owner: 'gostyle-web-pipeline',
    repository: 'gostyle-web-pipeline',
    branch: 'main',
    connectionArn: 'arn:aws:codeconnections:eu-central-1:111122223333:connection/2b6e1f3c-5d0a-4c39-9a57-0d8f6f1f7f10',
  }),
  application: Application.nestJs({
    directory: 'service',
    port: 3000,
    healthCheckPath: '/health',
    environmentVariables: { LOG_LEVEL: 'log' },
  }),
  // Newer machine images arrive without a commit, as a release: staging first, and production after its approval.
  patches: Patches.weekly({ weekDay: 'TUE', hour: 3, timeZone: TimeZone.EUROPE_BERLIN }),
  notifications: [Notification.email('link-shortener@example.com')],
  environments: [
    // Two small hosts are enough to see that a release works, with the same database and cache as in production, only smaller.
    Environment.named('staging', {
      uses: [Database.postgres(), Cache.valkey(), adminTokens('staging')],
      beforeDeployment: migration,
      afterDeployment: smokeTest,
      compute: Compute.ec2({
        minCapacity: 2,
        maxCapacity: 2,
        instanceType: InstanceType.of(InstanceClass.T3, InstanceSize.MICRO),
        provisioning,
      }),
    }),
    // Three hosts: while one of them is being deployed, two serve.
    Environment.named('production', {
      approval: Approval.manual({ notificationTopic: approvals, timeout: Duration.days(3) }),
      network: Network.own({ flowLogs: FlowLogs.allTraffic() }),
      uses: [
        Database.postgres(),
        Cache.valkey(),
        adminTokens('production'),
        // A company's or a mobile network's users share one address.
        Firewall.managed({ requestsPerFiveMinutes: 20_000 }),
        ThreatDetection.guardDuty(),
      ],
      // Nobody goes around it: the load balancer is internal. To the service, it is one more proxy that says whose request it is.
      cdn: Cdn.cloudFront(),
      environmentVariables: { TRUSTED_PROXIES: '2' },
      beforeDeployment: migration,
      afterDeployment: smokeTest,
      // A month can be searched, with dashboards and alerts; it costs more than anything else here does standing still.
      logs: Logs.openSearch({ unit: 'link-shortener.service' }),
      compute: Compute.ec2({ minCapacity: 3, maxCapacity: 9, deployment: InPlace.oneAtATime(), provisioning }),
    }),
  ],
});

app.synth();
