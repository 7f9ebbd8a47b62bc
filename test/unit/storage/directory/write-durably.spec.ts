import { parentOf, withFile, writeDurably } from '../../../../libs/storage/src/directory/write-durably';
import { SimulatedStorage } from '../../../support/storage/simulated-storage';

test.each(Array.from({ length: 40 }, (_, i) => i))(
  'after a power cut the old or the new content is there, and the new one once it resolved (%i)',
  async (events) => {
    const storage = new SimulatedStorage(`write durably ${events}`);
    storage.disk.replaceContent('/d/file', Buffer.from('old'));
    const state = { hasResolved: false };
    writeDurably(storage.disk.process(), '/d/file', Buffer.from('brand new')).then(
      () => (state.hasResolved = true),
      () => undefined,
    );
    await storage.events(events % 12);
    storage.disk.crash();
    const content = storage.disk.contentOf('/d/file')?.toString();
    expect(resolved(state) ? ['brand new'] : ['old', 'brand new']).toContain(content);
  },
);

const resolved = (state: { readonly hasResolved: boolean }): boolean => state.hasResolved;

test('a file is closed after its action, whatever comes of it', async () => {
  const storage = new SimulatedStorage('with file');
  const disk = storage.disk.process();
  await expect(storage.run(withFile(disk, '/d/x', () => Promise.reject(new Error('no'))))).rejects.toThrow('no');
  expect(await storage.run(withFile(disk, '/d/x', (file) => file.size()))).toBe(0);
  expect(parentOf('/d/x')).toBe('/d');
});
