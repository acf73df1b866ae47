import { createHash } from 'node:crypto';
import { cp, rename, rm } from 'node:fs/promises';
import { withParameters } from './pipeline-variables';
import { readCloudAssembly, readPipeline, type PipelineModel } from '../../assembly';
import { UserError } from '../../messages/user-error';
import { writeJson } from '../../system/atomic-file';
import { readStoredFileSync, UnreadableFile } from '../../system/stored-file';

/** The reason is for display. */
type ReadPipeline = { readonly pipeline: PipelineModel } | { readonly reason: string };

/** The pipeline that executions run, and the last cloud assembly from which it could be read. */
export class PipelineDefinition {
  private current?: PipelineModel;
  private values: Readonly<Record<string, string>>;

  /** @param keptIn where the assembly is kept @param name selects a pipeline if the app has several */
  constructor(private readonly keptIn: string, private readonly name?: string) {
    this.values = parametersOf(keptIn);
  }

  /** Parameter values of the pipeline's own stack. As in CloudFormation, they are kept until the next update. */
  get parameters(): Readonly<Record<string, string>> {
    return this.values;
  }

  private get parametersFile(): string {
    return parametersFileOf(this.keptIn);
  }

  async setParameters(values: Readonly<Record<string, string>>): Promise<void> {
    this.values = { ...this.values, ...values };
    await writeJson(this.parametersFile, this.values);
  }

  /** `undefined` until an assembly has been read. */
  get pipeline(): PipelineModel | undefined {
    return this.current;
  }

  inForce(): PipelineModel {
    if (!this.current) throw new Error('the pipeline has not been read yet');
    return this.current;
  }

  /** Reads an assembly without making it the current one. */
  read(directory: string): ReadPipeline {
    return readPipelineIn(directory, this.current?.metadata.name ?? this.name);
  }

  /** Makes it the current one and keeps a copy. */
  async use(pipeline: PipelineModel, directory: string): Promise<void> {
    this.current = pipeline;
    if (directory === this.keptIn) return;
    const unfinished = `${this.keptIn}.new`;
    await rm(unfinished, { recursive: true, force: true });
    await cp(directory, unfinished, { recursive: true });
    await rm(this.keptIn, { recursive: true, force: true });
    await rename(unfinished, this.keptIn);
  }
}

export function readPipelineIn(directory: string, name?: string): ReadPipeline {
  const assembly = readCloudAssembly(directory);
  if (assembly.status !== 'success') return { reason: assembly.message };
  const pipeline = readPipeline(assembly.value, name);
  return pipeline.status === 'success' ? { pipeline: pipeline.value } : { reason: pipeline.message };
}

function parametersFileOf(assembly: string): string {
  return `${assembly}-parameters.json`;
}

/** Parameter values of the pipeline's own stack, which are kept beside the assembly. Throws a `UserError` if they are damaged. */
export function parametersOf(assembly: string): Readonly<Record<string, string>> {
  const file = parametersFileOf(assembly);
  try {
    const values = readStoredFileSync<Record<string, string>>(file, { shape: {} }) ?? {};
    if (Object.values(values).every((value) => typeof value === 'string')) return values;
    throw new UnreadableFile(file, 'it must be an object of texts');
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw new UserError(`${file} cannot be read: ${error.reason}; fix it, or delete it: the next update of the pipeline sets the parameters again`);
  }
}

/** Definitions with equal fingerprints behave the same. */
export function fingerprint(pipeline: PipelineModel, parameters: Readonly<Record<string, string>>): string {
  const { stages, executionMode, type, triggers, variables, metadata } = pipeline;
  const text = JSON.stringify({ stages, executionMode, type, triggers, variables, metadata });
  return createHash('sha256').update(withParameters(text, pipeline, parameters)).digest('hex');
}
