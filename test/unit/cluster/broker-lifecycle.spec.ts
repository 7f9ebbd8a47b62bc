import { seededRandom, silentLogger, silentMeter } from '@yak/base';
import { BrokerDeposed, BrokerLifecycle, type CoordinatorPort } from '@yak/cluster';
import type { CoordinatorVerb } from '@yak/control';
import { Journal } from '@yak/journal';
import { brokerEpoch, brokerId, ErrorCode, refusal } from '@yak/model';
import { ManualClock } from '../../support/cluster/manual-clock';
import { registerRequest } from '../../support/cluster/records';

const registered = { kind: 'registered', clusterId: 'c', brokerEpoch: brokerEpoch(3), revision: 10 } as const;

/** A coordinator that answers from a script; a function may throw. */
class ScriptedCoordinator implements CoordinatorPort {
  readonly asked: CoordinatorVerb[] = [];
  answers: Partial<Record<CoordinatorVerb, () => unknown>> = {
    register: () => registered,
    heartbeat: () => ({ kind: 'heard', isFenced: false }),
    controlledShutdown: () => ({ kind: 'shutdown', mayShutDown: true }),
  };

  request<Verb extends CoordinatorVerb>(verb: Verb): Promise<never> {
    this.asked.push(verb);
    return new Promise((resolve) => resolve(this.answers[verb]?.() as never));
  }
}

function setUp() {
  const clock = new ManualClock();
  const coordinator = new ScriptedCoordinator();
  const journal = new Journal({ node: 'broker-1', clock, capacity: 100 });
  const faults: unknown[] = [];
  const replies: number[] = [];
  const lifecycle = new BrokerLifecycle({
    brokerId: brokerId(1),
    coordinator,
    clock,
    random: seededRandom(1),
    logger: silentLogger,
    meter: silentMeter,
    journal,
    heartbeatIntervalMs: 100,
    sessionTimeoutMs: 500,
    onRegistered: (reply) => replies.push(reply.brokerEpoch),
    onFault: (error) => faults.push(error),
  });
  const statement = registerRequest();
  return {
    clock,
    coordinator,
    faults,
    replies,
    lifecycle,
    statement,
    phases: () => journal.since(0).map((record) => record.to),
  };
}

test('a broker registers, is unfenced and serves; then it beats', async () => {
  const { clock, coordinator, lifecycle, statement, replies, phases } = setUp();
  lifecycle.metadataApplied(10);
  const started = lifecycle.start(statement);
  await clock.run(0);
  await started;
  expect([lifecycle.phase, lifecycle.brokerEpoch, replies]).toEqual(['serving', 3, [3]]);
  expect(phases()).toEqual(['starting', 'registering', 'catching-up', 'serving']);
  await clock.run(1_000);
  expect(coordinator.asked.filter((verb) => verb === 'heartbeat').length).toBe(11);
});

test('a broker that is behind is not unfenced before its metadata reached its registration, and then at once (R15)', async () => {
  const { clock, coordinator, lifecycle, statement } = setUp();
  let isFenced = true;
  coordinator.answers.heartbeat = () => ({ kind: 'heard', isFenced });
  const heard: string[] = [];
  lifecycle.onPhase((phase) => heard.push(phase));
  const started = lifecycle.start(statement);
  await clock.run(50);
  expect(lifecycle.phase).toBe('catching-up');
  isFenced = false;
  lifecycle.metadataApplied(10);
  await clock.run(0);
  await started;
  expect(heard).toEqual(['registering', 'catching-up', 'serving']);
});

test('registration is repeated while nobody answers or an earlier process still lives', async () => {
  const { clock, coordinator, lifecycle, statement } = setUp();
  let attempts = 0;
  coordinator.answers.register = () => {
    attempts += 1;
    if (attempts === 1) throw new Error('nobody there');
    return attempts < 4 ? refusal(ErrorCode.DUPLICATE_BROKER_REGISTRATION) : registered;
  };
  const started = lifecycle.start(statement);
  await clock.run(1_000);
  await started;
  expect([attempts, lifecycle.phase]).toEqual([4, 'serving']);
});

test('a disk of another cluster ends the start', async () => {
  const { clock, coordinator, lifecycle, statement, faults } = setUp();
  coordinator.answers.register = () => refusal(ErrorCode.INCONSISTENT_CLUSTER_ID);
  const refused = expect(lifecycle.start(statement)).rejects.toBeInstanceOf(BrokerDeposed);
  await clock.run(0);
  await refused;
  expect([lifecycle.phase, faults]).toEqual(['stopped', []]);
});

test('a broker whose place was taken stops serving and says so', async () => {
  const { clock, coordinator, lifecycle, statement, faults } = setUp();
  const started = lifecycle.start(statement);
  await clock.run(0);
  await started;
  coordinator.answers.heartbeat = () => refusal(ErrorCode.STALE_BROKER_EPOCH);
  await clock.run(100);
  expect(lifecycle.phase).toBe('stopped');
  expect(faults).toEqual([expect.any(BrokerDeposed)]);
  expect(clock.armed).toBe(0);
});

test('a broker that was fenced catches up and serves again', async () => {
  const { clock, coordinator, lifecycle, statement, phases } = setUp();
  const started = lifecycle.start(statement);
  await clock.run(0);
  await started;
  coordinator.answers.heartbeat = () => ({ kind: 'heard', isFenced: true });
  await clock.run(100);
  expect(lifecycle.phase).toBe('catching-up');
  coordinator.answers.heartbeat = () => {
    throw new Error('lost');
  };
  await clock.run(100);
  coordinator.answers.heartbeat = () => ({ kind: 'heard', isFenced: false });
  await clock.run(100);
  expect(phases().slice(-3)).toEqual(['serving', 'catching-up', 'serving']);
});

test('a broker that leaves asks first and beats no more, even where nobody answers', async () => {
  const { clock, coordinator, lifecycle, statement } = setUp();
  const started = lifecycle.start(statement);
  await clock.run(0);
  await started;
  coordinator.answers.controlledShutdown = () => {
    throw new Error('gone');
  };
  await lifecycle.leave();
  expect([lifecycle.phase, coordinator.asked.at(-1), clock.armed]).toEqual(['stopped', 'controlledShutdown', 0]);
});

test('a broker that leaves before it was registered says nothing and its start fails', async () => {
  const { clock, coordinator, lifecycle, statement } = setUp();
  coordinator.answers.register = () => refusal(ErrorCode.DUPLICATE_BROKER_REGISTRATION);
  const refused = expect(lifecycle.start(statement)).rejects.toThrow('left before');
  await clock.run(5);
  await lifecycle.leave();
  await refused;
  await clock.run(5_000);
  expect(coordinator.asked).toEqual(['register']);
});

test('an abandoned broker is as silent as a crashed one', async () => {
  const { clock, coordinator, lifecycle, statement } = setUp();
  const started = lifecycle.start(statement);
  await clock.run(0);
  await started;
  const asked = coordinator.asked.length;
  lifecycle.abandon();
  await clock.run(5_000);
  expect([coordinator.asked.length, clock.armed]).toEqual([asked, 0]);
});
