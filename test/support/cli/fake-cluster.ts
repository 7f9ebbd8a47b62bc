import { KafkaError, type ClusterDescription } from '@yak/client';
import { topicId } from '@yak/model';
import type { Cluster } from '../../../apps/cli/src/cluster';

/** A request that a fake cluster was sent. */
export interface SentRequest {
  readonly api: string;
  readonly body: Record<string, unknown>;
  readonly target: unknown;
}

const UNKNOWN_TOPIC = 3;

/** A cluster of one broker with these topics (name to partition count) that answers each API with what it is given. */
export function fakeCluster(
  topics: Readonly<Record<string, number>>,
  answers: Readonly<Record<string, (body: Record<string, never>) => unknown>> = {},
): Cluster & { readonly sent: SentRequest[] } {
  const sent: SentRequest[] = [];
  const describeOne = (name: string): ClusterDescription['topics'][number] => ({
    name,
    topicId: topicId('0'.repeat(31) + '1'),
    isInternal: name.startsWith('__'),
    partitions: Array.from({ length: topics[name] ?? 0 }, (_, partition) => ({
      partition,
      leaderId: 1,
      leaderEpoch: 4,
      replicas: [1],
      isr: [1],
      offlineReplicas: [],
    })),
  });
  const describe = (names: readonly string[] | null): Promise<ClusterDescription> =>
    Promise.resolve({
      clusterId: 'yak-test',
      controllerId: 1,
      brokers: [{ brokerId: 1, host: '127.0.0.1', port: 9092, rack: null }],
      topics: (names ?? Object.keys(topics)).filter((name) => name in topics).map(describeOne),
      faults: (names ?? [])
        .filter((name) => !(name in topics))
        .map((topic) => ({ topic, error: new KafkaError(UNKNOWN_TOPIC, topic) })),
    });
  const request = (api: { name: string }, _: unknown, body: unknown, target?: unknown): Promise<unknown> => {
    sent.push({ api: api.name, body: body as Record<string, unknown>, target });
    const answer = answers[api.name];
    return answer === undefined
      ? Promise.reject(new Error(`no answer for ${api.name}`))
      : Promise.resolve(answer(body as Record<string, never>));
  };
  return { describe, request: request as unknown as Cluster['request'], retrying: (attempt) => attempt(0), sent };
}
