import { type ConfigChangeFacts, decideConfigChange } from '@yak/cluster';
import type { ConfigOperation, ConfigRecord } from '@yak/control';
import { ErrorCode, isRefusal } from '@yak/model';
import { settingsWith, TOPIC } from '../../../support/cluster/records';

const known = (entries: Record<string, string>): ConfigRecord => ({
  kind: 'config',
  resourceType: 'topic',
  resource: TOPIC,
  entries,
  recordEpoch: 4,
  operationId: 'x',
});
const facts = (change: Partial<ConfigChangeFacts> = {}): ConfigChangeFacts => ({
  mode: 'incremental',
  resourceType: 'topic',
  resource: TOPIC,
  known: known({ 'retention.ms': '1000', 'cleanup.policy': 'delete' }),
  settings: settingsWith(),
  operationId: 'alter',
  ...change,
});
const op = (operation: ConfigOperation['operation'], name: string, value: string | null): ConfigOperation => ({
  operation,
  name,
  value,
});

test.each<[string, ConfigOperation[], Partial<ConfigChangeFacts>, Record<string, string>]>([
  [
    'set changes one and keeps the rest',
    [op('set', 'retention.ms', '5')],
    {},
    { 'retention.ms': '5', 'cleanup.policy': 'delete' },
  ],
  ['delete falls back to the default', [op('delete', 'retention.ms', null)], {}, { 'cleanup.policy': 'delete' }],
  [
    'delete of what was not given changes nothing',
    [op('delete', 'segment.ms', null)],
    {},
    { 'retention.ms': '1000', 'cleanup.policy': 'delete' },
  ],
  [
    'append adds to the list',
    [op('append', 'cleanup.policy', 'compact')],
    {},
    { 'retention.ms': '1000', 'cleanup.policy': 'delete,compact' },
  ],
  [
    'append of what is there adds nothing',
    [op('append', 'cleanup.policy', 'delete')],
    {},
    { 'retention.ms': '1000', 'cleanup.policy': 'delete' },
  ],
  [
    'append starts from the default',
    [op('append', 'cleanup.policy', 'compact')],
    { known: null },
    { 'cleanup.policy': 'delete,compact' },
  ],
  [
    'subtract takes from the list',
    [op('subtract', 'cleanup.policy', 'delete')],
    { known: known({ 'cleanup.policy': 'delete,compact' }) },
    { 'cleanup.policy': 'compact' },
  ],
  ['the full form replaces everything', [op('set', 'segment.ms', '5000')], { mode: 'full' }, { 'segment.ms': '5000' }],
  ['the full form without anything forgets everything', [], { mode: 'full' }, {}],
])('%s', (_, operations, change, entries) => {
  expect(decideConfigChange(operations, facts(change))).toMatchObject({
    kind: 'config',
    entries,
    operationId: 'alter',
  });
});

test('each change counts the record on', () => {
  expect(decideConfigChange([op('set', 'retention.ms', '5')], facts())).toMatchObject({ recordEpoch: 5 });
  expect(decideConfigChange([op('set', 'retention.ms', '5')], facts({ known: null }))).toMatchObject({
    recordEpoch: 0,
  });
});

const ofBroker = { resourceType: 'broker', resource: 'default', known: null } as const;

test.each<[string, ConfigOperation[], Partial<ConfigChangeFacts>, number]>([
  ['a name twice', [op('set', 'retention.ms', '1'), op('delete', 'retention.ms', null)], {}, ErrorCode.INVALID_REQUEST],
  ['no value', [op('set', 'retention.ms', null)], {}, ErrorCode.INVALID_REQUEST],
  ['append to what is no list', [op('append', 'retention.ms', '1')], {}, ErrorCode.INVALID_CONFIG],
  ['append to what nobody knows', [op('append', 'nonsense', '1')], {}, ErrorCode.INVALID_CONFIG],
  ['an unknown topic setting', [op('set', 'nonsense', '1')], {}, ErrorCode.INVALID_CONFIG],
  ['a value out of range', [op('set', 'min.insync.replicas', '0')], {}, ErrorCode.INVALID_CONFIG],
  [
    'a good and a bad one',
    [op('set', 'segment.ms', '5000'), op('set', 'retention.ms', 'x')],
    {},
    ErrorCode.INVALID_CONFIG,
  ],
  [
    'a broker setting that is fixed at the start',
    [op('set', 'broker.session.timeout.ms', '1000')],
    ofBroker,
    ErrorCode.INVALID_REQUEST,
  ],
  ['an unknown broker setting', [op('set', 'nonsense', '1')], ofBroker, ErrorCode.INVALID_CONFIG],
])('settings with %s are refused', (_, operations, change, code) => {
  const changed = decideConfigChange(operations, facts(change));
  expect(isRefusal(changed) ? changed.code : null).toBe(code);
});

test('a broker setting that may change while running is taken for all brokers', () => {
  expect(decideConfigChange([op('set', 'log.retention.ms', '5000')], facts(ofBroker))).toMatchObject({
    resourceType: 'broker',
    entries: { 'log.retention.ms': '5000' },
  });
});
