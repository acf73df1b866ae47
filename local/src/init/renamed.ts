import { withWord } from './quoting/shell-line';
import type { FoundApplication } from './repository/found-application';

/** The application with another name. Folders of the repository may have the same one, and keep it. */
export function renamed(application: FoundApplication, name: string): FoundApplication {
  if (name === application.name) return application;
  const { kind, build, start, install } = application;
  const environment = application.environment.map((each) => each.replaceAll(`/opt/${application.name}/`, `/opt/${name}/`));
  if (kind !== 'go') return { ...application, name, environment };
  // The binary has the name of the application.
  const built = (path: string) => path.replace(new RegExp(`(^|/)build/${application.name}$`), `$1build/${name}`);
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
