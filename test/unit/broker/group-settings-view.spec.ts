import { resolveBrokerSettings } from '@yak/settings';
import { GroupSettingsView } from '../../../libs/broker/src/group-settings-view';

describe('the settings of groups', () => {
  it('are Kafka’s in production', () => {
    const view = new GroupSettingsView(resolveBrokerSettings({}).settings);
    expect(view).toMatchObject({
      initialRebalanceDelayMs: 3_000,
      sessionTimeoutMsMin: 6_000,
      sessionTimeoutMsMax: 1_800_000,
      groupMembersMax: 2 ** 31 - 1,
      leaveOnDisconnect: false,
      consumer: {
        isEnabled: true,
        membersMax: 2 ** 31 - 1,
        sessionTimeoutMs: 45_000,
        heartbeatIntervalMs: 5_000,
        assignors: ['uniform', 'range'],
        migrationPolicy: 'bidirectional',
        regexRefreshIntervalMs: 600_000,
      },
      offsets: {
        metadataLengthMax: 4_096,
        retentionMs: 604_800_000,
        retentionCheckIntervalMs: 600_000,
        loadBytes: 5_242_880,
        commitTimeoutMs: 5_000,
      },
    });
  });

  it('are quick in tests', () => {
    const view = new GroupSettingsView(resolveBrokerSettings({ profile: 'test' }).settings);
    expect(view).toMatchObject({
      initialRebalanceDelayMs: 0,
      sessionTimeoutMsMin: 10,
      leaveOnDisconnect: true,
      consumer: { sessionTimeoutMs: 500, heartbeatIntervalMs: 50 },
    });
  });

  it('may leave the consumer protocol out', () => {
    const flags = { 'group.coordinator.rebalance.protocols': 'classic' };
    expect(new GroupSettingsView(resolveBrokerSettings({ flags }).settings).consumer.isEnabled).toBe(false);
  });
});
