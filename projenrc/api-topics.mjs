/** The topic of each part of the API, by the folder of its source, in the order in which people need them. */
export const TOPICS = [
  ['', 'The pipeline and its environments'],
  ['environment', 'The pipeline and its environments'],
  ['delivery', 'Sources, builds, approvals and steps'],
  ['application', 'Applications'],
  ['compute', 'Computes and deployments'],
  ['data', 'Databases and secrets'],
  ['network', 'Networks'],
  ['load-balancing', 'Load balancing and domains'],
  ['cdn', 'Load balancing and domains'],
  ['observability', 'Notifications, alarms and logs'],
  ['logs', 'Notifications, alarms and logs'],
  ['protection', 'Protection'],
  ['provisioning', 'Provisioning of hosts'],
  ['cost', 'Permissions and costs'],
  ['core', 'Permissions and costs'],
];

/** @param {string} file of the library: `src/compute/ec2/in-place.ts` */
export function topicOf(file) {
  const folders = file.slice(file.lastIndexOf('src/') + 'src/'.length).split('/').slice(0, -1);
  const topic = TOPICS.find(([name]) => name === (folders[0] ?? ''));
  if (!topic) throw new Error(`${file}: its folder has no topic; add it to projenrc/api-topics.mjs`);
  return topic[1];
}
