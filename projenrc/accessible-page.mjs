/** What TypeDoc's pages lack for screen readers and the keyboard; `check-site-accessibility.mjs` finds it. */
export function accessible(html) {
  return withHeadingLevels(html)
    .replace('<div class="col-content">', '<div class="col-content" role="main">')
    // A link within a summary cannot be reached: the whole summary is a button.
    .replace(/<summary\b.*?<\/summary>/gs, (summary) => summary.replace(/<a href="#[^"]*"[^>]*class="tsd-anchor-icon">.*?<\/a>/gs, ''))
    .replace(/<th( [^>]*)?>\s*<\/th>/g, '<td></td>');
}

/** A heading is at most one level below the one before, whatever it looks like. */
function withHeadingLevels(html) {
  const open = [];
  return html.replace(/<h([1-6])\b/g, (tag, digit) => {
    const written = Number(digit);
    while (open.length > 0 && open.at(-1) >= written) open.pop();
    open.push(written);
    return open.length === written ? tag : `${tag} aria-level="${open.length}"`;
  });
}
