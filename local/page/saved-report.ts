import { fetchLogs } from './api';
import { clockTime, shortRevision } from './format';
import type { ExecutionState, RunState } from '../src/model/run-state';

/** Controls that do not work without a runner. */
const INTERACTIVE = 'button, form, input, select, .skip, [data-role=comparison] details';
/** The content comes from build output: nothing in it may run or load. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** Saves what the page shows, with the logs of an execution, as one file that works offline. */
export async function saveReport({ pipeline }: RunState, execution: ExecutionState): Promise<void> {
  const report = document.implementation.createHTMLDocument(`${pipeline.name} ${shortRevision(execution.commit.id)}`);
  report.documentElement.lang = 'en';
  report.head.append(
    element(report, 'meta', { charset: 'utf-8' }),
    element(report, 'meta', { 'http-equiv': 'Content-Security-Policy', 'content': POLICY }),
    element(report, 'meta', { name: 'color-scheme', content: 'light dark' }),
    element(report, 'style', {}, await (await fetch('/app.css')).text()),
  );
  for (const part of ['.top', 'main']) {
    const shown = document.querySelector(part);
    if (shown) report.body.append(report.importNode(withoutPrograms(shown), true));
  }
  for (const { name } of execution.stages) report.body.append(await logOf(report, execution.id, name));
  download(`${pipeline.name}-${shortRevision(execution.commit.id)}.html`, `<!doctype html>\n${report.documentElement.outerHTML}`);
}

/** A canvas keeps its drawing in pixels, which cloning the element does not copy. */
function withoutPrograms(shown: Element): Element {
  const copy = shown.cloneNode(true) as Element;
  const drawn = [...shown.querySelectorAll('canvas')];
  copy.querySelectorAll('canvas').forEach((canvas, index) => {
    canvas.replaceWith(element(document, 'img', { src: drawn[index]!.toDataURL(), alt: '', style: canvas.getAttribute('style') ?? '' }));
  });
  for (const stage of copy.querySelectorAll('button.stage')) {
    const plain = element(document, 'div', { class: stage.className });
    plain.append(...stage.childNodes);
    stage.replaceWith(plain);
  }
  for (const link of copy.querySelectorAll('button.link')) link.replaceWith(...link.childNodes);
  for (const image of copy.querySelectorAll('img[src^="/"]')) image.remove();
  for (const each of copy.querySelectorAll(INTERACTIVE)) each.remove();
  return copy;
}

async function logOf(report: Document, executionId: string, stage: string): Promise<HTMLElement> {
  const lines = (await fetchLogs(executionId, stage)).map(({ time, instance, message }) =>
    `${clockTime(time)} ${instance === undefined ? '' : `${instance} `}${message}`);
  const details = element(report, 'details', { class: 'card' });
  details.append(element(report, 'summary', {}, `Log of ${stage}: ${lines.length} lines`), element(report, 'pre', {}, lines.join('\n')));
  return details;
}

function element(owner: Document, name: string, attributes: Readonly<Record<string, string>>, text = ''): HTMLElement {
  const made = owner.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/html' }));
  const link = element(document, 'a', { href: url, download: name });
  link.click();
  // The browser has saved the file by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
