import { CpuArchitecture } from 'aws-cdk-lib/aws-ecs';
import type { Runtime } from '../../application/runtime';
import { misuse, requirePattern } from '../../core/misuse';

/** What well-known images have, by the last part of their names. */
const IMAGES: Readonly<Record<string, string>> = {
  'node': 'Node.js',
  'nodejs': 'Node.js',
  'python': 'Python',
  'golang': 'Go',
  'ruby': 'Ruby',
  'php': 'PHP',
  'openjdk': 'Java',
  'corretto': 'Java',
  'amazoncorretto': 'Java',
  'temurin': 'Java',
  'eclipse-temurin': 'Java',
};
const OPERATING_SYSTEMS = [
  'alpine', 'amazonlinux', 'busybox', 'centos', 'debian', 'fedora', 'rockylinux', 'scratch', 'static', 'static-debian12', 'ubuntu', 'ubi-minimal',
];

/** Architectures that names and tags of images name. */
const ARCHITECTURES: Readonly<Record<string, string>> = { amd64: 'X86_64', x86_64: 'X86_64', arm64: 'ARM64', aarch64: 'ARM64', arm64v8: 'ARM64' };

/** Refuses what is no name of an image, and one that certainly has another runtime, or none. The build finds out the rest. */
export function requireBaseImage(prop: string, image: string, runtime: Runtime): void {
  requirePattern(prop, image, /^[a-z0-9][a-z0-9._:/-]*[a-z0-9](:[A-Za-z0-9_][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/, 'must be the name of an image',
    'write `public.ecr.aws/docker/library/node:24-slim`, for example');
  const name = repositoryOf(image).split('/').at(-1)!;
  const has = OPERATING_SYSTEMS.includes(name) ? 'nothing but an operating system' : IMAGES[name] as string | undefined;
  const needs = Object.values(IMAGES).includes(runtime.name) ? runtime.name : undefined;
  if (has === undefined || needs === undefined || has === needs) return;
  // A compiled program needs no compiler where it runs.
  if (needs === 'Go') return;
  throw misuse(prop, `must have the runtime of the application, ${needs}, and has ${has}`, image,
    `leave it out for ${runtime.containerImage ?? 'another'}`);
}

/** Refuses an image that says it is made for another architecture. */
export function requireArchitecture(prop: string, image: string, architecture: CpuArchitecture): void {
  const parts = image.split('@')[0].split(/[/:]|-(?=[^/]*$)/);
  const named = parts.map((part) => ARCHITECTURES[part] as string | undefined).find((each) => each !== undefined);
  if (named === undefined || named === architectureName(architecture)) return;
  throw misuse(prop, `must be made for the architecture of the tasks, ${architectureName(architecture)}`, image,
    `take one for it, or \`cpuArchitecture: CpuArchitecture.${named}\``);
}

export function architectureName(architecture: CpuArchitecture): string {
  return architecture._cpuArchitecture;
}

/** Without registry's port, tag and digest. */
function repositoryOf(image: string): string {
  return image.split('@')[0].replace(/:[^/:]*$/, '');
}
