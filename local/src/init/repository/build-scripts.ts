/** Scripts that build the whole application, in order of precedence. */
export const BUILD_SCRIPTS = ['build', 'build:prod', 'build:production', 'build:ts'];
