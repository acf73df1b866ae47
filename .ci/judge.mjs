// Reads the events of `gostyle run --json` and fails unless the run succeeded, had traffic and dropped nothing.
import { text } from 'node:stream/consumers';

const summary = JSON.parse((await text(process.stdin)).trimEnd().split('\n').at(-1));
const sum = (name) => summary.environments.reduce((total, environment) => total + environment[name], 0);
console.log(`main job: ${summary.status}, ${sum('requests')} requests, ${sum('dropped')} dropped`);
process.exit(summary.status === 'Succeeded' && sum('requests') > 0 && sum('dropped') === 0 ? 0 : 1);
