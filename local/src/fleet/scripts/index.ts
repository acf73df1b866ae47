import boot from './boot.sh';
import agent from './codedeploy-agent.service';
import exec from './exec.sh';
import makeDirectories from './make-directories.sh';
import notify from './notify.sh';
import probe from './probe.sh';
import run from './run.sh';
import signal from './signal.sh';
import systemctl from './systemctl.sh';
import withEnvironment from './with-environment.sh';
import writeFile from './write-file.sh';

/** The files of an instance's `control` folder, which the bundle contains as text. */
export const controlFiles = {
  'boot.sh': boot,
  'run.sh': run,
  'exec.sh': exec,
  'make-directories.sh': makeDirectories,
  'notify.sh': notify,
  'signal.sh': signal,
  'with-environment.sh': withEnvironment,
  'write-file.sh': writeFile,
  'systemctl': systemctl,
  'journalctl': systemctl,
  'aws': systemctl,
};

/** The files of an instance's `control` folder that make it one with the CodeDeploy agent. */
export const agentFiles = { 'codedeploy-agent.service': agent };

/** Path of the `control` folder inside an instance. */
export const CONTROL_INSIDE = '/run/gostyle';

export { probe };
