import { ErrorCode } from '@yak/model';
import { AdmittedOffsets, refusedOffsets } from '../../../libs/handlers/src/admitted-offsets';
import { HandlerState } from '../../../libs/handlers/src/handler-state';
import { RequestContext } from '../../../libs/handlers/src/request-context';
import { FakeConnection } from '../../support/handlers/ask';
import { FakeBroker } from '../../support/handlers/fake-broker';

const request = { apiVersion: 5, clientId: 'app', operation: null, resource: null };
const asked = [
  { name: 'orders', partitions: [{ partitionIndex: 1 }, { partitionIndex: 2 }, { partitionIndex: -1 }] },
  { name: 'gone', partitions: [{ partitionIndex: 0 }] },
  { name: 'orders', partitions: [{ partitionIndex: 0 }] },
];

describe('offsets that the group is asked for', () => {
  const broker = new FakeBroker();
  broker.addTopic('orders', { partitions: 2 });
  const { ports } = broker;
  const context = new RequestContext(ports, new HandlerState(ports, []), new FakeConnection(), request);

  it('are those of partitions that there are', () => {
    expect(new AdmittedOffsets(context, asked).topics).toEqual([
      { name: 'orders', partitions: [{ partitionIndex: 1 }] },
      { name: 'orders', partitions: [{ partitionIndex: 0 }] },
    ]);
  });

  it('are answered in the order of the request, and what the group forgets is its fault', () => {
    const answered = [{ name: 'orders', partitions: [{ partitionIndex: 0, errorCode: 0 }] }];
    const unknown = ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    expect(new AdmittedOffsets(context, asked).answer(answered)).toEqual([
      {
        name: 'orders',
        partitions: [
          { partitionIndex: 1, errorCode: ErrorCode.UNKNOWN_SERVER_ERROR },
          { partitionIndex: 2, errorCode: unknown },
          { partitionIndex: -1, errorCode: unknown },
        ],
      },
      { name: 'gone', partitions: [{ partitionIndex: 0, errorCode: unknown }] },
      { name: 'orders', partitions: [{ partitionIndex: 0, errorCode: 0 }] },
    ]);
  });

  it('may all be refused alike', () => {
    expect(refusedOffsets([{ name: 'a', partitions: [{ partitionIndex: 4 }] }], 30)).toEqual([
      { name: 'a', partitions: [{ partitionIndex: 4, errorCode: 30 }] },
    ]);
  });
});
