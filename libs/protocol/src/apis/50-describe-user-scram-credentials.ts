import { arrayOf, int16, int32, int8, nullable, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * DescribeUserScramCredentials: which mechanisms and iterations a user has, never the secrets (KIP-554).
 */
export const DescribeUserScramCredentials = api({
  key: 50,
  name: 'DescribeUserScramCredentials',
  versions: { min: 0, max: 0 },
  flexibleFrom: 0,
  request: struct({
    users: nullable(
      arrayOf(
        struct({
          name: string(),
        }),
      ),
    ),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    errorMessage: nullable(string({ cut: true })),
    results: arrayOf(
      struct({
        user: string(),
        errorCode: int16(),
        errorMessage: nullable(string({ cut: true })),
        credentialInfos: arrayOf(
          struct({
            mechanism: int8(),
            iterations: int32(),
          }),
        ),
      }),
    ),
  }),
});
