import type {
  ConsumedRecords,
  ConsumerOptions,
  GroupConsumer,
  GroupConsumerOptions,
  KafkaClient,
  ProducerOptions,
  ProducerRecord,
  RecordPlace,
  StartPosition,
} from '@yak/client';

/** What admin commands ask of a cluster; KafkaClient fits it. */
export type Cluster = Pick<KafkaClient, 'request' | 'describe' | 'retrying'>;

/** What `produce` asks of a producer. */
export interface LineProducer {
  readonly bufferedBytes: number;
  send(record: ProducerRecord): Promise<RecordPlace>;
  close(): Promise<void>;
}

/** What `produce` asks of a cluster. */
export interface ProducingCluster extends Cluster {
  readonly metadata: {
    topic(
      name: string,
      options: { readonly isCreating: boolean },
    ): Promise<{ readonly partitions: readonly unknown[] }>;
  };
  producer(options: ProducerOptions): LineProducer;
}

/** What `consume` asks of a consumer. */
export interface RecordReader {
  assign(places: readonly { topic: string; partition: number; from: StartPosition }[]): Promise<void>;
  poll(): Promise<readonly ConsumedRecords[]>;
  positions(): readonly { readonly topic: string; readonly partition: number; readonly offset: number }[];
  resolve(topic: string, partition: number, from: StartPosition): Promise<number>;
}

/** What `consume` asks of a cluster. */
export interface ConsumingCluster extends Cluster {
  consumer(options?: ConsumerOptions): RecordReader;
}

/** What commands about groups ask of a cluster. */
export interface GroupCluster extends Cluster {
  readonly groups: Pick<KafkaClient['groups'], 'list' | 'describe' | 'delete' | 'offsets' | 'commit' | 'deleteOffsets'>;
  readonly admin: Pick<KafkaClient['admin'], 'listOffsets'>;
}

/** What `consume --group` asks of a member. */
export type GroupReader = Pick<GroupConsumer, 'poll' | 'processed' | 'assigned' | 'phase' | 'memberId' | 'close'>;

/** What `consume --group` asks of a cluster. */
export interface GroupConsumingCluster extends ConsumingCluster {
  readonly groups: Pick<KafkaClient['groups'], 'offsets'>;
  groupConsumer(options: GroupConsumerOptions): GroupReader;
}
