import { planPattern } from '../../../../../libs/groups/src/consumer/subscription/plan-pattern';
import { ConsumerWorld } from '../../../../support/groups/consumer-world';

let world: ConsumerWorld;
/** A alone uses o.*, which is resolved; B and C use p, which is not. */
beforeEach(async () => {
  world = new ConsumerWorld();
  await world.join('A', { subscribedTopicRegex: 'o.*' });
  await world.clock.run(0);
  await world.join('B', { subscribedTopicRegex: 'p' });
  await world.join('C', { subscribedTopicRegex: 'p' });
});

test.each`
  before   | after    | records | hasChanged | isNew
  ${'o.*'} | ${'o.*'} | ${0}    | ${false}   | ${false}
  ${null}  | ${null}  | ${0}    | ${false}   | ${false}
  ${null}  | ${'o.*'} | ${0}    | ${true}    | ${false}
  ${null}  | ${'p'}   | ${0}    | ${false}   | ${false}
  ${null}  | ${'new'} | ${0}    | ${false}   | ${true}
  ${'o.*'} | ${null}  | ${1}    | ${true}    | ${false}
  ${'o.*'} | ${'p'}   | ${1}    | ${false}   | ${false}
  ${'p'}   | ${null}  | ${0}    | ${true}    | ${false}
`(
  'from $before to $after',
  (row: { before: string; after: string; records: number; hasChanged: boolean; isNew: boolean }) => {
    const { before, after, records, ...rest } = row;
    const plan = planPattern(world.group.state, before, after);
    if ('refusal' in plan) throw new Error(plan.refusal.detail);
    expect({ ...plan, records: plan.records.length }).toEqual({ ...rest, records });
  },
);
