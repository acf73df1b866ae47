import { setImmediate } from 'node:timers/promises';
import sax, { type Tag } from 'sax';

/** An element with its attributes, text and children. Names have no namespace prefix. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Its own text, without that of its children. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

interface OpenElement extends XmlElement {
  text: string;
  readonly children: OpenElement[];
}

/** Limit on elements and attributes, to bound memory. */
const MOST_PARTS = 1_000_000;
const MOST_ATTRIBUTES = 1_000;
const DEEPEST = 200;
/** Limit on an attribute's value or a name. */
const LONGEST_PART = 1024 * 1024;
/** Parsed per turn of the event loop, because this thread also serves requests. */
const SLICE = 64 * 1024;

// A setting of the module that its types lack.
Object.assign(sax, { MAX_BUFFER_LENGTH: LONGEST_PART });

/** Parses XML. Custom entities are rejected, so that a small file cannot expand into a large one. */
export async function parseXml(text: string): Promise<XmlElement> {
  const document = new XmlDocument();
  for (let at = 0; at < text.length; at += SLICE) {
    document.read(text.slice(at, at + SLICE));
    await setImmediate();
  }
  return document.end();
}

/** All descendants with this name. */
export function descendants(element: XmlElement, name: string): XmlElement[] {
  const found: XmlElement[] = [];
  const look = ({ children }: XmlElement): void => {
    for (const below of children) {
      if (below.name === name) found.push(below);
      look(below);
    }
  };
  look(element);
  return found;
}

export function child(element: XmlElement, ...names: string[]): XmlElement | undefined {
  return element.children.find(({ name }) => names.includes(name));
}

class XmlDocument {
  private readonly parser = sax.parser(true, { position: true });
  private readonly open: OpenElement[] = [];
  private root?: OpenElement;
  private parts = 0;
  private attributes = 0;

  constructor() {
    this.parser.onerror = ({ message }) => { throw new SyntaxError(`${message.split('\n')[0]} at line ${this.parser.line + 1}`); };
    this.parser.ondoctype = (declarations) => {
      if (/<!ENTITY/i.test(declarations)) throw new SyntaxError('the document declares entities, which are not supported');
    };
    this.parser.onattribute = () => this.attribute();
    this.parser.onopentag = (tag) => this.begin(tag as Tag);
    this.parser.ontext = (text) => this.add(text);
    this.parser.oncdata = (text) => this.add(text);
    this.parser.onclosetag = () => this.close();
  }

  read(slice: string): void {
    this.parser.write(slice);
  }

  end(): XmlElement {
    this.parser.close();
    if (!this.root) throw new SyntaxError('the document has no element');
    return this.root;
  }

  private attribute(): void {
    this.count();
    this.attributes += 1;
    if (this.attributes > MOST_ATTRIBUTES) throw new SyntaxError(`an element has more than ${MOST_ATTRIBUTES} attributes`);
  }

  private begin({ name, attributes }: Tag): void {
    this.count();
    this.attributes = 0;
    if (this.open.length >= DEEPEST) throw new SyntaxError(`the document is nested deeper than ${DEEPEST} elements`);
    const named = Object.fromEntries(Object.entries(attributes).map(([attribute, value]) => [withoutPrefix(attribute), value]));
    const element: OpenElement = { name: withoutPrefix(name), attributes: named, text: '', children: [] };
    const above = this.open.at(-1);
    if (above) above.children.push(element);
    else this.root ??= element;
    this.open.push(element);
  }

  private add(text: string): void {
    const element = this.open.at(-1);
    if (element) element.text += text;
  }

  private close(): void {
    const element = this.open.pop();
    if (element) element.text = element.text.trim();
  }

  private count(): void {
    this.parts += 1;
    if (this.parts > MOST_PARTS) throw new SyntaxError(`the document has more than ${MOST_PARTS} elements and attributes`);
  }
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
