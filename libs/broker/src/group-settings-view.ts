import type { GroupSettings } from '@yak/groups';
import { type BrokerSettings, consumerAssignors } from '@yak/settings';

const MS_PER_MINUTE = 60_000;

type ConsumerSettings = GroupSettings['consumer'];
type OffsetSettings = GroupSettings['offsets'];

/** The broker's settings as groups see them; read anew at every use. */
export class GroupSettingsView implements GroupSettings {
  readonly consumer: ConsumerSettings;
  readonly offsets: OffsetSettings;
  readonly #settings: BrokerSettings;

  constructor(settings: BrokerSettings) {
    this.#settings = settings;
    this.consumer = new ConsumerSettingsView(settings);
    this.offsets = new OffsetSettingsView(settings);
  }

  get initialRebalanceDelayMs(): number {
    return this.#settings.value('group.initial.rebalance.delay.ms');
  }

  get sessionTimeoutMsMin(): number {
    return this.#settings.value('group.min.session.timeout.ms');
  }

  get sessionTimeoutMsMax(): number {
    return this.#settings.value('group.max.session.timeout.ms');
  }

  get groupMembersMax(): number {
    return this.#settings.value('group.max.size');
  }

  get leaveOnDisconnect(): boolean {
    return this.#settings.value('yak.group.leave.on.disconnect');
  }
}

class ConsumerSettingsView implements ConsumerSettings {
  constructor(readonly settings: BrokerSettings) {}

  get isEnabled(): boolean {
    return this.settings.value('group.coordinator.rebalance.protocols').includes('consumer');
  }

  get membersMax(): number {
    return this.settings.value('group.consumer.max.size');
  }

  get sessionTimeoutMs(): number {
    return this.settings.value('group.consumer.session.timeout.ms');
  }

  get heartbeatIntervalMs(): number {
    return this.settings.value('group.consumer.heartbeat.interval.ms');
  }

  get assignors(): readonly string[] {
    return consumerAssignors(this.settings);
  }

  get migrationPolicy(): ConsumerSettings['migrationPolicy'] {
    return this.settings.value('group.consumer.migration.policy');
  }

  get regexRefreshIntervalMs(): number {
    return this.settings.value('group.consumer.regex.refresh.interval.ms');
  }
}

class OffsetSettingsView implements OffsetSettings {
  constructor(readonly settings: BrokerSettings) {}

  get metadataLengthMax(): number {
    return this.settings.value('offset.metadata.max.bytes');
  }

  get retentionMs(): number {
    return this.settings.value('offsets.retention.minutes') * MS_PER_MINUTE;
  }

  get retentionCheckIntervalMs(): number {
    return this.settings.value('offsets.retention.check.interval.ms');
  }

  get loadBytes(): number {
    return this.settings.value('offsets.load.buffer.size');
  }

  get commitTimeoutMs(): number {
    return this.settings.value('offsets.commit.timeout.ms');
  }
}
