import { join } from 'node:path';
import { ActionFailure } from '../../model/action-failure';
import { folderWith, programFolders } from '../servers/find-programs';

/** The MySQL programs, or those of MariaDB, which Debian ships instead. */
export interface MysqlPrograms {
  readonly title: 'MySQL' | 'MariaDB';
  readonly server: string;
  /** The command that creates the system tables. */
  readonly initialize: readonly string[];
}

export function mysqlPrograms(environment: string, path?: string): MysqlPrograms {
  const folders = path === undefined ? programFolders() : path.split(':').filter(Boolean);
  const mariadb = folderWith(['mariadbd'], folders);
  const installing = folderWith(['mariadb-install-db'], folders);
  if (mariadb !== undefined && installing !== undefined) {
    return {
      title: 'MariaDB',
      server: join(mariadb, 'mariadbd'),
      initialize: [join(installing, 'mariadb-install-db'), '--no-defaults', '--auth-root-authentication-method=normal', '--skip-test-db'],
    };
  }
  const mysql = folderWith(['mysqld'], folders);
  if (mysql !== undefined) {
    const server = join(mysql, 'mysqld');
    return { title: 'MySQL', server, initialize: [server, '--no-defaults', '--initialize-insecure'] };
  }
  throw new ActionFailure(`${environment} uses MySQL, which is not installed on this machine: install it (Debian, Ubuntu: `
    + '`sudo apt-get install mysql-server` or `mariadb-server`; its own server need not run), or put `mysqld` on the PATH', { environment });
}
