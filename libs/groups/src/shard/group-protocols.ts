import type { Group, ShardServices } from '../ports';
import type { ReadGroupRecord } from '../records/group-record';

/** A record of the given kinds. */
export type RecordOf<Kind extends ReadGroupRecord['kind']> = Extract<ReadGroupRecord, { readonly kind: Kind }>;
type ClassicRecord = RecordOf<'groupMetadata'>;

/** Records of groups of the consumer protocol. */
export type ConsumerRecord = Exclude<ReadGroupRecord, { readonly kind: 'groupMetadata' | 'offsetCommit' }>;

/** How the records of the two protocols become groups. */
export interface GroupProtocols {
  /** A classic group that nobody has joined: offsets were committed for it. */
  simpleGroup(services: ShardServices, groupId: string): Group;
  /** A classic group as its record says. */
  loadedClassicGroup(
    services: ShardServices,
    key: ClassicRecord['key'],
    value: NonNullable<ClassicRecord['value']>,
  ): Group;
  /** Changes the groups of the consumer protocol as the record says. Throws where no order of records can lead to it. */
  replayConsumerRecord(services: ShardServices, record: ConsumerRecord): void;
}
