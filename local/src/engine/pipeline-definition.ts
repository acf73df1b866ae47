import { createHash } from 'node:crypto';
import { cp, rename, rm } from 'node:fs/promises';
import { readCloudAssembly, readPipeline, type PipelineModel } from '../assembly';

/** The pipeline that executions run, and the last cloud assembly that it could be read from. */
export class PipelineDefinition {
  private current?: PipelineModel;

  constructor(private readonly keptIn: string) {}

  /** `undefined` before an assembly was read. */
  get pipeline(): PipelineModel | undefined {
    return this.current;
  }

  inForce(): PipelineModel {
    if (!this.current) throw new Error('the pipeline was not read yet');
    return this.current;
  }

  /** Reads an assembly without making it the current one. The reason is for people. */
  read(directory: string): { readonly pipeline: PipelineModel } | { readonly reason: string } {
    const assembly = readCloudAssembly(directory);
    if (assembly.status !== 'success') return { reason: assembly.message };
    const pipeline = readPipeline(assembly.value, this.current?.metadata.name);
    return pipeline.status === 'success' ? { pipeline: pipeline.value } : { reason: pipeline.message };
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

/** Two definitions with the same fingerprint run the same. */
export function fingerprint({ stages, executionMode, type, triggers, metadata }: PipelineModel): string {
  return createHash('sha256').update(JSON.stringify({ stages, executionMode, type, triggers, metadata })).digest('hex');
}
