export { createCluster } from './create-cluster';
export { Cluster } from './cluster';
export type { ClusterOptions } from './cluster-options';
