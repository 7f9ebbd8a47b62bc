export * from './records';
export * from './requests';
export * from './keys';
export { newOperationId } from './operation-id';
export { decodeRecord, encodeRecord, MalformedRecord } from './record-codec';
