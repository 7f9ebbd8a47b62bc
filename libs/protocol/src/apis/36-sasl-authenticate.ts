import { bytes, int16, int64, nullable, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * SaslAuthenticate: one step of the SASL exchange.
 *
 * - v1: how long the session lasts (KIP-368).
 * - v2: flexible (KIP-482).
 */
export const SaslAuthenticate = api({
  key: 36,
  name: 'SaslAuthenticate',
  versions: { min: 0, max: 2 },
  flexibleFrom: 2,
  request: struct({
    authBytes: bytes(),
  }),
  response: struct({
    errorCode: int16(),
    errorMessage: nullable(string({ cut: true })),
    authBytes: bytes(),
    sessionLifetimeMs: int64({ since: 1, default: 0 }),
  }),
});
