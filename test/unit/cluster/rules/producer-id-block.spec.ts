import { nextProducerIdBlock } from '@yak/cluster';
import type { ProducerIdsRecord } from '@yak/control';

test('blocks of producer ids follow each other without overlap', () => {
  let record: ProducerIdsRecord | null = null;
  const firsts: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const block = nextProducerIdBlock(record, 'o');
    firsts.push(block.firstProducerId);
    expect(block.count).toBe(1000);
    expect(block.record.nextProducerId).toBe(block.firstProducerId + block.count);
    record = block.record;
  }
  expect(firsts).toEqual([0, 1000, 2000]);
});
