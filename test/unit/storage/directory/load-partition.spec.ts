import { partitionIndex } from '@yak/model';
import { encodePartitionMetadata } from '../../../../libs/storage/src/directory/identity-files';
import { loadPartition } from '../../../../libs/storage/src/directory/load-partition';
import { DATA, SimulatedStorage, TOPIC_ID } from '../../../support/storage/simulated-storage';

const load = {
  key: 'orders-0',
  topic: 'orders',
  partition: partitionIndex(0),
  recoveryPoint: 0,
  logStartOffset: 0,
  highWatermark: 0,
  cleanedOffset: 0,
};

test.each([
  { files: { 'partition.metadata': encodePartitionMetadata(TOPIC_ID) }, outcome: TOPIC_ID },
  { files: { 'partition.metadata': Buffer.alloc(0) }, outcome: null },
  { files: { 'partition.metadata.tmp': Buffer.from('x') }, outcome: null },
  { files: { '00000000000000000000.log': Buffer.from('x') }, outcome: 'YAK_STORAGE_CORRUPT' },
  {
    files: { 'partition.metadata': Buffer.alloc(0), '00000000000000000000.log': Buffer.from('x') },
    outcome: 'YAK_STORAGE_CORRUPT',
  },
])(
  'a partition directory is known by its topic id, removed when it never held a log, else refused ($outcome)',
  async ({ files, outcome }) => {
    const storage = new SimulatedStorage('load partition');
    for (const [name, content] of Object.entries(files))
      storage.disk.replaceContent(`${DATA}/orders-0/${name}`, content);
    const found = await storage.run(loadPartition({ disk: storage.disk.process(), path: DATA }, load));
    expect(found === null || found instanceof Error ? (found?.code ?? null) : found.topicId).toBe(outcome);
    expect(storage.disk.paths().length > 0).toBe(outcome !== null);
  },
);
