import { isLastOfProducer, markerFate } from '../../../../../libs/storage/src/cleaner/rules/batch-fate';

test.each([
  { why: 'there is data of its transaction', hasData: true, deleteHorizonMs: null, fate: 'stays' },
  { why: 'there is data although its time is over', hasData: true, deleteHorizonMs: 1, fate: 'stays' },
  { why: 'met without data for the first time', hasData: false, deleteHorizonMs: null, fate: 'stays from now' },
  { why: 'its time is not over', hasData: false, deleteHorizonMs: 1001, fate: 'stays' },
  { why: 'its time is over', hasData: false, deleteHorizonMs: 1000, fate: 'expired' },
])('a marker $fate: $why', ({ hasData, deleteHorizonMs, fate }) => {
  expect(markerFate({ hasData, deleteHorizonMs }, 1000)).toBe(fate);
});

const batch = { lastOffset: 20, isControl: false, producerEpoch: 3 };

test.each([
  ['its producer is forgotten', batch, null, false],
  ['it ends with the last data of its producer', batch, { lastDataOffset: 20, producerEpoch: 3 }, true],
  ['newer data follows', batch, { lastDataOffset: 21, producerEpoch: 3 }, false],
  ['a marker, and there is data', { ...batch, isControl: true }, { lastDataOffset: 19, producerEpoch: 3 }, false],
  [
    'a marker of the present epoch without data',
    { ...batch, isControl: true },
    { lastDataOffset: null, producerEpoch: 3 },
    true,
  ],
  ['a marker of an older epoch', { ...batch, isControl: true }, { lastDataOffset: null, producerEpoch: 4 }, false],
  ['data of a producer that has none', batch, { lastDataOffset: null, producerEpoch: 3 }, false],
])('a batch without records where %s', (_, facts, producer, expected) => {
  expect(isLastOfProducer(facts, producer)).toBe(expected);
});
