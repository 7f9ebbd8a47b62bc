import type { ProducerIdsRecord } from '@yak/control';
import { producerId, type ProducerId } from '@yak/model';

/** How many producer ids a broker gets at once. Source: KIP-730; Kafka ProducerIdsBlock. */
const PRODUCER_ID_BLOCK_SIZE = 1_000;

/** The next block of producer ids, which nobody had and nobody will have, and the record that says so. */
export function nextProducerIdBlock(
  record: ProducerIdsRecord | null,
  operationId: string,
): { readonly firstProducerId: ProducerId; readonly count: number; readonly record: ProducerIdsRecord } {
  const first = record?.nextProducerId ?? producerId(0);
  return {
    firstProducerId: first,
    count: PRODUCER_ID_BLOCK_SIZE,
    record: { kind: 'producer-ids', nextProducerId: producerId(first + PRODUCER_ID_BLOCK_SIZE), operationId },
  };
}
