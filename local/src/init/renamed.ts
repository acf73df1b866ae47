import { withWord } from './quoting/shell-line';
import type { FoundApplication } from './repository/found-application';

/** The application with another name. Folders of the repository may have the same one, and keep it. */
export function renamed(application: FoundApplication, name: string): FoundApplication {
  if (name === application.name) return application;
  const { kind, build, start, install } = application;
  const environment = application.environment.map((each) => each.replaceAll(`/opt/${application.name}/`, `/opt/${name}/`));
  if (kind !== 'go') return { ...application, name, environment };
  // The binary has the name of the application.
  const built = (path: string) => withBinary(path, { from: application.name, to: name });
  return {
    ...application,
    name,
    environment,
    ...start !== undefined && { start: withWord(start, `./${application.name}`, `./${name}`) },
    build: {
      ...build,
      commands: build.commands.map((each) => each.replace(` -o build/${application.name} `, ` -o build/${name} `)),
      files: build.files.map(built),
    },
    install: install.map((each) => ({ ...each, source: built(each.source) })),
  };
}

/** `build/web` and `service/build/web` become `build/shop` and `service/build/shop`. */
function withBinary(path: string, { from, to }: Readonly<Record<'from' | 'to', string>>): string {
  const words = path.split('/');
  return words.at(-2) === 'build' && words.at(-1) === from ? [...words.slice(0, -1), to].join('/') : path;
}
