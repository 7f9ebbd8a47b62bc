import { arrayOf, bool, int16, int32, int8, nullable, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * DescribeConfigs: settings of topics, brokers and loggers with their sources.
 *
 * - v1: synonyms and sources instead of a default flag (KIP-226).
 * - v3: types and documentation (KIP-569).
 * - v4: flexible (KIP-482).
 */
export const DescribeConfigs = api({
  key: 32,
  name: 'DescribeConfigs',
  versions: { min: 1, max: 4 },
  flexibleFrom: 4,
  request: struct({
    resources: arrayOf(
      struct({
        resourceType: int8(),
        resourceName: string(),
        configurationKeys: nullable(arrayOf(string())),
      }),
    ),
    includeSynonyms: bool({ default: false }),
    includeDocumentation: bool({ since: 3, default: false }),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    results: arrayOf(
      struct({
        errorCode: int16(),
        errorMessage: nullable(string({ cut: true })),
        resourceType: int8(),
        resourceName: string(),
        configs: arrayOf(
          struct({
            name: string(),
            value: nullable(string()),
            readOnly: bool(),
            configSource: int8({ default: -1 }),
            isSensitive: bool(),
            synonyms: arrayOf(
              struct({
                name: string(),
                value: nullable(string()),
                source: int8(),
              }),
            ),
            configType: int8({ since: 3, default: 0 }),
            documentation: nullable(string({ since: 3 })),
          }),
        ),
      }),
    ),
  }),
});
