import { below } from './names';
import type { Repository } from '../../checks/source/repository';

const NOT_SERVED = /(^|\/)(node_modules|site-packages|venv|\.\w[^/]*|tests?|examples?|docs?)\//;

interface DjangoProject {
  readonly wsgi: string;
  readonly settings: string;
  /** Of `manage.py`, relative to the application's. */
  readonly folder: string;
}

/** In the application's folder, or in one below it that is no application of its own. */
export function djangoProject(repository: Repository, directory: string): DjangoProject | undefined {
  const folders = repository.filesBelow(directory).filter((path) => /\/manage\.py$/.test(`/${path}`) && !NOT_SERVED.test(path))
    .map((path) => path === 'manage.py' ? '.' : path.slice(0, -'/manage.py'.length))
    .filter((folder) => folder === directory || !['requirements.txt', 'pyproject.toml'].some((mark) => repository.isFile(below(folder, mark))))
    .sort((a, b) => a.split('/').length - b.split('/').length || a.localeCompare(b));
  for (const folder of folders) {
    const project = djangoIn(repository, folder);
    if (project) return { ...project, folder: folder === directory ? '.' : directory === '.' ? folder : folder.slice(directory.length + 1) };
  }
  return undefined;
}

/** The settings of production are those in `wsgi.py`; `manage.py` may use others, for developers. */
function djangoIn(repository: Repository, directory: string): Omit<DjangoProject, 'folder'> | undefined {
  const settings = /DJANGO_SETTINGS_MODULE["'],\s*["']([\w.]+)["']/;
  const forDevelopers = settings.exec(repository.read(below(directory, 'manage.py')) ?? '')?.[1];
  if (forDevelopers === undefined) return undefined;
  const wsgi = `${forDevelopers.replace(/\.settings(\..*)?$/, '')}.wsgi`;
  const ofServer = settings.exec(repository.read(below(directory, `${wsgi.replaceAll('.', '/')}.py`)) ?? '')?.[1];
  return { wsgi, settings: ofServer ?? forDevelopers };
}
