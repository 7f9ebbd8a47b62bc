import { seededRandom } from '@yak/base';
import { MetadataImage } from '@yak/cluster';
import { keyOf, type MetadataRecord } from '@yak/control';
import { Journal } from '@yak/journal';
import { brokerId, topicId } from '@yak/model';
import { VirtualClock } from '@yak/simulation';
import { Explanations } from '../../../libs/broker/src/explanations';
import { brokerRecord, member, partitionRecord } from '../../support/cluster/records';
import { factsOf, type ServedFacts, serveFacts } from '../../support/platform/served-facts';

const OFFSETS = topicId('2'.repeat(32));
const clock = new VirtualClock({ random: seededRandom(1) });

/** What one of two brokers says, by the metadata as it has applied it: `leader` leads the one partition of groups. */
function explanationsOf(own: number, leader: number, others: readonly MetadataRecord[]): Explanations {
  const image = new MetadataImage();
  const records: readonly MetadataRecord[] = [
    { kind: 'topic', topicId: OFFSETS, name: '__consumer_offsets', partitionCount: 1, operationId: '' },
    partitionRecord({ topicId: OFFSETS, leader: member(leader, 1), replicas: [brokerId(leader)] }),
    ...others,
  ];
  image.apply({ revision: 1, changes: records.map((record) => ({ key: keyOf(record), record, revision: 1 })) });
  const state = `on ${own}`;
  return new Explanations({
    brokerId: brokerId(own),
    image,
    replicaOf: () => (own === leader ? { explain: () => ({ state, facts: {}, sentences: [] }) } : null),
    groups: () => ({ partitionOf: () => 0, explain: () => ({ state, facts: {}, sentences: [] }) }),
    journal: new Journal({ node: `broker-${own}`, clock, capacity: 10 }),
  });
}

describe('two brokers over HTTP', () => {
  const open: ServedFacts[] = [];
  const serve = async (own: number, explanations: (endpoint: ServedFacts['endpoint']) => Explanations) => {
    const served = await serveFacts((endpoint) => {
      const asked = explanations(endpoint);
      return factsOf(`broker-${own}`, { explain: (kind, id) => asked.explain(kind, id) });
    });
    open.push(served);
    return served;
  };
  afterEach(() => Promise.all(open.splice(0).map((served) => served.close())));

  test.each(['/explain/group/anything', '/explain/partition/__consumer_offsets-0'])(
    'answer %s alike, whichever is asked: by the registration of the one that leads',
    async (path) => {
      const second = await serve(2, () => explanationsOf(2, 2, []));
      const registered = brokerRecord(2, { httpEndpoint: second.endpoint });
      const first = await serve(1, () => explanationsOf(1, 2, [registered]));
      const answers = await Promise.all([first, second].map(async (one) => (await one.get(path)).json()));
      expect(answers[0]).toEqual(answers[1]);
      expect(answers[0]).toMatchObject({ node: 'broker-2', state: 'on 2' });
    },
  );

  test('do not ask each other in a circle while each believes that the other leads', async () => {
    const second = await serve(2, (own) => explanationsOf(2, 1, [brokerRecord(1, { httpEndpoint: own })]));
    const registered = brokerRecord(2, { httpEndpoint: second.endpoint });
    const first = await serve(1, () => explanationsOf(1, 2, [registered]));
    expect((await first.get('/explain/group/anything')).status).toBe(421);
  });
});
