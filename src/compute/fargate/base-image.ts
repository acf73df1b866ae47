import { CpuArchitecture } from 'aws-cdk-lib/aws-ecs';
import type { Runtime } from '../../application/runtime';
import { misuse, requirePattern } from '../../core/misuse';

/** Runtimes of well-known images, by the last part of the image name. */
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

/** Architectures that appear in names and tags of images. */
const ARCHITECTURES: Readonly<Record<string, string>> = { amd64: 'X86_64', x86_64: 'X86_64', arm64: 'ARM64', aarch64: 'ARM64', arm64v8: 'ARM64' };

/** Rejects an invalid image name, and an image known to have another runtime or none. The build finds everything else. */
export function requireBaseImage(prop: string, image: string, runtime: Runtime): void {
  requirePattern(prop, image, /^[a-z0-9][a-z0-9._:/-]*[a-z0-9](:[A-Za-z0-9_][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/, 'must be the name of an image',
    'write `public.ecr.aws/docker/library/node:24-slim`, for example');
  const name = repositoryOf(image).split('/').at(-1)!;
  const has = OPERATING_SYSTEMS.includes(name) ? 'nothing but an operating system' : IMAGES[name] as string | undefined;
  const needs = Object.values(IMAGES).includes(runtime.name) ? runtime.name : undefined;
  if (has === undefined || needs === undefined || has === needs) return;
  // A compiled program does not need its compiler at run time.
  if (needs === 'Go') return;
  throw misuse(prop, `must have the runtime of the application, ${needs}, and has ${has}`, image,
    `leave it out for ${runtime.containerImage ?? 'another'}`);
}

/** Rejects an image whose name says another architecture. */
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

/** The image name without port of the registry, tag and digest. */
function repositoryOf(image: string): string {
  return image.split('@')[0].replace(/:[^/:]*$/, '');
}
