import {
  type BrokerId,
  brokerEpoch,
  brokerId,
  leaderEpoch,
  partitionEpoch,
  partitionIndex,
  producerId,
  topicId,
  topicNameFault,
} from '@yak/model';
import type {
  BrokerEndpoint,
  BrokerRecord,
  BrokerState,
  ConfigRecord,
  HttpEndpoint,
  LastKnownLeader,
  Member,
  MetadataRecord,
  PartitionRecord,
} from './records';

/** A text that is no metadata record of a version that we know. */
export class MalformedRecord extends Error {
  readonly code = 'YAK_MALFORMED_RECORD';
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MalformedRecord';
  }
}

/**
 * The form of records that this program writes. A field added with a meaning of its own raises it; older forms are read.
 * 2: brokers name their HTTP endpoint.
 */
const VERSION = 2;
const OLDEST_VERSION = 1;

/** A record as one line of JSON: `{"v":2,"kind":…}`. */
export function encodeRecord(record: MetadataRecord): string {
  return JSON.stringify({ v: VERSION, ...record });
}

/** A record from its JSON, every field checked. Throws MalformedRecord. */
export function decodeRecord(json: string): MetadataRecord {
  let fields: Fields;
  try {
    fields = new Fields(JSON.parse(json));
  } catch (error) {
    throw new MalformedRecord('a metadata record is a JSON object', { cause: error });
  }
  const version = fields.count('v');
  if (version < OLDEST_VERSION || version > VERSION)
    throw new MalformedRecord(`metadata records of version ${version} are not known here`);
  try {
    return read(fields, version);
  } catch (error) {
    throw error instanceof MalformedRecord
      ? error
      : new MalformedRecord('a field of a metadata record is out of range', { cause: error });
  }
}

function read(fields: Fields, version: number): MetadataRecord {
  const kind = fields.text('kind');
  const operationId = fields.text('operationId');
  switch (kind) {
    case 'cluster':
      return {
        kind,
        clusterId: fields.text('clusterId'),
        metadataIncarnation: fields.count('metadataIncarnation'),
        operationId,
      };
    case 'broker':
      return readBroker(fields, operationId, version);
    case 'topic':
      return {
        kind,
        topicId: topicId(fields.text('topicId')),
        name: topicName(fields),
        partitionCount: fields.count('partitionCount'),
        operationId,
      };
    case 'topic-name':
      return { kind, name: topicName(fields), topicId: topicId(fields.text('topicId')), operationId };
    case 'partition':
      return readPartition(fields, operationId);
    case 'config':
      return readConfig(fields, operationId);
    case 'producer-ids':
      return { kind, nextProducerId: producerId(fields.number('nextProducerId')), operationId };
    default:
      throw new MalformedRecord(`metadata records of kind "${kind}" are not known here`);
  }
}

function topicName(fields: Fields): string {
  const name = fields.text('name');
  const fault = topicNameFault(name);
  if (fault !== null) throw new MalformedRecord(fault);
  return name;
}

function readBroker(fields: Fields, operationId: string, version: number): BrokerRecord {
  return {
    kind: 'broker',
    brokerId: brokerId(fields.number('brokerId')),
    brokerEpoch: brokerEpoch(fields.number('brokerEpoch')),
    incarnationId: fields.text('incarnationId'),
    directoryIds: fields.list('directoryIds').map(asText),
    endpoints: fields.list('endpoints').map(readEndpoint),
    httpEndpoint: version < 2 ? null : fields.nullable('httpEndpoint', readHttpEndpoint),
    rack: fields.nullable('rack', asText),
    state: brokerState(fields.text('state')),
    recordEpoch: fields.count('recordEpoch'),
    operationId,
  };
}

function brokerState(text: string): BrokerState {
  if (text === 'fenced' || text === 'alive' || text === 'shutting-down') return text;
  throw new MalformedRecord(`"${text}" is no state of a broker`);
}

