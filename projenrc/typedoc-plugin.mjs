import { Comment, CommentTag, Converter, PageEvent, ReflectionKind } from 'typedoc';
import { accessible } from './accessible-page.mjs';
import { topicOf } from './api-topics.mjs';

/** Takes titles of pages from their first headings, and assigns everything to its topic. */
export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, document) => {
    const title = takeFirstLine(document.content);
    if (!title.startsWith('# ')) throw new Error(`${document.name}: a page must begin with its title`);
    // TypeDoc shows the name of a page only as the last step of its path.
    document.content.unshift({ kind: 'text', text: `${title}\n` });
    document.name = title.slice(2).replaceAll('`', '');
    document.frontmatter.category = /^\d{4}: /.test(document.name) || document.name === 'Decisions' ? 'Decisions' : 'Guide';
  });
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    // The only module. With additional pages, TypeDoc would name it after its file.
    if (reflection.kindOf(ReflectionKind.Module)) reflection.name = 'API';
    if (!reflection.kindOf(ReflectionKind.Class | ReflectionKind.Interface | ReflectionKind.Enum)) return;
    const file = context.getSymbolFromReflection(reflection)?.declarations?.[0]?.getSourceFile().fileName;
    if (!file?.includes('/src/')) return;
    reflection.comment ??= new Comment();
    reflection.comment.blockTags.push(new CommentTag('@category', [{ kind: 'text', text: topicOf(file) }]));
  });
  // Functions shared between the files of the library: only visible in JavaScript.
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const reflection of project.getReflectionsByKind(ReflectionKind.Function)) project.removeReflection(reflection);
  });
  app.renderer.on(PageEvent.END, (page) => {
    // The address of the README is that of its folder, which a file system does not open.
    page.contents = accessible(page.contents).replaceAll('href="../#', 'href="../index.html#');
  });
}

/** Inline code is a separate part. */
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
