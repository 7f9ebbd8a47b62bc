/** Label names and values of one series; values come from closed sets, never from user text. */
export type Labels = Readonly<Record<string, string>>;

/** Only grows. */
export interface Counter {
  add(amount?: number): void;
}

/** Goes up and down. */
export interface Gauge {
  set(value: number): void;
}

/** Observes durations or sizes. */
export interface Histogram {
  observe(value: number): void;
}

/** What is counted. Asking twice for one name and labels gives the same series. Names are Prometheus names. */
export interface Meter {
  counter(name: string, help: string, labels?: Labels): Counter;
  gauge(name: string, help: string, labels?: Labels): Gauge;
  histogram(name: string, help: string, labels?: Labels): Histogram;
}

/** Counts nothing. */
export const silentMeter: Meter = {
  counter: () => ({ add: () => undefined }),
  gauge: () => ({ set: () => undefined }),
  histogram: () => ({ observe: () => undefined }),
};
