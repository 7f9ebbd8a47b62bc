import { isUtf8 } from 'node:buffer';
import type { ConsumedRecord, PlainRecord } from './consumed-record';

interface TextOrBase64 {
  readonly text: string | null;
  readonly encoding: 'base64' | null;
}

/** Bytes as text; as base64 where they are no UTF-8. */
export function textOrBase64(bytes: Buffer | null): TextOrBase64 {
  if (bytes === null) return { text: null, encoding: null };
  if (isUtf8(bytes)) return { text: bytes.toString('utf8'), encoding: null };
  return { text: bytes.toString('base64'), encoding: 'base64' };
}

/** A time in RFC 3339; null for one outside of what a Date holds, and for "none" (-1). */
export function rfc3339(timestampMs: number): string | null {
  return timestampMs < 0 || timestampMs > 8.64e15 ? null : new Date(timestampMs).toISOString();
}

/**
 * A record as JSON, with its partition where it is known: one line, no newline. Int64 values are strings; `keyEncoding` and `valueEncoding` are there only when the
 * bytes are no UTF-8 and so stand in base64.
 */
export function recordJson(record: PlainRecord | ConsumedRecord): string {
  const [key, value] = [textOrBase64(record.key), textOrBase64(record.value)];
  return JSON.stringify({
    ...('topic' in record ? { topic: record.topic, partition: record.partition } : {}),
    offset: String(record.offset),
    timestamp: rfc3339(record.timestampMs),
    timestampMs: String(record.timestampMs),
    key: key.text,
    ...(key.encoding === null ? {} : { keyEncoding: key.encoding }),
    value: value.text,
    ...(value.encoding === null ? {} : { valueEncoding: value.encoding }),
    headers: record.headers.map((header) => {
      const content = textOrBase64(header.value);
      return {
        key: header.key,
        value: content.text,
        ...(content.encoding === null ? {} : { encoding: content.encoding }),
      };
    }),
  });
}
