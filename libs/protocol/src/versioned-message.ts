import { authenticatedBudget, ByteReader, ByteWriter, MalformedRequest, MessageCodec } from '@yak/codec';
import type { DecodeBudget, MessageInputOf, MessageOf, MessageSchema } from '@yak/codec';

const VERSION_BYTES = 2;

/** A message that carries its own version: keys and values of internal topics, and what group members hand each other. */
export interface VersionedMessage<S extends MessageSchema> {
  /** The versions that the schema describes, inclusive. */
  readonly versions: { readonly min: number; readonly max: number };
  readonly codec: MessageCodec<S>;
}

/** Makes a versioned message of its declaration. Compiles nothing yet. */
export function versioned<S extends MessageSchema>(declaration: {
  readonly versions: VersionedMessage<S>['versions'];
  readonly flexibleFrom: number | null;
  readonly schema: S;
}): VersionedMessage<S> {
  return { versions: declaration.versions, codec: new MessageCodec(declaration.schema, declaration.flexibleFrom) };
}

/** Shape: version int16, then the message in that version. */
export function encodeVersioned<S extends MessageSchema>(
  message: VersionedMessage<S>,
  version: number,
  body: MessageInputOf<S>,
): Buffer {
  const writer = new ByteWriter();
  writer.int16(version);
  message.codec.write(version, writer, body);
  return Buffer.concat(writer.finish());
}

/** The version that bytes begin with. In keys of internal topics it also says of which type the record is. */
export function versionOf(bytes: Buffer): number {
  if (bytes.length < VERSION_BYTES) throw new MalformedRequest('a versioned message has at least its version');
  return bytes.readInt16BE(0);
}

/**
 * Decodes a versioned message. A version below those described throws MalformedRequest, and so does one above unless
 * `newer` is 'as-newest': then it is read as the newest known, whose fields the newer one only extends.
 * Source: Kafka ConsumerProtocol, which reads newer subscriptions and assignments so; record values are refused.
 */
export function decodeVersioned<S extends MessageSchema>(
  message: VersionedMessage<S>,
  bytes: Buffer,
  { newer = 'refused', budget = authenticatedBudget }: { newer?: 'refused' | 'as-newest'; budget?: DecodeBudget } = {},
): { version: number; body: MessageOf<S> } {
  const version = versionOf(bytes);
  const { min, max } = message.versions;
  if (version < min || (version > max && newer === 'refused'))
    throw new MalformedRequest(`version ${version} is not known`);
  const body = message.codec.read(Math.min(version, max), new ByteReader(bytes, VERSION_BYTES, budget));
  return { version, body };
}
