import { build, removeTemporaryDirectories } from './sample';
import type { Sample, Tree } from './sample';
import cases from '../cases/buildspec-cases.json';

interface BuildspecCase {
  readonly id: string;
  readonly title: string;
  readonly buildspec: string | null;
  readonly buildspec_file?: string;
  readonly tree: Tree;
  readonly project: {
    readonly env?: Readonly<Record<string, string>>;
    readonly start_env?: Readonly<Record<string, string>>;
    readonly parameter_store?: Readonly<Record<string, string>>;
    readonly secrets?: Readonly<Record<string, string>>;
    readonly secondary_sources?: Readonly<Record<string, Tree>>;
    readonly pipeline_output_artifacts?: readonly string[];
  };
  readonly expect: {
    readonly status?: string;
    readonly phases?: Readonly<Record<string, string | null>>;
    readonly phase_context?: Readonly<Record<string, { readonly status_code?: string; readonly message?: string }>>;
    readonly files?: Readonly<Record<string, string | null>>;
    readonly exported?: Readonly<Record<string, string>>;
    readonly artifact?: readonly string[];
    readonly secondary_artifacts?: Readonly<Record<string, readonly string[]>>;
  };
  readonly needs?: readonly string[];
}

afterAll(removeTemporaryDirectories);

describe('a build behaves as documented by AWS', () => {
  const samples = (cases.cases as unknown as readonly BuildspecCase[])
    .filter(({ needs }) => !needs?.includes('root') || process.getuid?.() === 0);
  test.each(samples.map((sample) => [sample.id, sample.title, sample] as const))('%s: %s', async (_id, _title, sample) => {
    const { expect: expected } = sample;
    const outcome = await buildOf(sample);
    const { result } = outcome;
    if (expected.status) expect(result.status).toBe(expected.status);
    for (const [phase, status] of Object.entries(expected.phases ?? {})) expect([phase, statusOf(result.phases, phase)]).toEqual([phase, status]);
    for (const [phase, { status_code, message }] of Object.entries(expected.phase_context ?? {})) {
      const context = contextOf(result.phases, phase);
      if (status_code) expect(context?.statusCode).toBe(status_code);
      if (message) expect(context?.message).toBe(message);
    }
    if (expected.exported) expect(result.exportedVariables).toEqual(expected.exported);
    if (expected.artifact) expect(result.artifacts.primary).toEqual(expected.artifact);
    if (expected.secondary_artifacts) expect(result.artifacts).toMatchObject(expected.secondary_artifacts);
    expectFiles(outcome, expected.files ?? {});
  });
});

function buildOf({ buildspec, buildspec_file, tree, project }: BuildspecCase): Promise<Sample> {
  const elsewhere = buildspec_file !== undefined && buildspec !== null;
  return build(elsewhere ? undefined : buildspec ?? undefined, {
    tree: { ...tree, ...(elsewhere && { [buildspec_file]: buildspec }) },
    environment: { ...project.env, ...project.start_env },
    stores: { parameterStore: project.parameter_store ?? {}, secretsManager: project.secrets ?? {} },
    ...(project.secondary_sources && { secondarySources: project.secondary_sources }),
    ...(project.pipeline_output_artifacts && { outputArtifacts: project.pipeline_output_artifacts }),
  });
}

/** All samples put the files that they refer to into their artifact. */
function expectFiles({ artifactFile, log }: Sample, files: Readonly<Record<string, string | null>>): void {
  const source = log.map((line) => /CODEBUILD_SRC_DIR=(.*)/.exec(line)?.[1]).find((directory) => directory !== undefined) ?? '';
  for (const [path, content] of Object.entries(files)) {
    if (content === null) expect(() => artifactFile(path)).toThrow('ENOENT');
    else expect(artifactFile(path)).toBe(content.replaceAll('@SRC@', source));
  }
}

function statusOf(phases: Sample['result']['phases'], name: string): string | null {
  return Object.entries(phases).find(([phase]) => phase === name)?.[1].status ?? null;
}

function contextOf(phases: Sample['result']['phases'], name: string): { readonly statusCode: string; readonly message: string } | undefined {
  return Object.entries(phases).find(([phase]) => phase === name)?.[1].context;
}
