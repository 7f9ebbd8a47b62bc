import { dialFrames } from '@yak/network';
import { brokerEnd, framed } from '../../support/network/broker-end';
import { drive, runFor } from '../../support/network/drive';

describe('a dialled connection that speaks in frames', () => {
  it('gives every answer whole, also those that came before anybody listened', async () => {
    const { clock, client, listeners } = brokerEnd({ wire: { chunkBytes: { min: 1, max: 3 } } });
    await drive(clock, listeners.start());
    const connection = await drive(clock, dialFrames(client, { host: 'broker', port: 9092 }));
    connection.send([framed('one'), framed('two')]);
    await runFor(clock, 100);
    const got: string[] = [];
    connection.onFrame((frame) => got.push(frame.toString()));
    connection.send([framed('three')]);
    await runFor(clock, 100);
    expect(got).toEqual(['one', 'two', 'three']);
  });

  it('closes when a frame is larger than it takes', async () => {
    const { clock, client, listeners } = brokerEnd();
    await drive(clock, listeners.start());
    const connection = await drive(clock, dialFrames(client, { host: 'broker', port: 9092, frameBytesMax: 10 }));
    const causes: (string | undefined)[] = [];
    connection.onFrame(() => undefined);
    connection.onClosed((cause) => causes.push(cause?.message));
    connection.send([framed('x'.repeat(11))]);
    await runFor(clock, 100);
    expect(causes).toEqual(['a frame of 11 bytes is above the limit of 10']);
    expect(connection.isClosed).toBe(true);
  });

  it('tells the cause when nobody answers', async () => {
    const { clock, client } = brokerEnd();
    await expect(drive(clock, dialFrames(client, { host: 'broker', port: 9092 }))).rejects.toThrow('ECONNREFUSED');
  });
});