function readEndpoint(value: unknown): BrokerEndpoint {
  const fields = new Fields(value);
  return {
    listenerName: fields.text('listenerName'),
    host: fields.text('host'),
    port: fields.count('port'),
    securityProtocol: fields.text('securityProtocol'),
  };
}

function readHttpEndpoint(value: unknown): HttpEndpoint {
  const fields = new Fields(value);
  return { host: fields.text('host'), port: fields.count('port') };
}

function readPartition(fields: Fields, operationId: string): PartitionRecord {
  const record: PartitionRecord = {
    kind: 'partition',
    topicId: topicId(fields.text('topicId')),
    partition: partitionIndex(fields.number('partition')),
    leader: fields.nullable('leader', readMember),
    leaderEpoch: leaderEpoch(fields.number('leaderEpoch')),
    isr: fields.list('isr').map(readMember),
    elr: fields.list('elr').map(readMember),
    lastKnownLeader: fields.nullable('lastKnownLeader', readLastKnownLeader),
    replicas: fields.list('replicas').map((value) => brokerId(asNumber(value))),
    partitionEpoch: partitionEpoch(fields.number('partitionEpoch')),
    isRecovering: fields.flag('isRecovering'),
    operationId,
  };
  if (record.replicas.length === 0) throw new MalformedRecord('a partition has at least one replica');
  return record;
}

function readMember(value: unknown): Member {
  const fields = new Fields(value);
  return { brokerId: brokerId(fields.number('brokerId')), brokerEpoch: brokerEpoch(fields.number('brokerEpoch')) };
}

function readLastKnownLeader(value: unknown): LastKnownLeader {
  const fields = new Fields(value);
  const id: BrokerId = brokerId(fields.number('brokerId'));
  return { brokerId: id, directoryId: fields.text('directoryId') };
}

function readConfig(fields: Fields, operationId: string): ConfigRecord {
  const resourceType = fields.text('resourceType');
  if (resourceType !== 'topic' && resourceType !== 'broker')
    throw new MalformedRecord(`settings do not belong to a "${resourceType}"`);
  return {
    kind: 'config',
    resourceType,
    resource: fields.text('resource'),
    entries: fields.texts('entries'),
    recordEpoch: fields.count('recordEpoch'),
    operationId,
  };
}

function asText(value: unknown): string {
  if (typeof value !== 'string') throw new MalformedRecord('expected a text');
  return value;
}

function asNumber(value: unknown): number {
  if (typeof value !== 'number') throw new MalformedRecord('expected a number');
  return value;
}

/** Reads the fields of one JSON object, refusing what is missing or of another type. */
class Fields {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(value: unknown) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new MalformedRecord('expected an object');
    this.#values = value as Readonly<Record<string, unknown>>;
  }

  number(name: string): number {
    return this.#checked(name, asNumber);
  }

  /** An integer ≥ 0 that a number holds exactly. */
  count(name: string): number {
    const value = this.number(name);
    if (!Number.isSafeInteger(value) || value < 0) throw new MalformedRecord(`${name} out of range: ${value}`);
    return value;
  }

  text(name: string): string {
    return this.#checked(name, asText);
  }

  flag(name: string): boolean {
    const value = this.#values[name];
    if (typeof value !== 'boolean') throw new MalformedRecord(`${name}: expected true or false`);
    return value;
  }

  list(name: string): readonly unknown[] {
    const value = this.#values[name];
    if (!Array.isArray(value)) throw new MalformedRecord(`${name}: expected a list`);
    return value;
  }

  nullable<T>(name: string, readValue: (value: unknown) => T): T | null {
    const value = this.#values[name];
    return value === null ? null : readValue(value);
  }

  texts(name: string): Readonly<Record<string, string>> {
    const value = this.#values[name];
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new MalformedRecord(`${name}: expected an object`);
    return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, asText(text)]));
  }

  #checked<T>(name: string, readValue: (value: unknown) => T): T {
    try {
      return readValue(this.#values[name]);
    } catch (error) {
      throw new MalformedRecord(`${name} is missing or of another type`, { cause: error });
    }
  }
}
