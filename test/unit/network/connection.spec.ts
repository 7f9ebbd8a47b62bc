import { MalformedRequest } from '@yak/codec';
import type { Answer } from '@yak/network';
import fc from 'fast-check';
import { brokerEnd, framed, RawClient, textsIn } from '../../support/network/broker-end';
import { drive, runFor } from '../../support/network/drive';

const MIB = 1024 * 1024;
const answerOf = (text: string | Buffer, throttleMs = 0): Answer => ({
  kind: 'frames',
  frames: [framed(text)],
  throttleMs,
});

async function connected(options: Parameters<typeof brokerEnd>[0] = {}) {
  const end = brokerEnd(options);
  await drive(end.clock, end.listeners.start());
  const raw = new RawClient(await drive(end.clock, end.client.dial({ host: 'broker', port: 9092 })));
  return { ...end, raw };
}

/** A server that answers when the test says so. */
function held(end: Awaited<ReturnType<typeof connected>>): Map<string, (answer: Answer) => void> {
  const answers = new Map<string, (answer: Answer) => void>();
  end.server.respond = (frame) => ({
    accepted: null,
    answer: new Promise((resolve) => {
      answers.set(frame.toString(), resolve);
    }),
  });
  return answers;
}

describe('a connection', () => {
  it('answers in request order, whatever is ready first', async () => {
    const end = await connected();
    const answers = held(end);
    end.raw.ask('a', 'b', 'c');
    await runFor(end.clock, 50);
    expect(end.server.asked).toEqual(['a', 'b', 'c']);
    answers.get('c')?.(answerOf('C'));
    answers.get('b')?.(answerOf('B'));
    await runFor(end.clock, 50);
    expect(end.raw.texts).toEqual([]);
    answers.get('a')?.(answerOf('A'));
    await runFor(end.clock, 50);
    expect(end.raw.texts).toEqual(['A', 'B', 'C']);
  });

  it('gives the same answers however the wire chunks the bytes', async () => {
    const bodies = fc.array(fc.string({ maxLength: 40 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(bodies, fc.integer({ min: 1, max: 9 }), fc.nat(), async (texts, chunkBytesMax, seed) => {
        const end = await connected({ wire: { chunkBytes: { min: 1, max: chunkBytesMax } }, seed: `chunks ${seed}` });
        end.raw.ask(...texts);
        await runFor(end.clock, 2_000);
        expect(end.raw.texts).toEqual(textsIn(Buffer.concat(texts.map(framed))));
      }),
      { numRuns: 20 },
    );
  });

  it('starts a request only once the one before it was accepted', async () => {
    const end = await connected();
    let accept: () => void = () => undefined;
    end.server.respond = (frame) => ({
      accepted: new Promise((resolve) => {
        accept = resolve;
      }),
      answer: answerOf(frame),
    });
    end.raw.ask('first', 'second');
    await runFor(end.clock, 50);
    expect(end.server.asked).toEqual(['first']);
    expect(end.raw.texts).toEqual(['first']);
    accept();
    await runFor(end.clock, 50);
    expect(end.server.asked).toEqual(['first', 'second']);
  });

  it('has no more requests in flight than the limit', async () => {
    const end = await connected({ limits: { inFlightRequestsMax: 3 } });
    const answers = held(end);
    end.raw.ask('a', 'b', 'c', 'd');
    await runFor(end.clock, 50);
    expect(end.server.asked).toEqual(['a', 'b', 'c']);
    answers.get('a')?.({ kind: 'silent' });
    await runFor(end.clock, 50);
    expect(end.server.asked).toEqual(['a', 'b', 'c', 'd']);
  });

  it('stops reading when too many bytes are in flight, so that they wait at the client', async () => {
    const end = await connected({ limits: { inFlightBytesMax: MIB } });
    const answers = held(end);
    const body = 'x'.repeat(600_000);
    end.raw.ask(`1${body}`, `2${body}`, `3${body}`, `4${body}`);
    await runFor(end.clock, 100);
    expect(end.server.asked).toHaveLength(2);
    expect(end.raw.connection.bytesUnsent).toBeGreaterThan(600_000);
    for (let round = 0; round < 4; round += 1) {
      for (const answer of answers.values()) answer(answerOf('ok'));
      await runFor(end.clock, 100);
    }
    expect(end.raw.texts).toHaveLength(4);
    expect(end.raw.connection.bytesUnsent).toBe(0);
  });

  it('lets one connection wait while others hold all the bytes that may be in flight', async () => {
    const end = await connected({ limits: { inFlightBytesTotalMax: 1_000 } });
    const answers = held(end);
    end.raw.ask('h'.repeat(1_500));
    await runFor(end.clock, 50);
    const other = new RawClient(await drive(end.clock, end.client.dial({ host: 'broker', port: 9092 })));
    other.ask('waits');
    await runFor(end.clock, 50);
    expect(end.server.asked).not.toContain('waits');
    answers.get('h'.repeat(1_500))?.({ kind: 'silent' });
    await runFor(end.clock, 50);
    expect(end.server.asked).toContain('waits');
  });

  it('gives the shared bytes back when a client leaves with requests in flight', async () => {
    const end = await connected({ limits: { inFlightBytesTotalMax: 1_000 } });
    held(end);
    end.raw.ask('h'.repeat(1_500));
    await runFor(end.clock, 50);
    end.raw.connection.destroy();
    const other = new RawClient(await drive(end.clock, end.client.dial({ host: 'broker', port: 9092 })));
    other.ask('goes on');
    await runFor(end.clock, 50);
    expect(end.server.asked).toContain('goes on');
  });

  it('tells when an answer has left, in the order of the answers, and not before its turn', async () => {
    const end = await connected();
    const answers = held(end);
    end.raw.ask('a', 'b', 'c');
    await runFor(end.clock, 50);
    const sent: string[] = [];
    const telling = (text: string) => ({ ...answerOf(text), onSent: () => sent.push(text) });
    answers.get('c')?.(telling('C'));
    answers.get('b')?.(answerOf('B'));
    await runFor(end.clock, 50);
    expect(sent).toEqual([]);
    answers.get('a')?.(telling('A'));
    await runFor(end.clock, 50);
    expect(sent).toEqual(['A', 'C']);
  });

  it('never tells it of an answer whose client has gone', async () => {
    const end = await connected();
    const answers = held(end);
    end.raw.ask('a');
    await runFor(end.clock, 50);
    end.raw.connection.destroy();
    await runFor(end.clock, 50);
    const onSent = jest.fn();
    answers.get('a')?.({ ...answerOf('A'), onSent } as Answer);
    await runFor(end.clock, 50);
    expect(onSent).not.toHaveBeenCalled();
  });

  it('starts nothing more for a client that does not read its answers, and goes on when it reads', async () => {
    const end = await connected({ limits: { unsentBytesMax: MIB } });
    end.server.respond = () => ({ accepted: null, answer: answerOf(Buffer.alloc(MIB)) });
    end.raw.connection.pause();
    for (let count = 0; count < 20; count += 1) end.raw.ask(`fetch ${count}`);
    await runFor(end.clock, 1_000);
    expect(end.server.asked.length).toBeLessThanOrEqual(3);
    end.raw.connection.resume();
    await runFor(end.clock, 1_000);
    expect(end.server.asked).toHaveLength(20);
    expect(end.raw.receivedBytes).toBe(20 * (MIB + 4));
  });

  it('answers at once when throttled and takes the next request only after that time', async () => {
    const end = await connected();
    end.server.respond = (frame) => ({ accepted: null, answer: answerOf(frame, 500) });
    end.raw.ask('first', 'second');
    await runFor(end.clock, 400);
    expect(end.raw.texts).toEqual(['first']);
    await runFor(end.clock, 200);
    expect(end.raw.texts).toEqual(['first', 'second']);
  });

  it('closes on a malformed request after the answers before it have left', async () => {
    const end = await connected();
    const answers = held(end);
    const respond = end.server.respond;
    end.server.respond = (frame) => {
      if (frame.toString() === 'nonsense') throw new MalformedRequest('no such thing');
      return respond(frame);
    };
    end.raw.ask('good', 'nonsense', 'never started');
    await runFor(end.clock, 50);
    answers.get('good')?.(answerOf('answer'));
    await runFor(end.clock, 50);
    expect(end.raw.texts).toEqual(['answer']);
    expect(end.raw.isClosed).toBe(true);
    expect(end.server.asked).toEqual(['good', 'nonsense']);
    expect(end.logger.closeReasons).toEqual(['malformed-request']);
  });

  test.each([
    ['a negative size', -5, 'malformed-request'],
    ['a size above the limit', 200 * MIB, 'malformed-request'],
  ])('closes on %s and says why', async (_title, size, reason) => {
    const end = await connected();
    const prefix = Buffer.alloc(4);
    prefix.writeInt32BE(size);
    end.raw.connection.write([prefix]);
    await runFor(end.clock, 50);
    expect(end.raw.isClosed).toBe(true);
    expect(end.logger.closeReasons).toEqual([reason]);
  });

  it('closes when the server says so, and logs the reason', async () => {
    const end = await connected();
    end.server.respond = () => ({ accepted: null, answer: { kind: 'close', reason: 'an unsupported version' } });
    end.raw.ask('anything');
    await runFor(end.clock, 50);
    expect(end.raw.isClosed).toBe(true);
    expect(end.logger.lines.at(-1)?.fields).toMatchObject({ reason: 'refused', detail: 'an unsupported version' });
  });

  it('closes when a request fails in a way that nobody foresaw, and other connections do not notice', async () => {
    const end = await connected();
    const other = new RawClient(await drive(end.clock, end.client.dial({ host: 'broker', port: 9092 })));
    const respond = end.server.respond;
    end.server.respond = (frame) =>
      frame.toString() === 'bug'
        ? { accepted: null, answer: Promise.reject(new TypeError('undefined is not')) }
        : respond(frame);
    end.raw.ask('bug');
    other.ask('fine');
    await runFor(end.clock, 50);
    expect(end.raw.isClosed).toBe(true);
    expect(other.texts).toEqual(['fine']);
    expect(end.logger.closeReasons).toEqual(['fault']);
  });

  it('tells who asked and tells its listeners once when it is gone', async () => {
    const end = await connected();
    end.raw.ask('x');
    await runFor(end.clock, 50);
    const facts = end.server.facts[0];
    expect(facts).toMatchObject({
      listenerName: 'PLAINTEXT',
      clientAddress: '127.0.0.1',
      isAuthenticated: true,
      isInterBroker: false,
      principal: { type: 'User', name: 'ANONYMOUS' },
    });
    facts?.setClientSoftware('kcat', '1.7.1');
    expect(facts?.clientSoftware).toEqual({ name: 'kcat', version: '1.7.1' });
    const gone = jest.fn();
    const unwanted = jest.fn();
    facts?.onClosed(gone);
    facts?.onClosed(unwanted)();
    end.raw.connection.destroy();
    await runFor(end.clock, 50);
    expect([gone.mock.calls.length, unwanted.mock.calls.length, facts?.isClosed]).toEqual([1, 0, true]);
  });

  it('leaves its phases with their causes in the journal', async () => {
    const end = await connected();
    end.raw.connection.end();
    await runFor(end.clock, 50);
    expect(end.journal.since(0).map(({ to, cause }) => `${to}: ${cause}`)).toEqual([
      expect.stringMatching(/^accepted: accepted from 127\.0\.0\.1:\d+$/),
      'authenticating: within the connection limits',
      'ready: PLAINTEXT needs no authentication',
      'closed: the peer closed the connection',
    ]);
  });
});
