import { parseList, parseValue } from '../../../libs/settings/src/parse-value';
import type { SettingRow, SettingType } from '../../../libs/settings/src/setting-row';

const row = (type: SettingType, more: Partial<SettingRow> = {}): SettingRow => ({
  type,
  default: null,
  tier: 'implemented',
  documentation: '',
  ...more,
});

describe('a setting is read by its row', () => {
  test.each([
    ['int', {}, '3', 3],
    ['int', {}, ' 3 ', 3],
    ['int', {}, '+3', 3],
    ['int', {}, '-1', -1],
    ['int', {}, '2147483647', 2147483647],
    ['short', {}, '32767', 32767],
    ['long', {}, '9223372036854775807', Number.MAX_SAFE_INTEGER],
    ['long', {}, '-9223372036854775808', Number.MIN_SAFE_INTEGER],
    ['long', { none: '-1' }, '-1', null],
    ['double', {}, '0.5', 0.5],
    ['double', {}, '1.7976931348623157E308', 1.7976931348623157e308],
    ['boolean', {}, 'TRUE', true],
    ['boolean', {}, ' false', false],
    ['string', {}, ' a b ', 'a b'],
    ['string', { oneOf: ['CreateTime'] }, 'CreateTime', 'CreateTime'],
    ['list', {}, 'a, b,c', ['a', 'b', 'c']],
    ['list', {}, '', []],
    ['list', { oneOf: ['delete', 'compact'] }, 'compact,delete', ['compact', 'delete']],
    ['class', {}, 'org.example.A', 'org.example.A'],
    ['password', {}, ' secret ', ' secret '],
  ] as const)('%s %j takes %j', (type, more, text, value) => {
    expect(parseValue(row(type, more), text)).toEqual({ value });
  });

  test.each([
    ['int', {}, '', 'not an integer'],
    ['int', {}, '3.5', 'not an integer'],
    ['int', {}, '0x10', 'not an integer'],
    ['int', {}, '1e3', 'not an integer'],
    ['int', {}, '2147483648', 'out of the range of int'],
    ['short', {}, '32768', 'out of the range of short'],
    ['long', {}, '9223372036854775808', 'out of the range of long'],
    ['long', {}, '-9223372036854775809', 'out of the range of long'],
    ['int', { minimum: 1 }, '0', 'at least 1'],
    ['double', { maximum: 1 }, '1.01', 'at most 1'],
    ['double', {}, 'NaN', 'not a number'],
    ['double', {}, '', 'not a number'],
    ['boolean', {}, 'yes', 'neither true nor false'],
    ['string', { oneOf: ['producer'] }, 'gzip', 'use producer'],
    ['list', { oneOf: ['delete', 'compact'] }, 'delete,destroy', 'use delete or compact'],
    ['list', { minimum: 1 }, '', 'must not be empty'],
  ] as const)('%s %j refuses %j', (type, more, text, words) => {
    expect(parseValue(row(type, more), text)).toEqual({ fault: expect.stringContaining(words) as string });
  });

  it('reads a text of blanks as an empty list', () => {
    expect(parseList('  ')).toEqual([]);
  });
});
