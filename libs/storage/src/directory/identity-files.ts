import { type TopicId, topicId, topicIdToBase64 } from '@yak/model';
import { StorageError } from '../storage-error';

/** Who a log directory belongs to: Kafka's `meta.properties`. Ids are 22 characters of URL-safe base64. */
export interface DirectoryIdentity {
  readonly nodeId: number;
  readonly directoryId: string;
  readonly clusterId: string | null;
}

/** `meta.properties`, version 1. */
export function encodeIdentity(identity: DirectoryIdentity): Buffer {
  const lines = ['#', 'version=1', `node.id=${identity.nodeId}`, `directory.id=${identity.directoryId}`];
  if (identity.clusterId !== null) lines.push(`cluster.id=${identity.clusterId}`);
  return Buffer.from(`${lines.join('\n')}\n`);
}

/** Throws `YAK_STORAGE_CORRUPT` where node id or directory id is missing. Version 0 (`broker.id`) has no directory id and is refused. */
export function decodeIdentity(content: Buffer, path: string): DirectoryIdentity {
  const values = new Map<string, string>();
  for (const line of content.toString('utf8').split('\n')) {
    const equals = line.indexOf('=');
    if (!line.startsWith('#') && equals > 0) values.set(line.slice(0, equals).trim(), line.slice(equals + 1).trim());
  }
  const nodeId = Number(values.get('node.id') ?? Number.NaN);
  const directoryId = values.get('directory.id') ?? '';
  if (!Number.isInteger(nodeId) || directoryId === '') {
    throw new StorageError(
      'YAK_STORAGE_CORRUPT',
      `${path} names no node.id and directory.id: restore it from a copy, or move the directory away to start empty`,
    );
  }
  return { nodeId, directoryId, clusterId: values.get('cluster.id') ?? null };
}

/** `partition.metadata`: names the topic id that a partition directory belongs to. */
export function encodePartitionMetadata(id: TopicId): Buffer {
  return Buffer.from(`version: 0\ntopic_id: ${topicIdToBase64(id)}\n`);
}

/** The topic id, or null where the file names none. */
export function decodePartitionMetadata(content: Buffer): TopicId | null {
  const match = /^topic_id: ([A-Za-z0-9_-]{22})\s*$/m.exec(content.toString('utf8'));
  const bytes = Buffer.from(match?.[1] ?? '', 'base64url');
  return bytes.length === 16 ? topicId(bytes.toString('hex')) : null;
}

/** `.kafka_cleanshutdown`: the broker epoch of the run that ended cleanly. */
export function encodeCleanShutdown(brokerEpoch: number): Buffer {
  return Buffer.from(JSON.stringify({ version: 0, brokerEpoch }));
}

/** The broker epoch, −1 where the file of another writer names none; null where it is no such file. */
export function decodeCleanShutdown(content: Buffer): number | null {
  try {
    const parsed: unknown = JSON.parse(content.toString('utf8'));
    if (typeof parsed !== 'object' || parsed === null) return null;
    const { brokerEpoch } = parsed as { brokerEpoch?: unknown };
    return typeof brokerEpoch === 'number' && Number.isSafeInteger(brokerEpoch) ? brokerEpoch : -1;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
