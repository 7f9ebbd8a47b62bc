import { OpenFiles } from '../../../libs/storage/src/open-files';
import { SimulatedStorage } from '../../support/storage/simulated-storage';

const touch = async (): Promise<void> => Promise.resolve();

describe('open files', () => {
  test('never more than the limit are open, whoever asks', async () => {
    const storage = new SimulatedStorage('open files');
    const files = new OpenFiles(storage.disk.process(), storage.clock, 3);
    let most = 0;
    const uses = Array.from({ length: 40 }, (_, i) =>
      files.use(`/f/${i % 12}`, 'create', async (file) => {
        most = Math.max(most, files.count);
        await file.writeGathered([Buffer.from('x')], 0);
      }),
    );
    await storage.run(Promise.all(uses));
    expect(most).toBeLessThanOrEqual(3);
    expect(storage.disk.paths()).toHaveLength(12);
    await storage.run(files.closeAll());
    expect(files.count).toBe(0);
  });

  test('an idle file is closed, one that was just used stays', async () => {
    const storage = new SimulatedStorage('idle files');
    const files = new OpenFiles(storage.disk.process(), storage.clock, 3);
    await storage.run(files.use('/old', 'create', touch));
    await storage.pass(100);
    await storage.run(files.use('/new', 'create', touch));
    await storage.run(files.closeIdle(50));
    expect(files.count).toBe(1);
    await storage.run(files.forget('/new'));
    expect(files.count).toBe(0);
  });

  test('a file that cannot be opened takes no place', async () => {
    const storage = new SimulatedStorage('absent file');
    const files = new OpenFiles(storage.disk.process(), storage.clock, 1);
    await expect(storage.run(files.use('/absent', 'existing', touch))).rejects.toMatchObject({ errno: 'ENOENT' });
    await storage.run(files.use('/present', 'create', touch));
    expect(files.count).toBe(1);
  });
});
