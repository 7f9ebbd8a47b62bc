import {
  authenticatedBudget,
  ByteReader,
  ByteWriter,
  type DecodeBudget,
  type Int64Reading,
  STRING_BYTES_MAX,
} from '@yak/codec';
import type { MessageInputOf, MessageOf, MessageSchema } from '@yak/codec';
import type { Api } from './api';

const API_VERSIONS_KEY = 18;
const SIZE_BYTES = 4;

/** What every request begins with. */
export interface RequestHeader {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly correlationId: number;
  /** Null when the peer gave none. */
  readonly clientId: string | null;
  /**
   * Position after the client id: where the body starts, in flexible versions after the header's tagged fields, which
   * `decodeRequest` steps over, as only the API's declaration knows whether they are there.
   */
  readonly bodyOffset: number;
}

/** What the sender of a request chooses. */
export interface RequestIdentity {
  /** int32; comes back in the response. */
  readonly correlationId: number;
  readonly clientId: string | null;
}

/** How a request is decoded when not by the defaults. */
export interface DecodeOptions {
  readonly budget?: DecodeBudget;
  readonly int64?: Int64Reading;
}

/**
 * Reads the header of a frame without its size. Shape: apiKey int16, apiVersion int16, correlationId int32, clientId
 * nullable string with two bytes of length in every version. Throws MalformedRequest. Source: KIP-482, Kafka RequestHeader.
 */
export function readRequestHeader(frame: Buffer): RequestHeader {
  const reader = new ByteReader(frame, 0, authenticatedBudget);
  if (frame.length < 10) reader.short();
  const length = frame.readInt16BE(8);
  if (length < -1) reader.fail('the client id has a negative length');
  const bodyOffset = 10 + Math.max(length, 0);
  if (bodyOffset > frame.length) reader.short();
  const clientId = length < 0 ? null : frame.toString('utf8', 10, bodyOffset);
  if (Buffer.byteLength(clientId ?? '') > STRING_BYTES_MAX) reader.fail('the client id is no UTF-8'); // it could not be written
  return {
    apiKey: frame.readInt16BE(0),
    apiVersion: frame.readInt16BE(2),
    correlationId: frame.readInt32BE(4),
    clientId,
    bodyOffset,
  };
}

/**
 * Decodes the body of a request. Byte fields are views of the frame. Bytes after the body are ignored, as Kafka does.
 * Throws MalformedRequest on bad bytes, beyond the budget and in a version that the API does not describe.
 */
export function decodeRequest<Request extends MessageSchema>(
  api: Pick<Api<Request, MessageSchema>, 'name' | 'versions' | 'requestCodec'>,
  version: number,
  frame: Buffer,
  { bodyOffset, budget = authenticatedBudget, int64 = 'number' }: { bodyOffset: number } & DecodeOptions,
): MessageOf<Request> {
  const reader = new ByteReader(frame, bodyOffset, budget);
  if (version < api.versions.min || version > api.versions.max) reader.fail(`${api.name} has no version ${version}`);
  if (api.requestCodec.isFlexible(version)) reader.skipTags();
  return api.requestCodec.read(version, reader, int64);
}

/** Encodes a request with its size and header; big byte fields by reference. */
export function encodeRequest<Request extends MessageSchema>(
  api: Pick<Api<Request, MessageSchema>, 'key' | 'requestCodec'>,
  version: number,
  { correlationId, clientId }: RequestIdentity,
  body: MessageInputOf<Request>,
): Buffer[] {
  const writer = new ByteWriter();
  writer.reserve(SIZE_BYTES);
  writer.int16(api.key);
  writer.int16(version);
  writer.int32(correlationId);
  if (clientId === null) writer.int16(-1);
  else writer.string(clientId, true);
  if (api.requestCodec.isFlexible(version)) writer.uvarint(0);
  api.requestCodec.write(version, writer, body);
  return withSize(writer.finish());
}

/** Encodes a response with its size and header; big byte fields by reference, small ones merged. */
export function encodeResponse<Response extends MessageSchema>(
  api: Pick<Api<MessageSchema, Response>, 'key' | 'responseCodec'>,
  version: number,
  correlationId: number,
  body: MessageInputOf<Response>,
): Buffer[] {
  const writer = new ByteWriter();
  writer.reserve(SIZE_BYTES);
  writer.int32(correlationId);
  if (hasTagsInResponseHeader(api, version)) writer.uvarint(0);
  api.responseCodec.write(version, writer, body);
  return withSize(writer.finish());
}

/** Decodes a response frame without its size. Throws MalformedRequest: the peer is a broker then. */
export function decodeResponse<Response extends MessageSchema>(
  api: Pick<Api<MessageSchema, Response>, 'key' | 'responseCodec'>,
  version: number,
  frame: Buffer,
  { budget = authenticatedBudget, int64 = 'number' }: DecodeOptions = {},
): { correlationId: number; body: MessageOf<Response> } {
  const reader = new ByteReader(frame, 4, budget);
  if (frame.length < 4) reader.short();
  const correlationId = frame.readInt32BE(0);
  if (hasTagsInResponseHeader(api, version)) reader.skipTags();
  return { correlationId, body: api.responseCodec.read(version, reader, int64) };
}

/**
 * Flexible responses have tagged fields in their header, except those of ApiVersions: a client must be able to read that
 * answer before it knows what the broker speaks. Source: KIP-511.
 */
function hasTagsInResponseHeader(
  api: Pick<Api<MessageSchema, MessageSchema>, 'key' | 'responseCodec'>,
  version: number,
): boolean {
  return api.key !== API_VERSIONS_KEY && api.responseCodec.isFlexible(version);
}

function withSize(frames: Buffer[]): Buffer[] {
  let size = -SIZE_BYTES;
  for (const frame of frames) size += frame.length;
  frames[0]?.writeInt32BE(size, 0);
  return frames;
}
