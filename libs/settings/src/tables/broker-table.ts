import { CLUSTER_SETTINGS } from './broker-cluster';
import { COORDINATION_SETTINGS } from './broker-coordination';
import { LOG_SETTINGS } from './broker-log';
import { NETWORK_SETTINGS } from './broker-network';
import { YAK_SETTINGS } from './broker-yak';

/** Every broker setting: Kafka's names, types, defaults and ranges, and YAK's own. Source: Kafka 4.x KafkaConfig; KIP-1030. */
export const BROKER_SETTINGS = {
  ...LOG_SETTINGS,
  ...NETWORK_SETTINGS,
  ...CLUSTER_SETTINGS,
  ...COORDINATION_SETTINGS,
  ...YAK_SETTINGS,
} as const;

/** Name of a broker setting. */
export type BrokerSettingName = keyof typeof BROKER_SETTINGS;
