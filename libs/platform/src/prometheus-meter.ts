import type { Counter, Gauge, Histogram, Labels, Meter } from '@yak/base';
import * as prometheus from 'prom-client';

const SECONDS_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** How often the delay of the event loop is looked at: often enough to see a stall, seldom enough to idle. */
const EVENT_LOOP_LOOK_MS = 100;

type Family = prometheus.Counter | prometheus.Gauge | prometheus.Histogram;

/**
 * The Meter port over prom-client. A series is looked up once, when it is asked for; counting afterwards touches only that
 * series. A name keeps the kind and label names of its first use.
 */
export class PrometheusMeter implements Meter {
  readonly registry = new prometheus.Registry();
  readonly #families = new Map<string, Family>();

  counter(name: string, help: string, labels: Labels = {}): Counter {
    const family = this.#family(
      name,
      () => new prometheus.Counter({ name, help, labelNames: Object.keys(labels), registers: [this.registry] }),
    );
    const series = (family as prometheus.Counter).labels(labels);
    return { add: (amount = 1) => series.inc(amount) };
  }

  gauge(name: string, help: string, labels: Labels = {}): Gauge {
    const family = this.#family(
      name,
      () => new prometheus.Gauge({ name, help, labelNames: Object.keys(labels), registers: [this.registry] }),
    );
    const series = (family as prometheus.Gauge).labels(labels);
    return { set: (value) => series.set(value) };
  }

  histogram(name: string, help: string, labels: Labels = {}): Histogram {
    const make = (): Family =>
      new prometheus.Histogram({
        name,
        help,
        labelNames: Object.keys(labels),
        buckets: SECONDS_BUCKETS,
        registers: [this.registry],
      });
    const series = (this.#family(name, make) as prometheus.Histogram).labels(labels);
    return { observe: (value) => series.observe(value) };
  }

  /** Also counts what Node tells of this process: memory, event-loop lag, open handles. */
  observeProcess(): void {
    prometheus.collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: EVENT_LOOP_LOOK_MS });
  }

  #family(name: string, make: () => Family): Family {
    const present = this.#families.get(name);
    if (present) return present;
    const made = make();
    this.#families.set(name, made);
    return made;
  }
}
