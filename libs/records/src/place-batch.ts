import { assert } from '@yak/base';
import type { LeaderEpoch, Offset } from '@yak/model';
import { type BatchHeader, FIELD } from './batch-header';
import { writeInt64 } from './int64';

/** A validated batch on its way into a log. `bytes` is exactly the batch and is owned by whoever holds this. */
export interface ProducedBatch {
  readonly bytes: Buffer;
  /** In step with the bytes. */
  readonly header: BatchHeader;
}

/** Where a batch goes. */
export interface BatchPlace {
  readonly baseOffset: Offset;
  readonly leaderEpoch: LeaderEpoch;
}

/** Writes base offset and leader epoch into the batch, in place; neither is covered by the CRC. */
export function placeBatch(batch: ProducedBatch, place: BatchPlace): void {
  const { bytes, header } = batch;
  assert(bytes.length === header.sizeInBytes, 'the bytes of a produced batch are exactly the batch');
  writeInt64(bytes, place.baseOffset, FIELD.baseOffset);
  bytes.writeInt32BE(place.leaderEpoch, FIELD.partitionLeaderEpoch);
  header.baseOffset = place.baseOffset;
  header.partitionLeaderEpoch = place.leaderEpoch;
}
