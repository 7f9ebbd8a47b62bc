import { BusError } from '@yak/bus';
import { decodeEntry, encodeEntry } from '../../../libs/bus/src/store-entry';
import { brokerRecord } from '../../support/cluster/records';

test('an entry comes back from its bytes, deletions too', () => {
  const entry = {
    revision: 18,
    forgottenRevision: 3,
    changes: [
      { key: 'broker.1', record: brokerRecord(1, { rack: 'two words\nand a line' }), revision: 17 },
      { key: 'broker.2', record: null, revision: 18 },
    ],
  };
  expect(decodeEntry(encodeEntry(entry))).toEqual(entry);
});

test.each([
  ['another form', 'yak-metadata-2 1 0'],
  ['no revision', 'yak-metadata-1'],
  ['a negative revision', 'yak-metadata-1 -1 0'],
  ['a line without key', 'yak-metadata-1 1 0\n1'],
  ['a record that is none', 'yak-metadata-1 1 0\n1 broker.1 {"v":1}'],
  ['a change without revision', 'yak-metadata-1 1 0\n broker.1 '],
])('an entry with %s is refused', (_, text) => {
  expect(() => decodeEntry(Buffer.from(text))).toThrow(BusError);
});
