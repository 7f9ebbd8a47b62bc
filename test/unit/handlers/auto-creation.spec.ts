import { ErrorCode, refusal } from '@yak/model';
import { AutoCreation } from '../../../libs/handlers/src/auto-creation';
import { FakeBroker, idOf } from '../../support/handlers/fake-broker';

const created = { kind: 'created' as const, topicId: idOf('a'), partitionCount: 1, replicationFactor: 1, configs: {} };
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('automatic creation', () => {
  let broker: FakeBroker;
  let finish: () => void;

  beforeEach(() => {
    broker = new FakeBroker();
    broker.coordinator = {
      createTopics: () =>
        new Promise((resolve) => {
          finish = () => resolve({ kind: 'topics-created', revision: 1, outcomes: [created] });
        }),
    };
  });

  it('asks once for a topic that many clients ask for', async () => {
    const creation = new AutoCreation(broker.ports);
    creation.create(['new']);
    creation.create(['new']);
    expect(broker.asked).toHaveLength(1);
    finish();
    await settle();
    creation.create(['new']);
    expect(broker.asked).toHaveLength(2);
  });

  it('leaves counts to the defaults of the broker', () => {
    new AutoCreation(broker.ports).create(['new']);
    expect(broker.asked[0]?.request).toMatchObject({
      validateOnly: false,
      topics: [{ name: 'new', partitionCount: null, replicationFactor: null, assignments: null, configs: [] }],
    });
  });

  it('logs a refusal, as nobody waits for it', async () => {
    broker.coordinator = { createTopics: () => Promise.resolve(refusal(ErrorCode.POLICY_VIOLATION)) };
    new AutoCreation(broker.ports).create(['new']);
    await settle();
    expect(broker.logged).toEqual(['a topic was not created automatically']);
  });

  it('tells of the same refusal once a minute, as clients ask again and again', async () => {
    broker.coordinator = { createTopics: () => Promise.resolve(refusal(ErrorCode.POLICY_VIOLATION)) };
    const creation = new AutoCreation(broker.ports);
    const told = async () => {
      creation.create(['new']);
      await settle();
      return broker.logged.length;
    };
    expect([await told(), await told()]).toEqual([1, 1]);
    broker.clock.stall(60_000);
    expect(await told()).toBe(2);
  });

  it('does not mind that somebody else created the topic', async () => {
    broker.coordinator = { createTopics: () => Promise.resolve(refusal(ErrorCode.TOPIC_ALREADY_EXISTS)) };
    new AutoCreation(broker.ports).create(['new']);
    await settle();
    expect(broker.logged).toEqual([]);
  });

  it('asks as the settings say', () => {
    const topic = { name: 'new', partitionCount: 4, replicationFactor: 1, assignments: null, configs: [] };
    broker.settings = { newTopic: () => topic };
    new AutoCreation(broker.ports).create(['new']);
    expect(broker.asked[0]?.request).toMatchObject({ topics: [topic] });
  });

  it('has at most a thousand under way', () => {
    new AutoCreation(broker.ports).create(Array.from({ length: 1_500 }, (_, index) => `t${index}`));
    expect(broker.asked).toHaveLength(1_000);
  });
});
