import { StorageError, storageErrorFrom } from '../../../libs/storage/src/storage-error';

test('an operating system error keeps its code through wrapping', () => {
  const first = storageErrorFrom(Object.assign(new Error('no space'), { code: 'ENOSPC' }), 'write');
  expect([first.code, first.errno, first.message]).toEqual(['YAK_STORAGE_IO', 'ENOSPC', 'write failed: no space']);
  expect(storageErrorFrom(first, 'append')).toBe(first);
  expect(new StorageError('YAK_STORAGE_OFFLINE', 'offline', first).errno).toBe('ENOSPC');
  expect(storageErrorFrom('odd', 'read').errno).toBe(null);
});
