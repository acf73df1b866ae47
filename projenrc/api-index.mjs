import { readFileSync, writeFileSync } from 'node:fs';
import { TOPICS, topicOf } from './api-topics.mjs';

/** Puts an index by topic at the top of API.md, because jsii-docgen sorts types by kind and name. */
const FILE = 'API.md';
const HEADING = /^# API Reference .*\n/;
const END = '<!-- end of the index -->\n';

const { types } = JSON.parse(readFileSync('.jsii', 'utf8'));
const topics = new Map(TOPICS.map(([, title]) => [title, []]));
for (const type of Object.values(types)) topics.get(topicOf(type.locationInModule.filename)).push(type);

const index = [...topics].flatMap(([title, members]) => {
  const used = members.filter((type) => !isDetail(type)).sort((a, b) => a.name.localeCompare(b.name));
  const details = members.filter(isDetail).sort((a, b) => a.name.localeCompare(b.name));
  return [
    `### ${title}`, '',
    ...used.length > 0 ? ['| | |', '|---|---|', ...used.map((type) => `| ${linkTo(type)} | ${summaryOf(type)} |`), ''] : [],
    ...details.length > 0 ? [`Options and interfaces: ${details.map(linkTo).join(', ')}.`, ''] : [],
  ];
});

const text = readFileSync(FILE, 'utf8');
const [heading] = HEADING.exec(text);
const rest = text.includes(END) ? text.slice(text.indexOf(END) + END.length) : text.slice(heading.length);
writeFileSync(FILE, `${heading}\n## By topic\n\n${index.join('\n')}\n${END}${rest}`);

/** Types that users pass or implement instead of calling. */
function isDetail({ kind }) {
  return kind === 'interface';
}

function linkTo({ name, fqn }) {
  return `[\`${name}\`](#${fqn})`;
}

function summaryOf({ docs }) {
  return (docs?.summary ?? '').replaceAll('|', '\\|').replaceAll('\n', ' ');
}
