import { usageError } from './cli-error';
import type { ConsumedRecord } from './consumed-record';
import { rfc3339 } from './record-json';

/** Appends a record's parts to the pieces of an output. */
export type RecordWriter = (record: ConsumedRecord, pieces: Buffer[]) => void;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0', '\\': '\\' };
const NOTHING = Buffer.alloc(0);

const asBytes = (modifier: string | null, token: string): ((bytes: Buffer | null) => Buffer) => {
  switch (modifier) {
    case null:
      return (bytes) => bytes ?? NOTHING;
    case 'hex':
      return (bytes) => Buffer.from((bytes ?? NOTHING).toString('hex'));
    case 'base64':
      return (bytes) => Buffer.from((bytes ?? NOTHING).toString('base64'));
    case 'json':
      return (bytes) => Buffer.from(JSON.stringify(bytes === null ? null : bytes.toString('utf8')));
    default:
      throw usageError(`--format: ${token}{${modifier}} is unknown; use {hex}, {base64} or {json}`);
  }
};

const asNumber = (modifier: string | null, token: string): ((value: number) => Buffer) => {
  const width = /^big(8|16|32|64)$/.exec(modifier ?? '')?.[1];
  if (modifier === null || modifier === 'ascii') return (value) => Buffer.from(String(value));
  if (modifier === 'hex') return (value) => Buffer.from(value.toString(16));
  if (width === undefined)
    throw usageError(`--format: ${token}{${modifier}} is unknown; use {ascii}, {hex} or {big8} to {big64}`);
  return (value) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(BigInt(value));
    return bytes.subarray(8 - Number(width) / 8);
  };
};

const numberToken =
  (of: (record: ConsumedRecord) => number) =>
  (modifier: string | null, token: string): RecordWriter => {
    const print = asNumber(modifier, token);
    return (record, pieces) => pieces.push(print(of(record)));
  };
const bytesToken =
  (of: (record: ConsumedRecord) => Buffer | null) =>
  (modifier: string | null, token: string): RecordWriter => {
    const print = asBytes(modifier, token);
    return (record, pieces) => pieces.push(print(of(record)));
  };

const timeToken = (modifier: string | null): RecordWriter => {
  if (modifier === null) return (record, pieces) => pieces.push(Buffer.from(String(record.timestampMs)));
  if (modifier !== 'rfc3339') throw usageError(`--format: %d{${modifier}} is unknown; use %d or %d{rfc3339}`);
  return (record, pieces) => pieces.push(Buffer.from(rfc3339(record.timestampMs) ?? ''));
};

const headersToken = (modifier: string | null): RecordWriter => {
  if (modifier !== null) {
    const print = compile(modifier, HEADER_TOKENS);
    return (record, pieces) => {
      for (const { key, value } of record.headers) print({ ...record, key: Buffer.from(key), value }, pieces);
    };
  }
  return (record, pieces) => {
    record.headers.forEach(({ key, value }, index) => {
      pieces.push(Buffer.from(`${index === 0 ? '' : ','}${key}=`), value ?? NOTHING);
    });
  };
};

type Token = (modifier: string | null, token: string) => RecordWriter;
const key = bytesToken((record) => record.key);
const value = bytesToken((record) => record.value);
const HEADER_TOKENS: Readonly<Record<string, Token>> = { k: key, v: value };
const TOKENS: Readonly<Record<string, Token>> = {
  k: key,
  v: value,
  s: value,
  t: bytesToken((record) => Buffer.from(record.topic)),
  p: numberToken((record) => record.partition),
  o: numberToken((record) => record.offset),
  d: timeToken,
  h: headersToken,
  H: numberToken((record) => record.headers.length),
  K: numberToken((record) => record.key?.length ?? 0),
  V: numberToken((record) => record.value?.length ?? 0),
  T: numberToken((record) => Buffer.byteLength(record.topic)),
};

/** The text between the brace at `start` and its partner; null when there is none. */
const braced = (text: string, start: number): string | null => {
  if (text[start] !== '{') return null;
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return text.slice(start + 1, at);
  }
  throw usageError(`--format: the brace at "${text.slice(start)}" is never closed`);
};

const unescape = (text: string): Buffer => {
  const pieces = [...text.matchAll(/\\x([0-9a-fA-F]{2})|\\([\s\S])|[^\\]+|\\/g)].map(([whole, hex, letter]) => {
    if (hex !== undefined) return Buffer.from([Number.parseInt(hex, 16)]);
    return Buffer.from(letter === undefined ? whole : (ESCAPES[letter] ?? whole));
  });
  return Buffer.concat(pieces);
};

const constant = (text: string): RecordWriter => {
  const bytes = unescape(text);
  return (_, pieces) => pieces.push(bytes);
};

/** One piece of a format from `start` on, and where the next one starts. */
const nextPiece = (format: string, start: number, tokens: Readonly<Record<string, Token>>): [RecordWriter, number] => {
  if (format[start] !== '%') {
    const end = format.indexOf('%', start);
    return [constant(format.slice(start, end < 0 ? undefined : end)), end < 0 ? format.length : end];
  }
  const letter = format.charAt(start + 1);
  if (letter === '%' || letter === '{' || letter === '}') return [constant(letter), start + 2];
  const token = tokens[letter];
  if (token === undefined) {
    throw usageError(
      `--format: %${letter} is unknown; use ${Object.keys(tokens)
        .map((known) => `%${known}`)
        .join(' ')}`,
    );
  }
  const modifier = braced(format, start + 2);
  return [token(modifier, `%${letter}`), start + 2 + (modifier === null ? 0 : modifier.length + 2)];
};

const compile = (format: string, tokens: Readonly<Record<string, Token>>): RecordWriter => {
  const writers: RecordWriter[] = [];
  for (let at = 0; at < format.length;) {
    const [writer, next] = nextPiece(format, at, tokens);
    writers.push(writer);
    at = next;
  }
  return (record, pieces) => {
    for (const writer of writers) writer(record, pieces);
  };
};

/**
 * Compiles a record template: `%k %v %t %p %o %d %h{%k=%v }`, `%s` for `%v` as in kcat, lengths `%K %V %T`, count of headers
 * `%H`, `%%`; bytes take `{hex}`, `{base64}`, `{json}`, numbers `{hex}` or `{big32}`, times `{rfc3339}`; `\\n \\t \\xNN` are escapes.
 * @throws CliError (usage) for an unknown token
 * Source: franz-go kgo.NewRecordFormatter.
 */
export function compileFormat(format: string): RecordWriter {
  return compile(format, TOKENS);
}
