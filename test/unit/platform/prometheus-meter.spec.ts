import { PrometheusMeter } from '../../../libs/platform/src/prometheus-meter';

describe('the meter', () => {
  test('counts into one series however often it is asked for', async () => {
    const meter = new PrometheusMeter();
    meter.counter('yak_things_total', 'Things', { kind: 'a' }).add();
    meter.counter('yak_things_total', 'Things', { kind: 'a' }).add(2);
    meter.counter('yak_things_total', 'Things', { kind: 'b' }).add();
    const text = await meter.registry.metrics();
    expect(text).toContain('yak_things_total{kind="a"} 3');
    expect(text).toContain('yak_things_total{kind="b"} 1');
  });

  test('shows gauges and histograms', async () => {
    const meter = new PrometheusMeter();
    meter.gauge('yak_depth', 'Depth').set(7);
    meter.histogram('yak_seconds', 'Seconds').observe(0.003);
    const text = await meter.registry.metrics();
    expect(text).toContain('yak_depth 7');
    expect(text).toContain('yak_seconds_bucket{le="0.005"} 1');
    expect(text).toContain('yak_seconds_bucket{le="0.0025"} 0');
  });

  test('tells of the process when asked', async () => {
    const meter = new PrometheusMeter();
    meter.observeProcess();
    expect(await meter.registry.metrics()).toContain('process_resident_memory_bytes');
    meter.registry.clear();
  });
});
