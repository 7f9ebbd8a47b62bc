import { resolveBrokerSettings, resolveTopicSettings } from '@yak/settings';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Compiles only where the value has exactly the type. */
const typed = <Expected>() => ({
  is: <Actual>(value: Actual, same: Same<Expected, Actual>): Actual => (same ? value : value),
});

describe('the type of a value follows from its row', () => {
  const { settings } = resolveBrokerSettings({});
  const topic = resolveTopicSettings(settings, new Map());

  it('gives a number for an integer with a default', () => {
    expect(typed<number>().is(settings.value('num.partitions'), true)).toBe(1);
  });

  it('gives null as well where Kafka has no default', () => {
    expect(typed<number | null>().is(settings.value('log.retention.ms'), true)).toBeNull();
  });

  it('gives a number or null where a text means no limit', () => {
    expect(typed<number | null>().is(topic.value('retention.bytes'), true)).toBeNull();
    expect(typed<number | null>().is(topic.value('flush.messages'), true)).toBeNull();
  });

  it('gives the choices of a closed set', () => {
    expect(typed<'CreateTime' | 'LogAppendTime'>().is(topic.value('message.timestamp.type'), true)).toBe('CreateTime');
    expect(typed<readonly ('delete' | 'compact')[]>().is(topic.value('cleanup.policy'), true)).toEqual(['delete']);
    expect(typed<'batch' | 'os'>().is(settings.value('yak.flush'), true)).toBe('batch');
  });

  it('gives strings for a list and a boolean for a switch', () => {
    expect(typed<readonly string[]>().is(settings.value('listeners'), true)).toEqual(['PLAINTEXT://:9092']);
    expect(typed<boolean>().is(settings.value('auto.create.topics.enable'), true)).toBe(true);
    expect(typed<string | null>().is(settings.value('broker.rack'), true)).toBeNull();
  });
});
