import { JoinGroup, SyncGroup } from '@yak/protocol';
import { ByteReader, authenticatedBudget, ByteWriter } from '@yak/codec';
import { joinRefused, syncGiven, syncRefused } from '../../../../libs/groups/src/classic/answers';

test.each([0, 6, 7, 9])('a refused JoinGroup of version %i can be encoded and names no protocol', (version) => {
  const writer = new ByteWriter();
  JoinGroup.responseCodec.write(version, writer, joinRefused(version, 25, 'me'));
  const reader = new ByteReader(Buffer.concat(writer.finish()), 0, authenticatedBudget);
  expect(JoinGroup.responseCodec.read(version, reader)).toMatchObject({
    errorCode: 25,
    generationId: -1,
    protocolType: null,
    protocolName: version < 7 ? '' : null,
    leader: '',
    memberId: 'me',
    members: [],
  });
});

test.each([0, 5])('answers to a SyncGroup of version %i can be encoded', (version) => {
  const write = (response: ReturnType<typeof syncRefused>) => {
    const writer = new ByteWriter();
    SyncGroup.responseCodec.write(version, writer, response);
    return SyncGroup.responseCodec.read(
      version,
      new ByteReader(Buffer.concat(writer.finish()), 0, authenticatedBudget),
    );
  };
  expect(write(syncRefused(27))).toMatchObject({ errorCode: 27, assignment: Buffer.alloc(0) });
  const given = syncGiven({ protocolType: 'consumer', protocolName: 'range' }, Buffer.from('all'));
  expect(write(given)).toMatchObject({
    errorCode: 0,
    protocolName: version < 5 ? null : 'range',
    assignment: Buffer.from('all'),
  });
});
