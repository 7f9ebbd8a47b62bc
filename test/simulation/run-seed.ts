import { createHash } from 'node:crypto';
import { RunFault, SimulatedCluster, SimulatedWorld, underTripwire } from '@yak/simulation';
import { seededRandom } from '@yak/base';
import { isAdministered } from './administrator';
import { SESSION_TIMEOUT_MS } from './group-work';
import { Ledger } from './ledger';
import { drawProfile } from './profile';
import { ProduceFetchCrash } from './scenario';

/** What a run of one seed came to. */
export interface SeedOutcome {
  /** SHA-256 over time, journals, acknowledgements and what was read back, hexadecimal. */
  readonly digest: string;
  readonly events: number;
  readonly simulatedMs: number;
  readonly faultsInjected: number;
  readonly acknowledged: number;
  /** How often the group of the run went on to another generation or epoch. */
  readonly rebalances: number;
}

const OFFSETS_TOPIC = '__consumer_offsets';
const EVENTS_MAX = 1_000_000;

/**
 * Runs one seed from an empty disk to the read-back. Rejects with what went wrong.
 * @param tell what happens, line by line with the virtual time in front
 */
export async function runSeed(seed: string, tell: (line: string) => void = () => undefined): Promise<SeedOutcome> {
  const rejections: unknown[] = [];
  const onRejection = (reason: unknown): void => void rejections.push(reason);
  process.on('unhandledRejection', onRejection);
  try {
    // a macrotask of its own, because only there microtasks can be drained between events
    const outcome = await new Promise<SeedOutcome>((resolve, reject) => {
      setImmediate(() => {
        try {
          resolve(runNow(seed, tell));
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    }).finally(() => new Promise((resolve) => setImmediate(resolve)));
    if (rejections.length > 0)
      throw new RunFault('uncaught', 'a promise was rejected and nobody listened', { cause: rejections[0] });
    return outcome;
  } finally {
    process.off('unhandledRejection', onRejection);
  }
}

function runNow(seed: string, tell: (line: string) => void): SeedOutcome {
  const draws = seededRandom(seed).fork('profile');
  const profile = drawProfile(draws);
  const world = new SimulatedWorld({
    seed,
    eventsMax: EVENTS_MAX,
    diskLatencyMs: profile.diskLatencyMs,
    wire: profile.wire,
  });
  const tellInTime = (line: string): void => tell(`${world.clock.monotonicMs().toFixed(3).padStart(14)} ms  ${line}`);
  const digest = createHash('sha256');
  const ledger = new Ledger(isAdministered);
  const cluster = new SimulatedCluster({
    world,
    settings: {
      'yak.flush': profile.flush,
      'log.segment.bytes': String(profile.segmentBytes),
      'group.initial.rebalance.delay.ms': String(profile.group.initialRebalanceDelayMs),
      'group.consumer.session.timeout.ms': String(SESSION_TIMEOUT_MS),
      'group.consumer.heartbeat.interval.ms': '2000',
      'yak.group.leave.on.disconnect': String(profile.group.leaveOnDisconnect),
    },
    witness: {
      onTransition: (record) => {
        digest.update(JSON.stringify(record));
        tellInTime(
          `${record.machine} ${record.id}: ${record.from} → ${record.to} (${record.cause}) ${JSON.stringify(record.facts)}`,
        );
        world.runner.check(() => ledger.transition(record));
        if (record.machine === 'partition-replica' && record.from === 'leader' && record.id.startsWith(OFFSETS_TOPIC))
          scenario.groupUnloaded();
      },
      onLogged: (level, message, fields) => {
        tellInTime(`${level}: ${message} ${fields['error'] instanceof Error ? String(fields['error']) : ''}`);
        const isFault = message === 'unexpected event' || (level === 'error' && !scenario.isDiskFaulty);
        if (isFault)
          world.runner.fail(
            new RunFault('broken law', `the log says "${message}" ${JSON.stringify(fields)}`, {
              cause: fields['error'],
            }),
          );
      },
      onFault: (error) => world.runner.fail(error),
    },
  });
  const scenario = new ProduceFetchCrash({
    world,
    cluster,
    profile,
    ledger,
    random: world.random.fork('scenario'),
    tell: tellInTime,
  });
  tell(`profile ${JSON.stringify(profile)}`);
  const readBack = underTripwire(
    () => world.runner.run(() => scenario.play()),
    (what) => world.runner.fail(new RunFault('not replayable', what)),
  );
  const simulatedMs = world.clock.monotonicMs();
  digest.update(`${simulatedMs} ${world.runner.events} ${scenario.groupFacts}`);
  for (const { partition, offset, value } of ledger.acknowledged) digest.update(`${partition} ${offset}`).update(value);
  for (const [partition, records] of readBack) {
    digest.update(partition);
    for (const { offset, value } of records) digest.update(String(offset)).update(value ?? 'null');
  }
  return {
    digest: digest.digest('hex'),
    events: world.runner.events,
    simulatedMs,
    faultsInjected: scenario.faultsInjected,
    acknowledged: ledger.acknowledged.length,
    rebalances: scenario.rebalances,
  };
}
