import { MemoryMetadataFile } from '@yak/bus';

test('a memory file keeps entries in order until they are rewritten', async () => {
  const file = new MemoryMetadataFile();
  await file.append([Buffer.from('one'), Buffer.from('two')]);
  await file.append([Buffer.from('three')]);
  expect(file.entries().map(String)).toEqual(['one', 'two', 'three']);
  expect(file.sizeInBytes).toBe(11);
  await file.rewrite([Buffer.from('all')]);
  expect(file.entries().map(String)).toEqual(['all']);
  expect(file.sizeInBytes).toBe(3);
});
