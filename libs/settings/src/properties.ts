const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' };
const BLANK = /[ \t\f]/;

const endsInOpenBackslash = (line: string): boolean => /(?:^|[^\\])(?:\\\\)*\\$/.test(line);

const logicalLines = (text: string): string[] => {
  const lines: string[] = [];
  let open: string | null = null;
  for (const natural of text.split(/\r\n|\n|\r/)) {
    const line = natural.replace(/^[ \t\f]+/, '');
    if (open === null && (line === '' || line.startsWith('#') || line.startsWith('!'))) continue;
    const whole: string = (open ?? '') + line;
    open = endsInOpenBackslash(line) ? whole.slice(0, -1) : null;
    if (open === null) lines.push(whole);
  }
  if (open !== null) lines.push(open);
  return lines;
};

const unescape = (text: string): string =>
  text.replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_, code: string | undefined, character: string | undefined) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return ESCAPES[character ?? ''] ?? character ?? '';
  });

const keyEnd = (line: string): number => {
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (character === '\\') at += 1;
    else if (character === '=' || character === ':' || BLANK.test(character)) return at;
  }
  return line.length;
};

/**
 * Reads a Java .properties text: `#` and `!` comments, `key=value`, `key:value` and `key value`, backslash continuation,
 * the escapes \t \n \r \f \uXXXX. A later line wins over an earlier one with the same key.
 * Source: java.util.Properties.load.
 */
export function parseProperties(text: string): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  for (const line of logicalLines(text)) {
    const end = keyEnd(line);
    const value = line.slice(end).replace(/^[ \t\f]*[=:]?[ \t\f]*/, '');
    properties.set(unescape(line.slice(0, end)), unescape(value));
  }
  return properties;
}
