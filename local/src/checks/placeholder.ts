/** What a template, a shell or a program puts something in place of, or computes. A percent sign before two digits is part of an address. */
const INTERPOLATED = /[$`{}<>[\]()*'"\\]|%(?![0-9a-f]{2})|%\w+%|^[#&@!|+]|\+$/i;
/** `YOUR_PASSWORD`, `__TOKEN__` */
const IN_CAPITALS = /^_*[A-Z]+(?:_[A-Z]+)*_*$|^__\w+__$/;
const NOTHING = /^[-._x]*$/i;
const WORDS = new RegExp(`^(?:(?:${[
  'the', 'my', 'your', 'our', 'some', 'any', 'this', 'that', 'it', 'me', 'is', 'goes', 'here', 'user', 'username', 'admin', 'root', 'db', 'database',
  'pass', 'word', 'passwd', 'passphrase', 'pw', 'pwd', 'secret', 'token', 'api', 'oauth', 'basic', 'key', 'auth', 'access', 'client', 'private',
  'credential', 'credentials', 'value', 'change', 'replace', 'insert', 'enter', 'set', 'fill', 'in', 'placeholder', 'example', 'sample', 'dummy',
  'fake', 'test', 'todo', 'tbd', 'redacted', 'hidden', 'masked', 'foo', 'bar', 'baz', 'x',
].join('|')})[-_. ]?)+\\d{0,3}$`, 'i');
/** With more letters, such an expression could take long for what is none. */
const LONGEST = 40;

/** Whether a text stands for a value that is put in its place, or that somebody still has to write: it gives nothing away. */
export function isPlaceholder(text: string): boolean {
  return NOTHING.test(text) || INTERPOLATED.test(text) || IN_CAPITALS.test(text) || text.length <= LONGEST && WORDS.test(text)
    || /^(?:your|change|replace|insert|enter)[-_. ]/i.test(text);
}
