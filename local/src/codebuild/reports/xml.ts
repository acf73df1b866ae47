import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** An element with its attributes, text and children, whatever the document's shape. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

type OrderedNode = Readonly<Record<string, unknown>>;

const TEXT = '#text';
const ATTRIBUTES = ':@';

/** Reads XML; entities of the document's own are refused, so that a small file cannot become a large one. */
export function parseXml(text: string): XmlElement {
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw new SyntaxError(`${valid.err.msg} at line ${valid.err.line}`);
  if (/<!ENTITY/i.test(text)) throw new SyntaxError('the document declares entities, which are not read');
  const parser = new XMLParser({ preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: '', parseTagValue: false, parseAttributeValue: false, ignoreDeclaration: true, ignorePiTags: true, removeNSPrefix: true });
  const [root] = elementsOf(parser.parse(text));
  if (!root) throw new SyntaxError('the document has no element');
  return root;
}

/** All elements of that name, at any depth. */
export function descendants(element: XmlElement, name: string): XmlElement[] {
  return element.children.flatMap((below) => [...(below.name === name ? [below] : []), ...descendants(below, name)]);
}

export function child(element: XmlElement, ...names: string[]): XmlElement | undefined {
  return element.children.find(({ name }) => names.includes(name));
}

function elementsOf(nodes: unknown): XmlElement[] {
  if (!Array.isArray(nodes)) return [];
  return nodes.filter(isNode).flatMap((node) => {
    const name = Object.keys(node).find((key) => key !== ATTRIBUTES);
    if (name === undefined || name === TEXT) return [];
    return [{ name, attributes: attributesOf(node[ATTRIBUTES]), text: textIn(node[name]), children: elementsOf(node[name]) }];
  });
}

function attributesOf(value: unknown): Record<string, string> {
  return isNode(value) ? Object.fromEntries(Object.entries(value).map(([name, attribute]) => [name, String(attribute)])) : {};
}

function textIn(nodes: unknown): string {
  return Array.isArray(nodes) ? nodes.filter(isNode).map((node) => (TEXT in node ? String(node[TEXT]) : '')).join('').trim() : '';
}

function isNode(value: unknown): value is OrderedNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
