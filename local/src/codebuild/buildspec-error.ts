/** The buildspec is invalid: CodeBuild's `YAML_FILE_ERROR`. */
export class BuildspecError extends Error {
  override readonly name = 'BuildspecError';

  constructor(message: string, readonly line: number) {
    super(message);
  }
}
