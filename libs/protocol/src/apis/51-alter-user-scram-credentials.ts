import { arrayOf, bytes, int16, int32, int8, nullable, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * AlterUserScramCredentials: upsert and delete SCRAM credentials (KIP-554).
 */
export const AlterUserScramCredentials = api({
  key: 51,
  name: 'AlterUserScramCredentials',
  versions: { min: 0, max: 0 },
  flexibleFrom: 0,
  request: struct({
    deletions: arrayOf(
      struct({
        name: string(),
        mechanism: int8(),
      }),
    ),
    upsertions: arrayOf(
      struct({
        name: string(),
        mechanism: int8(),
        iterations: int32(),
        salt: bytes(),
        saltedPassword: bytes(),
      }),
    ),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    results: arrayOf(
      struct({
        user: string(),
        errorCode: int16(),
        errorMessage: nullable(string({ cut: true })),
      }),
    ),
  }),
});
