import { silentMeter } from '@yak/base';

test.each([
  ['counter', () => silentMeter.counter('yak_a_total', 'A.').add],
  ['gauge', () => silentMeter.gauge('yak_b', 'B.', { node: '1' }).set],
  ['histogram', () => silentMeter.histogram('yak_c_seconds', 'C.').observe],
] satisfies [string, () => (value: number) => void][])('a silent %s takes any number', (_name, seriesOf) => {
  const count = seriesOf();
  for (const value of [0, 1.5, -1, NaN]) {
    expect(() => {
      count(value);
    }).not.toThrow();
  }
});
