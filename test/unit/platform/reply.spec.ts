import { type Reply, send } from '../../../libs/platform/src/reply';

test('an answer is sent whole: status, headers, content type, body', () => {
  const told: unknown[] = [];
  const note =
    (name: string) =>
    (value: unknown): Reply => {
      told.push([name, value]);
      return reply;
    };
  const reply: Reply = { status: note('status'), headers: note('headers'), type: note('type'), send: note('send') };
  send(reply, { status: 201, contentType: 'text/x', headers: { a: 'b' }, body: 'so' });
  expect(told).toEqual([
    ['status', 201],
    ['headers', { a: 'b' }],
    ['type', 'text/x'],
    ['send', 'so'],
  ]);
});
