import type { Random } from '@yak/base';
import type { Disk } from '../disk';
import { StorageError } from '../storage-error';
import { decodeIdentity, type DirectoryIdentity, encodeIdentity } from './identity-files';
import { writeDurably } from './write-durably';

/** Names the directory's `meta.properties`. */
export function identityPath(path: string): string {
  return `${path}/meta.properties`;
}

/** Who opens a directory. */
export interface IdentityClaim {
  readonly disk: Disk;
  readonly path: string;
  readonly random: Random;
  readonly nodeId: number;
  readonly clusterId: string | null;
  /** whether partitions are there already */
  readonly hasPartitions: boolean;
}

/**
 * Reads `meta.properties`, or makes it in a new directory. Rejects with `YAK_STORAGE_FOREIGN` where it names another node or
 * cluster, with `YAK_STORAGE_CORRUPT` where it is missing or emptied although partitions are there: a new directory id would say
 * that this is another, empty disk.
 */
export async function openIdentity(claim: IdentityClaim): Promise<DirectoryIdentity> {
  const path = identityPath(claim.path);
  const content = await claim.disk.readWholeFile(path);
  if (content === null && claim.hasPartitions) {
    throw new StorageError(
      'YAK_STORAGE_CORRUPT',
      `${path} is missing beside partitions: restore it, or move the directory away to start empty`,
    );
  }
  if (content === null) {
    const directoryId = Buffer.from(claim.random.bytes(16)).toString('base64url');
    const identity = { nodeId: claim.nodeId, directoryId, clusterId: claim.clusterId };
    await writeDurably(claim.disk, path, encodeIdentity(identity));
    return identity;
  }
  const identity = decodeIdentity(content, path);
  if (identity.nodeId !== claim.nodeId) {
    throw new StorageError(
      'YAK_STORAGE_FOREIGN',
      `${claim.path} belongs to node ${identity.nodeId}, not ${claim.nodeId}`,
    );
  }
  return claim.clusterId === null ? identity : joinedIdentity(claim.disk, claim.path, identity, claim.clusterId);
}

/** Writes the cluster id where none is kept yet. Rejects with `YAK_STORAGE_FOREIGN` where it is another one. */
export async function joinedIdentity(
  disk: Disk,
  path: string,
  identity: DirectoryIdentity,
  clusterId: string,
): Promise<DirectoryIdentity> {
  if (identity.clusterId === clusterId) return identity;
  if (identity.clusterId !== null) {
    throw new StorageError('YAK_STORAGE_FOREIGN', `${path} belongs to cluster ${identity.clusterId}, not ${clusterId}`);
  }
  const joined = { ...identity, clusterId };
  await writeDurably(disk, identityPath(path), encodeIdentity(joined));
  return joined;
}
