import type {
  ConsumedRecords,
  ConsumerOptions,
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
