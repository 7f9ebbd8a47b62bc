import { tcpTransport, type TransportConnection } from '@yak/network';

async function pair(): Promise<{ near: TransportConnection; far: TransportConnection; close: () => Promise<void> }> {
  let accept: (connection: TransportConnection) => void = () => undefined;
  const accepted = new Promise<TransportConnection>((resolve) => {
    accept = resolve;
  });
  const listener = await tcpTransport.listen({ host: '127.0.0.1', port: 0 }, (connection) => {
    accept(connection);
  });
  const near = await tcpTransport.dial({ host: '127.0.0.1', port: listener.port });
  const far = await accepted;
  return { near, far, close: () => listener.close() };
}

const closed = (connection: TransportConnection): Promise<Error | null> =>
  new Promise((resolve) => {
    connection.onClosed(resolve);
  });

describe('TCP', () => {
  it('carries gathered buffers in order and names both ends', async () => {
    const { near, far, close } = await pair();
    const received: Buffer[] = [];
    far.onBytes((chunk) => received.push(chunk));
    const gone = closed(far);
    expect([far.remoteAddress, near.remotePort, near.localPort]).toEqual(['127.0.0.1', far.localPort, far.remotePort]);
    near.write([Buffer.from('one '), Buffer.from('two '), Buffer.alloc(300_000, 'x')]);
    near.end();
    expect(await gone).toBeNull();
    expect(Buffer.concat(received).length).toBe(300_008);
    expect(Buffer.concat(received).toString('latin1', 0, 9)).toBe('one two x');
    await close();
  });

  it('tells that buffers have left when the peer takes them, and never when it goes away instead', async () => {
    for (const doesRead of [true, false]) {
      const { near, far, close } = await pair();
      far.onBytes(() => undefined);
      far.pause();
      const gone = closed(near);
      let isSent = false;
      const sent = new Promise<void>((resolve) => {
        near.write([Buffer.from('head'), Buffer.alloc(20_000_000)], () => {
          isSent = true;
          resolve();
        });
      });
      expect(isSent).toBe(false);
      if (doesRead) {
        far.resume();
        await sent;
        expect(near.bytesUnsent).toBe(0);
      }
      far.destroy();
      await gone;
      expect(isSent).toBe(doesRead);
      await close();
    }
  });

  it('counts what a reader has not taken, and tells when all of it is gone', async () => {
    const { near, far, close } = await pair();
    far.onBytes(() => undefined);
    far.pause();
    const drained = new Promise<void>((resolve) => {
      near.onDrained(resolve);
    });
    near.write([Buffer.alloc(20_000_000)]);
    expect(near.bytesUnsent).toBeGreaterThan(1_000_000);
    far.resume();
    await drained;
    expect(near.bytesUnsent).toBe(0);
    const gone = closed(near);
    far.destroy();
    await gone;
    near.write([Buffer.from('into nothing')]);
    await close();
  });

  it('refuses an address that is taken and fails a dial into nothing', async () => {
    const listener = await tcpTransport.listen({ host: '127.0.0.1', port: 0 }, () => undefined);
    await expect(
      tcpTransport.listen({ host: '127.0.0.1', port: listener.port }, () => undefined),
    ).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await listener.close();
    await expect(tcpTransport.dial({ host: '127.0.0.1', port: listener.port })).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });
});
