import { join } from 'node:path';
import { type Admin, AssignerProtocol, type Consumer, Kafka, logLevel } from 'kafkajs';
import { type RunningBroker, startBroker, temporaryFolder } from '../../support/processes';

const TOPIC = 'ledger';
const GROUP = 'bookkeepers';
const NON_EMPTY_GROUP = 68;
const GROUP_ID_NOT_FOUND = 69;

/**
 * Every call of kafkajs' admin about groups and their offsets, against a real process. Its ways, which the tests follow:
 * `setOffsets` and `resetOffsets` join the group as a consumer and commit what they were told as its position, so they leave an
 * empty group of kafkajs' own assigner behind, and sleep for 5 s each because nothing is left to fetch; `resetOffsets` commits −1 or −2, which a broker keeps as it is told to, and
 * `resolveOffsets` makes real offsets of; `fetchOffsets` says '-1' both for that and for nothing committed.
 */
describe("kafkajs' admin of groups", () => {
  const folder = temporaryFolder();
  let broker: RunningBroker;
  let kafka: Kafka;
  let admin: Admin;
  let consumer: Consumer;

  beforeAll(async () => {
    broker = await startBroker(join(folder.path, 'broker'));
    kafka = new Kafka({ clientId: 'scenario', brokers: [`127.0.0.1:${broker.port}`], logLevel: logLevel.NOTHING });
    admin = kafka.admin({ retry: { retries: 0 } });
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: 2 }] });
    const producer = kafka.producer();
    await producer.connect();
    const messages = Array.from({ length: 10 }, (_, at) => ({ value: String(at), partition: at % 2 }));
    await producer.send({ topic: TOPIC, messages });
    await producer.disconnect();
    consumer = kafka.consumer({ groupId: GROUP });
    const read = new Set<string>();
    let readAll: () => void = () => undefined;
    const isRead = new Promise<void>((resolve) => (readAll = resolve));
    await consumer.connect();
    await consumer.subscribe({ topic: TOPIC, fromBeginning: true });
    await consumer.run({
      eachMessage: ({ message }) => {
        read.add(String(message.value));
        if (read.size === messages.length) readAll();
        return Promise.resolve();
      },
    });
    await isRead;
  }, 30_000);
  afterAll(async () => {
    await admin.disconnect();
    await broker.stop();
    folder.remove();
  });

  const offsets = async (resolveOffsets = false): Promise<Record<number, string>> => {
    const [fetched] = await admin.fetchOffsets({ groupId: GROUP, topics: [TOPIC], resolveOffsets });
    return Object.fromEntries((fetched?.partitions ?? []).map(({ partition, offset }) => [partition, offset]));
  };

  test('lists a group that lives', async () => {
    expect(await admin.listGroups()).toEqual({ groups: [{ groupId: GROUP, protocolType: 'consumer' }] });
  });

  test('describes it with its member and what that was given', async () => {
    const { groups } = await admin.describeGroups([GROUP, 'nobody']);
    expect(groups).toMatchObject([
      { groupId: GROUP, errorCode: 0, state: 'Stable', protocolType: 'consumer', protocol: 'RoundRobinAssigner' },
      { groupId: 'nobody', errorCode: 0, state: 'Dead', members: [] },
    ]);
    const [member] = groups[0]?.members ?? [];
    expect(member).toMatchObject({ clientId: 'scenario', clientHost: '/127.0.0.1' });
    expect(AssignerProtocol.MemberMetadata.decode(member?.memberMetadata ?? Buffer.alloc(0))?.topics).toEqual([TOPIC]);
    const assignment = AssignerProtocol.MemberAssignment.decode(member?.memberAssignment ?? Buffer.alloc(0));
    expect(assignment?.assignment).toEqual({ [TOPIC]: [0, 1] });
  });

  test('neither deletes it nor moves its offsets while it lives', async () => {
    await expect(admin.deleteGroups([GROUP])).rejects.toMatchObject({
      groups: [{ groupId: GROUP, errorCode: NON_EMPTY_GROUP }],
    });
    const partitions = [{ partition: 0, offset: '1' }];
    await expect(admin.setOffsets({ groupId: GROUP, topic: TOPIC, partitions })).rejects.toThrow(
      'must have no running instances, current state: Stable',
    );
  });

  test('fetches, sets and resets the offsets of one that is empty', async () => {
    await consumer.disconnect();
    expect((await admin.describeGroups([GROUP])).groups).toMatchObject([{ state: 'Empty', members: [] }]);
    expect(await offsets()).toEqual({ 0: '5', 1: '5' });
    await admin.setOffsets({ groupId: GROUP, topic: TOPIC, partitions: [{ partition: 0, offset: '3' }] });
    expect(await offsets()).toEqual({ 0: '3', 1: '5' });
    await admin.resetOffsets({ groupId: GROUP, topic: TOPIC, earliest: true });
    expect(await offsets(true)).toEqual({ 0: '0', 1: '0' });
    expect(await offsets()).toEqual({ 0: '0', 1: '0' });
  }, 30_000);

  test('fetches the offsets of every topic of a group when none is named', async () => {
    const fetched = await admin.fetchOffsets({ groupId: GROUP });
    expect(fetched.map(({ topic, partitions }) => [topic, partitions.length])).toEqual([[TOPIC, 2]]);
  });

  test('deletes groups, and says which are not there', async () => {
    expect(await admin.deleteGroups([GROUP])).toMatchObject([{ groupId: GROUP, errorCode: 0 }]);
    await expect(admin.deleteGroups([GROUP])).rejects.toMatchObject({
      groups: [{ groupId: GROUP, errorCode: GROUP_ID_NOT_FOUND }],
    });
    expect(await admin.listGroups()).toEqual({ groups: [] });
    expect(await offsets()).toEqual({ 0: '-1', 1: '-1' });
  });
});
