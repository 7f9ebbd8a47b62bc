import { DescribeCluster } from '@yak/protocol';
import { defineHandler, Unanswered } from '../../../libs/handlers/src/handler';

it('a declaration is the handler itself', () => {
  const handler = {
    api: DescribeCluster,
    serves: { min: 0, max: 1 },
    operation: null,
    resource: null,
    handle: () => Unanswered.silent,
  };
  expect(defineHandler(handler)).toBe(handler);
});

it('a close says why, silence has nothing to say', () => {
  expect(Unanswered.close('enough')).toMatchObject({ kind: 'close', reason: 'enough' });
  expect(Unanswered.silent).toMatchObject({ kind: 'silent', reason: '' });
});
