import { seededRandom } from '@yak/base';
import { BusError, type CoordinatorLink } from '@yak/bus';
import { brokerEpoch, brokerId, ErrorCode, isRefusal, producerId, refusal, topicId } from '@yak/model';
import { AppliedMetadata } from '../../../libs/broker/src/applied-metadata';
import { CoordinatorRequests } from '../../../libs/broker/src/coordinator-requests';
import { ManualClock } from '../../support/cluster/manual-clock';

const TOPIC = topicId('a'.repeat(32));
const CREATED = { kind: 'created', topicId: TOPIC, partitionCount: 1, replicationFactor: 1, configs: {} };
const REQUEST = { timeoutMs: 100, validateOnly: false, topics: [] };

describe('requests to the coordinator for clients', () => {
  let clock: ManualClock;
  let applied: AppliedMetadata;
  let answer: (verb: string, request: object, timeoutMs: number) => Promise<unknown>;
  let isServing: boolean;
  let requests: CoordinatorRequests;

  beforeEach(() => {
    clock = new ManualClock();
    applied = new AppliedMetadata(clock);
    isServing = true;
    requests = new CoordinatorRequests({
      link: {
        request: (verb: string, request: object, ms: number) => answer(verb, request, ms),
      } as unknown as CoordinatorLink,
      applied,
      clock,
      random: seededRandom('requests'),
      member: () => ({ brokerId: brokerId(1), brokerEpoch: brokerEpoch(2) }),
      whenServing: () => Promise.resolve(isServing),
    });
  });

  const created = (revision: number) => () =>
    Promise.resolve({ kind: 'topics-created', revision, outcomes: [CREATED] });

  it('names each wish, so that a retry can be told', async () => {
    const seen: object[] = [];
    answer = (_verb, request) => {
      seen.push(request);
      return Promise.resolve(refusal(ErrorCode.POLICY_VIOLATION));
    };
    await requests.createTopics(REQUEST);
    expect(seen).toMatchObject([{ ...REQUEST, operationId: expect.stringMatching(/^[\w-]{22}$/) as string }]);
  });

  const verbs = ['createTopics', 'createPartitions'] as const;

  test.each(verbs)(
    'answers %s once the change is applied here and the leaders of this broker serve, refusals as they are',
    async (verb) => {
      const refused = refusal(ErrorCode.POLICY_VIOLATION);
      answer = () => Promise.resolve({ revision: 0, outcomes: [CREATED, refused] });
      expect(await requests[verb](REQUEST)).toEqual({ revision: 0, outcomes: [CREATED, refused] });
      isServing = false;
      expect(await requests[verb](REQUEST)).toMatchObject({
        outcomes: [{ code: ErrorCode.REQUEST_TIMED_OUT }, refused],
      });
    },
  );

  test.each(verbs)('answers %s with a timeout where the change is not applied in time', async (verb) => {
    answer = created(9);
    const reply = requests[verb](REQUEST);
    await clock.run(2_000);
    expect(await reply).toMatchObject({ outcomes: [{ code: ErrorCode.REQUEST_TIMED_OUT }] });
  });

  it('waits for nothing where everything was only checked', async () => {
    answer = created(9);
    expect(await requests.createTopics({ ...REQUEST, validateOnly: true })).toMatchObject({ outcomes: [CREATED] });
  });

  it('answers a deletion and an alteration once they are applied here', async () => {
    answer = () => Promise.resolve({ kind: 'topics-deleted', revision: 0, outcomes: [] });
    expect(await requests.deleteTopics({ timeoutMs: 10, topics: [] })).toMatchObject({ kind: 'topics-deleted' });
    answer = () => Promise.resolve({ kind: 'configs-altered', revision: 4, outcomes: [] });
    const late = requests.alterConfigs({ mode: 'full', validateOnly: false, resources: [] });
    await clock.run(60_000);
    expect(await late).toMatchObject({ code: ErrorCode.REQUEST_TIMED_OUT });
  });

  it('turns a silent coordinator into a refusal, and nothing else', async () => {
    answer = () => Promise.reject(new BusError('YAK_BUS_TIMEOUT', 'silence'));
    expect(await requests.createTopics(REQUEST)).toMatchObject({ code: ErrorCode.REQUEST_TIMED_OUT });
    answer = () => Promise.reject(new Error('a fault'));
    await expect(requests.createTopics(REQUEST)).rejects.toThrow('a fault');
  });

  it('asks for producer ids in the name of its registration', async () => {
    const seen: object[] = [];
    answer = (_verb, request) => {
      seen.push(request);
      return Promise.resolve({ kind: 'producer-ids', firstProducerId: producerId(500), count: 10 });
    };
    const id = await requests.allocateProducerId();
    expect(isRefusal(id)).toBe(false);
    expect(id).toBe(500);
    expect(seen).toMatchObject([{ brokerId: 1, brokerEpoch: 2 }]);
  });
});
