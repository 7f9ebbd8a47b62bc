import { arrayOf, bool, int16, int32, int64, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * ApiVersions: which APIs and versions the broker speaks; the first request of most clients, answered before authentication.
 *
 * - The response header never has tagged fields, and a request of an unknown version is answered in version 0 (KIP-511).
 * - v3: flexible; name and version of the client software (KIP-511); features (KIP-584).
 * - v4: features of minimum level 0 may be listed (KAFKA-17492).
 */
export const ApiVersions = api({
  key: 18,
  name: 'ApiVersions',
  versions: { min: 0, max: 4 },
  flexibleFrom: 3,
  request: struct({
    clientSoftwareName: string({ since: 3 }),
    clientSoftwareVersion: string({ since: 3 }),
  }),
  response: struct({
    errorCode: int16(),
    apiKeys: arrayOf(
      struct({
        apiKey: int16(),
        minVersion: int16(),
        maxVersion: int16(),
      }),
    ),
    throttleTimeMs: int32({ since: 1 }),
    supportedFeatures: arrayOf(
      struct({
        name: string(),
        minVersion: int16(),
        maxVersion: int16(),
      }),
      { since: 3, tag: 0 },
    ),
    finalizedFeaturesEpoch: int64({ since: 3, tag: 1, default: -1 }),
    finalizedFeatures: arrayOf(
      struct({
        name: string(),
        maxVersionLevel: int16(),
        minVersionLevel: int16(),
      }),
      { since: 3, tag: 2 },
    ),
    zkMigrationReady: bool({ since: 3, tag: 3, default: false }),
  }),
});
