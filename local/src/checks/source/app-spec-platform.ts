import type { SourceDocument } from './source-document';

export type Platform = 'Linux' | 'Windows' | 'ECS' | 'Lambda';

/** The platform of an AppSpec, recognized by its specific keys. Undefined if there are none. */
export function platformOf(document: SourceDocument): Platform | undefined {
  const types = Array.from({ length: document.countAt('Resources') }, (_, index) => index)
    .flatMap((index) => document.keysAt('Resources', index).map((name) => document.textAt('Resources', index, name, 'Type')?.text ?? ''));
  if (types.some((type) => type.startsWith('AWS::ECS'))) return 'ECS';
  if (types.some((type) => type.startsWith('AWS::Lambda'))) return 'Lambda';
  const resources = document.keysAt().find((key) => key.toLowerCase() === 'resources');
  if (resources !== undefined && document.textAt('os') === undefined) return 'ECS';
  const os = document.textAt('os')?.text;
  return os === undefined ? undefined : os === 'windows' ? 'Windows' : 'Linux';
}

/** The message for AppSpecs of other platforms: only the agent for Linux is supported. */
export function unchecked(platform: Platform, path: string): string {
  const what = platform === 'Windows' ? 'EC2 instances that run Windows' : `a deployment to ${platform}`;
  return `${path} is an AppSpec for ${what}: it was recognized, but not checked further`;
}
