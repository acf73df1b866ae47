export interface BuildInfo {
  readonly commit: string;
  readonly builtAt: string;
}

/** `scripts/bundle.mjs` puts both values into the bundle; without it, this is a development build. */
export const buildInfo: BuildInfo = {
  commit: process.env.BUILD_COMMIT ?? 'development',
  builtAt: process.env.BUILD_TIME ?? 'development',
};
