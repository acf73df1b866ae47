/** Units and folders of Amazon Linux and of this library: those of an application would replace them. */
const RESERVED = new RegExp(`^(?:${[
  'acpid', 'amazon-(?:ssm|cloudwatch)-agent', 'atd', 'auditd', 'aws', 'chronyd', 'cloud-(?:init(?:-local)?|config|final)', 'codedeploy-agent',
  'containerd', 'crond?', 'dbus(?:-broker)?', 'docker', 'ec2-instance-connect', 'getty', 'gostyle(?:-(?:journal|placeholder))?',
  'gssproxy', 'network', 'polkit',
  'rngd', 'rsyslog', 'sshd?', 'systemd-.*',
].join('|')})$`);

export function isReservedName(name: string): boolean {
  return RESERVED.test(name);
}

const LONGEST = 32;
/** What units, folders and stacks can be called. */
export const NAME = /^[a-z][a-z0-9-]{0,30}[a-z0-9]$/;

/** Converts text to a valid name for units, folders and stacks: 2 to 32 letters, digits and hyphens, cut after a word if possible. */
export function nameFrom(text: string): string {
  const whole = text.replace(/^@[^/]*\//, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+|-+$/g, '');
  const name = whole.length <= LONGEST ? whole : whole.slice(0, LONGEST + 1).replace(/(?<=.{11})-[^-]*$/, '').slice(0, LONGEST).replace(/-$/, '');
  if (name === '') return 'web-app';
  return name.length < 2 || isReservedName(name) ? `${name.slice(0, 28)}-app` : name;
}

/** `my-app` becomes `MyApp`, the id of a stack. */
export function pascalCase(name: string): string {
  return name.split('-').map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');
}

/** A path in the repository, below a folder of it. */
export function below(directory: string, path: string): string {
  return directory === '.' ? path : `${directory}/${path}`;
}

/** The same path, from that folder of the repository. */
export function inside(directory: string, path: string): string {
  return directory === '.' ? path : path.slice(directory.length + 1);
}
