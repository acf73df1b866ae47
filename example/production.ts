/**
 * A production setup: important settings are explicit, even if they are the default.
 *
 * `npm run synth` synthesizes it; `gostyle run` runs it on this machine.
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

// Migrates the tables before the new revision is deployed: both revisions must work with them in the meantime.
const migration = Command.run('node service/dist/migrate.mjs');

// Creates a link and follows it, through the load balancer; if that fails, the stage fails and the next environment is not deployed.
const smokeTest = Command.run('node service/dist/smoke-test.mjs');

// Whoever has a token may delete links. Create each secret once, by hand; `local-stores.json` has those of the local run:
// aws secretsmanager create-secret --name link-shortener/staging/admin-tokens --secret-string "$(openssl rand -hex 24)"
const adminTokens = (environment: string) => Secret.fromSecretsManager({ ADMIN_TOKENS: `link-shortener/${environment}/admin-tokens` });

// Installed on each host before its first revision.
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
  // Newer machine images are released without a commit: to staging first, and to production after its approval.
  patches: Patches.weekly({ weekDay: 'TUE', hour: 3, timeZone: TimeZone.EUROPE_BERLIN }),
  notifications: [Notification.email('link-shortener@example.com')],
  environments: [
    // Two small hosts are enough to verify a release; database and cache are those of production, only smaller.
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
        // Users of one company or mobile network share an address.
        Firewall.managed({ requestsPerFiveMinutes: 20_000 }),
        ThreatDetection.guardDuty(),
      ],
      // Clients cannot bypass it, because the load balancer is internal. For the service it is one more trusted proxy.
      cdn: Cdn.cloudFront(),
      environmentVariables: { TRUSTED_PROXIES: '2' },
      beforeDeployment: migration,
      afterDeployment: smokeTest,
      // The logs of a month are searchable, with dashboards and alerts, for about 72 USD a month.
      logs: Logs.openSearch({ unit: 'link-shortener.service' }),
      compute: Compute.ec2({ minCapacity: 3, maxCapacity: 9, deployment: InPlace.oneAtATime(), provisioning }),
    }),
  ],
});

app.synth();
