import { Comment, CommentTag, Converter, ReflectionKind } from 'typedoc';
import { topicOf } from './api-topics.mjs';

/** Pages get the titles that they begin with, and everything gets the topic that it belongs to. */
export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, document) => {
    const title = takeFirstLine(document.content);
    if (!title.startsWith('# ')) throw new Error(`${document.name}: a page must begin with its title`);
    document.name = title.slice(2).replaceAll('`', '');
    document.frontmatter.category = /^\d{4}: /.test(document.name) || document.name === 'Decisions' ? 'Decisions' : 'Guide';
  });
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    // The only module: pages beside it make TypeDoc name it after its file.
    if (reflection.kindOf(ReflectionKind.Module)) reflection.name = 'API';
    if (!reflection.kindOf(ReflectionKind.Class | ReflectionKind.Interface | ReflectionKind.Enum)) return;
    const file = context.getSymbolFromReflection(reflection)?.declarations?.[0]?.getSourceFile().fileName;
    if (!file?.includes('/src/')) return;
    reflection.comment ??= new Comment();
    reflection.comment.blockTags.push(new CommentTag('@category', [{ kind: 'text', text: topicOf(file) }]));
  });
  // Functions that the library shares between its files: no language but JavaScript sees them.
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const reflection of project.getReflectionsByKind(ReflectionKind.Function)) project.removeReflection(reflection);
  });
}

/** Code in the line is a part of its own. */
function takeFirstLine(parts) {
  let line = '';
  while (parts.length > 0) {
    const [part] = parts;
    const end = part.text.indexOf('\n');
    line += end < 0 ? part.text : part.text.slice(0, end);
    if (end >= 0) {
      part.text = part.text.slice(end + 1);
      break;
    }
    parts.shift();
  }
  return line;
}
