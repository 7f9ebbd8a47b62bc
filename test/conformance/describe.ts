// Prints how this project describes the Kafka protocol, as one JSON array: a message per API and kind with the fields of
// every version. Compared with the official schemas by the conformance check.
import { describeFields, type MessageSchema } from '@yak/codec';
import { apis, type AnyApi } from '@yak/protocol';

function describeMessage(api: AnyApi, kind: 'request' | 'response', schema: MessageSchema): object {
  const versions: Record<string, object> = {};
  for (let version = api.versions.min; version <= api.versions.max; version += 1)
    versions[version] = describeFields(schema, version);
  return {
    apiKey: api.key,
    name: api.name,
    kind,
    minVersion: api.versions.min,
    maxVersion: api.versions.max,
    flexibleFrom: api.flexibleFrom,
    versions,
  };
}

const described = [...apis.values()].flatMap((api) => [
  describeMessage(api, 'request', api.request),
  describeMessage(api, 'response', api.response),
]);
process.stdout.write(`${JSON.stringify(described)}\n`);
