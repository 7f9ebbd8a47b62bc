import { seededRandom } from '@yak/base';
import { DirectoryTree } from '../../../../libs/simulation/src/disk/directory-tree';

const survivors = (tree: DirectoryTree): Set<string> =>
  new Set(Array.from({ length: 60 }, (_, seed) => tree.survivor(seededRandom(seed)).paths().join(' ')));

test('a name is durable only after the sync of its directory', () => {
  const tree = new DirectoryTree();
  tree.create('/d/old');
  tree.syncAll();
  tree.create('/d/new');
  expect(survivors(tree)).toEqual(new Set(['/d/old', '/d/new /d/old']));
  tree.syncDirectory('/d');
  expect(survivors(tree)).toEqual(new Set(['/d/new /d/old']));
});

test('a removal and a renaming may be undone by a power cut until then', () => {
  const tree = new DirectoryTree();
  tree.create('/d/a').replace(Buffer.from('content'));
  tree.syncAll();
  expect([tree.rename('/d/a', '/d/b'), tree.rename('/d/absent', '/d/c')]).toEqual([true, false]);
  expect(survivors(tree)).toContain('/d/a');
  expect(survivors(tree)).toContain('/d/b');
  tree.syncDirectory('/d');
  expect(survivors(tree)).toEqual(new Set(['/d/b']));
  tree.remove('/d');
  expect(survivors(tree)).toEqual(new Set(['/d/b', '']));
});

test('directories are listed with their kinds, an absent one has no names', () => {
  const tree = new DirectoryTree();
  tree.create('/d/file').replace(Buffer.from('1234'));
  tree.makeDirectory('/d/sub');
  expect(tree.list('/d')).toEqual([
    { name: 'file', isDirectory: false },
    { name: 'sub', isDirectory: true },
  ]);
  expect([tree.list('/no'), tree.file('/d/sub'), tree.usedBytes()]).toEqual([[], null, 4]);
});
