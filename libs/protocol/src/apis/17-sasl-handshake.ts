import { arrayOf, int16, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * SaslHandshake: choose the SASL mechanism of the connection. Never flexible.
 *
 * - v1: the exchange that follows is wrapped in SaslAuthenticate (KIP-152).
 */
export const SaslHandshake = api({
  key: 17,
  name: 'SaslHandshake',
  versions: { min: 0, max: 1 },
  flexibleFrom: null,
  request: struct({
    mechanism: string(),
  }),
  response: struct({
    errorCode: int16(),
    mechanisms: arrayOf(string()),
  }),
});
