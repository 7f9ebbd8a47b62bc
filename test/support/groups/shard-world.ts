import { OffsetStore } from '../../../libs/groups/src/offsets/offset-store';
import type { GroupProtocols } from '../../../libs/groups/src/shard/group-protocols';
import type { ShardState } from '../../../libs/groups/src/shard/shard-state';
import type { ShardWorld } from '../../../libs/groups/src/shard/shard-tenure';
import { FakeGroup } from './fake-group';
import { FakeServices } from './fake-services';

/** Every group of either protocol is a fake one; records of the consumer protocol make and unmake groups by record 3. */
export const fakeProtocols: GroupProtocols = {
  simpleGroup: (_services, groupId) => new FakeGroup(groupId),
  loadedClassicGroup: (_services, key, value) => {
    const group = new FakeGroup(key.group);
    group.protocolType = value.protocolType;
    group.stateName = value.members.length === 0 ? 'Empty' : 'Stable';
    return group;
  },
  replayConsumerRecord: (services, record) => {
    if (record.kind !== 'consumerGroup') return;
    if (record.value === null) {
      services.groups.remove(record.key.groupId);
      return;
    }
    const group = new FakeGroup(record.key.groupId, [{ kind: 'consumerGroup', key: record.key, value: null }]);
    group.kind = 'consumer';
    services.groups.put(group);
  },
};

/** What a shard lives in, without a log. */
export class FakeShardWorld implements ShardWorld {
  readonly fakes = new FakeServices();
  readonly protocols = fakeProtocols;
  readonly clock = this.fakes.clock;
  readonly random = this.fakes.random;
  readonly journal = this.fakes.journal;
  readonly logger: ShardWorld['logger'] = this.fakes.logger;
  readonly meter: ShardWorld['meter'] = this.fakes.meter;
  readonly topics = this.fakes.topics;
  readonly settings = this.fakes.settings;
}

/** The state of a shard for decisions that only look at it. */
export function shardStateOf(
  services: FakeServices = new FakeServices(),
): ShardState & { readonly clock: FakeServices['clock'] } {
  const { clock, random, journal, logger, meter, topics, settings, timers, groups } = services;
  return { clock, random, journal, logger, meter, topics, settings, timers, groups, offsets: new OffsetStore() };
}
