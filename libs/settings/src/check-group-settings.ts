import type { BrokerSettings } from './broker-settings';
import { SettingsError } from './settings-error';
import { ASSIGNOR_CLASSES } from './tables/broker-coordination';

/** Short names of the server-side assignors, the default first. Kafka's class names mean the same. */
export function consumerAssignors(settings: BrokerSettings): readonly string[] {
  return settings.value('group.consumer.assignors').map((name) => ASSIGNOR_CLASSES[name] ?? name);
}

/**
 * Whether the settings of groups fit each other.
 * @throws SettingsError naming the setting that does not fit
 * Source: Kafka GroupCoordinatorConfig.validate; that the bounds of classic sessions are in order is YAK's own demand.
 */
export function checkGroupSettings(settings: BrokerSettings): void {
  const shortestMs = settings.value('group.min.session.timeout.ms');
  if (shortestMs > settings.value('group.max.session.timeout.ms'))
    throw new SettingsError('group.min.session.timeout.ms', 'must be at most group.max.session.timeout.ms');
  if (!settings.value('group.coordinator.rebalance.protocols').includes('classic'))
    throw new SettingsError('group.coordinator.rebalance.protocols', 'must name classic');
  checkBetween(settings, 'session.timeout.ms');
  checkBetween(settings, 'heartbeat.interval.ms');
  const heartbeatMs = settings.value('group.consumer.heartbeat.interval.ms');
  if (heartbeatMs >= settings.value('group.consumer.session.timeout.ms')) {
    throw new SettingsError(
      'group.consumer.heartbeat.interval.ms',
      'must be shorter than group.consumer.session.timeout.ms',
    );
  }
  const assignors = consumerAssignors(settings);
  if (new Set(assignors).size < assignors.length)
    throw new SettingsError('group.consumer.assignors', 'must not name an assignor twice');
}

function checkBetween(settings: BrokerSettings, what: 'session.timeout.ms' | 'heartbeat.interval.ms'): void {
  const [lower, own, upper] = [
    `group.consumer.min.${what}`,
    `group.consumer.${what}`,
    `group.consumer.max.${what}`,
  ] as const;
  if (settings.value(lower) > settings.value(upper)) throw new SettingsError(lower, `must be at most ${upper}`);
  if (settings.value(own) < settings.value(lower)) throw new SettingsError(own, `must be at least ${lower}`);
  if (settings.value(own) > settings.value(upper)) throw new SettingsError(own, `must be at most ${upper}`);
}
