import type { KafkaClient } from '@yak/client';

/** What admin commands ask of a cluster; KafkaClient fits it. */
export type Cluster = Pick<KafkaClient, 'request' | 'describe' | 'retrying'>;
