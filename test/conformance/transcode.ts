// Decodes and encodes messages again: JSON lines in, JSON lines out, one each.
//   in   { "id": 7, "apiKey": 0, "apiVersion": 9, "kind": "request" | "response" | "request-body" | "response-body", "hex": "..." }
//   out  { "id": 7, "hex": "..." }  |  { "id": 7, "unsupported": true }  |  { "id": 7, "error": "why" }
// request and response have their header, without the four bytes of size; the others are the body alone.
import { createInterface } from 'node:readline';
import { authenticatedBudget, ByteReader, ByteWriter, type MessageCodec, type MessageSchema } from '@yak/codec';
import {
  apis,
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  readRequestHeader,
  type AnyApi,
} from '@yak/protocol';

interface Question {
  readonly id: number;
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly kind: 'request' | 'response' | 'request-body' | 'response-body';
  readonly hex: string;
}

const SIZE_BYTES = 4;
const exact = { int64: 'exact' } as const;

function body(codec: MessageCodec<MessageSchema>, version: number, frame: Buffer): Buffer {
  const writer = new ByteWriter();
  codec.write(version, writer, codec.read(version, new ByteReader(frame, 0, authenticatedBudget), 'exact'));
  return Buffer.concat(writer.finish());
}

function transcode(api: AnyApi, { apiVersion, kind }: Question, frame: Buffer): Buffer {
  switch (kind) {
    case 'request': {
      const header = readRequestHeader(frame);
      const message = decodeRequest(api, apiVersion, frame, { bodyOffset: header.bodyOffset, ...exact });
      return Buffer.concat(encodeRequest(api, apiVersion, header, message)).subarray(SIZE_BYTES);
    }
    case 'response': {
      const response = decodeResponse(api, apiVersion, frame, exact);
      return Buffer.concat(encodeResponse(api, apiVersion, response.correlationId, response.body)).subarray(SIZE_BYTES);
    }
    case 'request-body':
      return body(api.requestCodec, apiVersion, frame);
    case 'response-body':
      return body(api.responseCodec, apiVersion, frame);
  }
}

function answer(question: Question): object {
  const { id, apiKey, apiVersion, hex } = question;
  const api = apis.get(apiKey);
  if (api === undefined || apiVersion < api.versions.min || apiVersion > api.versions.max)
    return { id, unsupported: true };
  try {
    return { id, hex: transcode(api, question, Buffer.from(hex, 'hex')).toString('hex') };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  if (line.trim() !== '') process.stdout.write(`${JSON.stringify(answer(JSON.parse(line) as Question))}\n`);
});
