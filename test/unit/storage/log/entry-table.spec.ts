import { EntryTable } from '../../../../libs/storage/src/log/entry-table';

function add(table: EntryTable, value: number): void {
  const { bytes, position } = table.grow();
  bytes.writeInt32BE(value, position);
}

test('entries grow, are found by halving, and know what of them is on disk', () => {
  const table = new EntryTable(4, Buffer.from([0, 0, 0, 1, 9, 9]));
  expect([table.count, table.persistedBytes]).toEqual([1, 4]);
  for (let value = 2; value <= 100; value += 1) add(table, value);
  expect([table.count, table.sizeInBytes, table.unpersisted.length, table.content.length]).toEqual([
    100, 400, 396, 400,
  ]);
  expect(table.countWhile((position) => table.bytes.readInt32BE(position) <= 40)).toBe(40);
  expect([table.countWhile(() => true), table.countWhile(() => false)]).toEqual([100, 0]);
  table.persistedBytes = 400;
  table.keep(10);
  expect([table.count, table.persistedBytes, table.unpersisted.length]).toEqual([10, 40, 0]);
});
