import { ErrorCode } from '@yak/model';
import { GroupMap } from '../../../../libs/groups/src/shard/group-map';
import { FakeGroup } from '../../../support/groups/fake-group';

describe('the groups of a shard', () => {
  test('are found by id', () => {
    const groups = new GroupMap();
    const group = new FakeGroup('g');
    groups.put(group);
    expect(groups.find('g')).toBe(group);
    expect(groups.find('h')).toBeNull();
    expect([...groups.all()]).toEqual([group]);
    expect(groups.count).toBe(1);
  });

  test('are unloaded when another takes their place, and not when they are put in again', () => {
    const groups = new GroupMap();
    const [former, latter] = [new FakeGroup('g'), new FakeGroup('g')];
    groups.put(former);
    groups.put(former);
    expect(former.unloads).toEqual([]);
    groups.put(latter);
    expect(former.unloads).toEqual([ErrorCode.UNKNOWN_MEMBER_ID]);
    expect(latter.unloads).toEqual([]);
    expect(groups.find('g')).toBe(latter);
  });

  test('are unloaded when they are taken out; what is not there is nothing', () => {
    const groups = new GroupMap();
    const group = new FakeGroup('g');
    groups.put(group);
    groups.remove('g');
    groups.remove('g');
    expect(group.unloads).toEqual([ErrorCode.UNKNOWN_MEMBER_ID]);
    expect(groups.find('g')).toBeNull();
  });

  test('go together with their shard', () => {
    const groups = new GroupMap();
    const all = [new FakeGroup('a'), new FakeGroup('b')];
    all.forEach((group) => groups.put(group));
    groups.unload(ErrorCode.NOT_COORDINATOR);
    expect(all.map((group) => group.unloads)).toEqual([[ErrorCode.NOT_COORDINATOR], [ErrorCode.NOT_COORDINATOR]]);
    expect(groups.count).toBe(0);
  });
});
