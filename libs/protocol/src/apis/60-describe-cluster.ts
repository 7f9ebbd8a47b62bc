import { arrayOf, bool, int16, int32, int8, nullable, string, struct } from '@yak/codec';
import { api } from '../api';

/**
 * DescribeCluster: cluster id, controller and brokers (KIP-700).
 *
 * - v1: brokers or controllers as the asked endpoint type (KIP-919).
 */
export const DescribeCluster = api({
  key: 60,
  name: 'DescribeCluster',
  versions: { min: 0, max: 1 },
  flexibleFrom: 0,
  request: struct({
    includeClusterAuthorizedOperations: bool(),
    endpointType: int8({ since: 1, default: 1 }),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    errorMessage: nullable(string({ cut: true }), { default: null }),
    endpointType: int8({ since: 1, default: 1 }),
    clusterId: string(),
    controllerId: int32({ default: -1 }),
    brokers: arrayOf(
      struct({
        brokerId: int32(),
        host: string(),
        port: int32(),
        rack: nullable(string(), { default: null }),
      }),
    ),
    clusterAuthorizedOperations: int32({ default: -2_147_483_648 }),
  }),
});
