/**
 * DescribeLogDirs, key 35. Served: 1–4.
 *
 * Behaviours: every log directory of this broker with the sizes of its replicas; topics null means all, otherwise those
 * named. An offline directory: KAFKA_STORAGE_ERROR for it. Nobody is allowed: an empty answer, from 3 with
 * CLUSTER_AUTHORIZATION_FAILED.
 *
 * Versions: 2 flexible · 3 error code (KIP-784) · 4 total and usable bytes (KIP-827; −1 where unknown).
 */
import { ErrorCode } from '@yak/model';
import { DescribeLogDirs, type RequestOf, type ResponseInputOf } from '@yak/protocol';
import { AclOperation, ResourceType } from '@yak/security';
import { defineHandler } from './handler';
import type { LogDirectoryView } from './ports';

type Request = RequestOf<typeof DescribeLogDirs>;
type Answered = ResponseInputOf<typeof DescribeLogDirs>['results'][number];

/** Answers DescribeLogDirs. */
export const describeLogDirs = defineHandler({
  api: DescribeLogDirs,
  serves: { min: 1, max: 4 },
  operation: AclOperation.DESCRIBE,
  resource: ResourceType.CLUSTER,
  handle(request, context) {
    const throttleTimeMs = context.throttleMs;
    if (!context.isAllowed()) return { throttleTimeMs, errorCode: ErrorCode.CLUSTER_AUTHORIZATION_FAILED, results: [] };
    const isWanted = wanted(request);
    return {
      throttleTimeMs,
      errorCode: ErrorCode.NONE,
      results: context.ports.replicas.logDirectories().map((directory) => word(directory, isWanted)),
    };
  },
});

type IsWanted = (topic: string, partition: number) => boolean;

function wanted({ topics }: Request): IsWanted {
  if (topics === null) return () => true;
  const partitions = new Map(topics.map((topic) => [topic.topic, new Set(topic.partitions)]));
  return (topic, partition) => partitions.get(topic)?.has(partition) ?? false;
}

function word(directory: LogDirectoryView, isWanted: IsWanted): Answered {
  const topics = new Map<string, Answered['topics'][number]['partitions'][number][]>();
  for (const { topic, partition, sizeInBytes } of directory.logs) {
    if (directory.isOffline || !isWanted(topic, partition)) continue;
    const partitions = topics.get(topic) ?? [];
    topics.set(topic, partitions);
    partitions.push({ partitionIndex: partition, partitionSize: sizeInBytes, offsetLag: 0, isFutureKey: false });
  }
  return {
    errorCode: directory.isOffline ? ErrorCode.KAFKA_STORAGE_ERROR : ErrorCode.NONE,
    logDir: directory.path,
    topics: [...topics].map(([name, partitions]) => ({ name, partitions })),
    totalBytes: directory.totalBytes ?? -1,
    usableBytes: directory.usableBytes ?? -1,
  };
}
