/**
 * A production setup with everything that the library offers around EC2 instances: leave out what you do not need. Important settings are explicit,
 * even if they are the default. README.md says what each part does in a local run.
 *
 * `npm run synth` synthesizes it; `gostyle run` runs it on this machine.
 */
import { App, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { InstanceClass, InstanceSize, InstanceType } from 'aws-cdk-lib/aws-ec2';
import { SslPolicy } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  Application, Approval, Cache, Cdn, Command, Compute, Database, Environment, Firewall, FlowLogs, GoStyleWebPipeline, HostImage, InPlace, Logs,
  Network, Notification, Patches, Provisioning, Secret, Source, ThreatDetection,
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
// aws secretsmanager create-secret --name link-shortener/production/admin-tokens --secret-string "$(openssl rand -hex 24)"
// aws ssm put-parameter --type SecureString --name /link-shortener/staging/admin-tokens --value "$(openssl rand -hex 24)"
const stagingTokens = Secret.fromParameterStore({ ADMIN_TOKENS: '/link-shortener/staging/admin-tokens' });
const productionTokens = Secret.fromSecretsManager({ ADMIN_TOKENS: 'link-shortener/production/admin-tokens' });

// Names of the service, each with a certificate. The zones exist; the ids are made up, like all ids and ARNs in this file.
const zone = (name: string, id: string) => HostedZone.fromHostedZoneAttributes(stack, name, { hostedZoneId: id, zoneName: name });
const exampleCom = zone('example.com', 'Z0123456789EXAMPLE');
const exampleOrg = zone('example.org', 'Z9876543210EXAMPLE');

// Everything that a host has before its first revision is baked into the environment's own machine image, which is tested before a host uses it.
const hosts = {
  image: HostImage.baked({ tests: ['hosts/image-test.sh'] }),
  provisioning: [
    Provisioning.script('hosts/notice.sh'),
    Provisioning.packages('jq'),
    Provisioning.cloudInit('hosts/cloud-config.yml'),
    Provisioning.ansible('hosts/ansible/site.yml'),
  ],
};

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
  notifications: [
    Notification.email('link-shortener@example.com'),
    Notification.slack({ workspaceId: 'T49239U4W', channelId: 'C07EZ1ABC23' }),
    Notification.teams({
      teamId: '0f2b8d9c-5e6a-4b7c-8d9e-0f1a2b3c4d5e',
      tenantId: '1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d',
      channelId: '19%3ab6ef35dc342d56ba5654e6fc6d25a071%40thread.tacv2',
    }),
    Notification.webhook('https://hooks.example.com/link-shortener'),
  ],
  environments: [
    // Two small hosts are enough to verify a release; database and cache are those of production, only smaller.
    Environment.named('staging', {
      uses: [Database.postgres(), Cache.valkey(), stagingTokens],
      domain: { hostedZone: exampleCom, name: 'staging.links.example.com', issueCertificate: true },
      beforeDeployment: migration,
      afterDeployment: smokeTest,
      compute: Compute.ec2({
        minCapacity: 2,
        maxCapacity: 2,
        instanceType: InstanceType.of(InstanceClass.T3, InstanceSize.MICRO),
        ...hosts,
      }),
    }),
    // Three hosts: while one of them is being deployed, two serve.
    Environment.named('production', {
      approval: Approval.manual({ notificationTopic: approvals, timeout: Duration.days(3) }),
      network: Network.own({ flowLogs: FlowLogs.allTraffic() }),
      uses: [
        Database.postgres(),
        Cache.valkey(),
        productionTokens,
        // Users of one company or mobile network share an address. Managed rules only count, until their log shows no false positives.
        Firewall.managed({ requestsPerFiveMinutes: 20_000, botControl: true }),
        ThreatDetection.guardDuty(),
      ],
      // Clients cannot bypass it, because the load balancer is internal. For the service it is one more trusted proxy.
      cdn: Cdn.cloudFront({
        // For both names, and in us-east-1, where CloudFront looks for it. An app with a concrete `env` does not need it.
        certificate: Certificate.fromCertificateArn(stack, 'EdgeCertificate',
          'arn:aws:acm:us-east-1:111122223333:certificate/6b1b7d4e-9c0a-4f4e-8f5d-3d1c2b0a9e8f'),
      }),
      environmentVariables: { TRUSTED_PROXIES: '2' },
      domain: { hostedZone: exampleCom, name: 'links.example.com', issueCertificate: true },
      additionalDomains: [{ hostedZone: exampleOrg, name: 'links.example.org', issueCertificate: true }],
      https: { tlsPolicy: SslPolicy.TLS13_RES, strictTransportSecurity: { maxAge: Duration.days(30) } },
      // During a deployment, a browser stays with one host, and so with one of the two revisions, as long as that host serves.
      stickiness: Duration.minutes(10),
      beforeDeployment: migration,
      afterDeployment: smokeTest,
      // The logs of a month are searchable, with dashboards and alerts, for about 72 USD a month.
      logs: Logs.openSearch({ unit: 'link-shortener.service' }),
      compute: Compute.ec2({ minCapacity: 3, maxCapacity: 9, deployment: InPlace.oneAtATime(), ...hosts }),
    }),
  ],
});

app.synth();
