import type { Random } from '@yak/base';

/** Names one wish, so that an update that timed out can be told from one that was lost: 22 characters of URL-safe base64. */
export function newOperationId(random: Random): string {
  return Buffer.from(random.bytes(16)).toString('base64url');
}
