import { Port, type IConnectable } from 'aws-cdk-lib/aws-ec2';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { AttachmentConfig } from '../attachment-config';
import { SecretReference } from '../secret-reference';

/** Database user of the application. */
export const USER = 'app';

interface Made {
  readonly title: string;
  readonly server: IConnectable;
  readonly secret: ISecret;
  readonly host: string;
  readonly port: string;
  /** The port as a number, for rules of security groups. */
  readonly portNumber: number;
  readonly databaseName: string;
}

/** What the application receives, whichever service runs the database: variables, secrets and the connection. */
export function givenOf(prefix: string, { title, server, secret, host, port, portNumber, databaseName }: Made): AttachmentConfig {
  const password = SecretReference.fromSecretsManager(secret, 'password');
  return {
    variables: {
      [`${prefix}_HOST`]: host,
      [`${prefix}_PORT`]: port,
      [`${prefix}_NAME`]: databaseName,
      [`${prefix}_USER`]: USER,
      [`${prefix}_SECRET_ARN`]: secret.secretArn,
    },
    secrets: { [`${prefix}_PASSWORD`]: password },
    permissions: password.permissions,
    connections: [{ connectable: server, port: Port.tcp(portNumber), description: `${title}: the application comes in` }],
  };
}
