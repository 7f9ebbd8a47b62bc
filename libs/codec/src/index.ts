export { MalformedRequest } from './malformed-request';
export { authenticatedBudget, STRING_BYTES_MAX, unauthenticatedBudget, type DecodeBudget } from './decode-budget';
export {
  arrayOf,
  bool,
  bytes,
  float64,
  int16,
  int32,
  int64,
  int8,
  nullable,
  records,
  string,
  struct,
  uint16,
  uint32,
  uuid,
  type Field,
  type MessageInputOf,
  type MessageOf,
  type MessageSchema,
} from './schema';
export { ByteReader } from './byte-reader';
export { ByteWriter } from './byte-writer';
export type { Int64Reading } from './compile-reader';
export { MessageCodec } from './message-codec';
export { describeFields } from './describe-fields';
