/** One measured number: a dotted name, its unit, and what ran beside it. */
export interface Figure {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  readonly beside?: string;
  /** What is to be reached, for the reader of the table: `≥ 0.7`. */
  readonly target?: string;
}

/** The middle value; of an even count the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The value below which a share of sorted-or-not values lies. @param share in [0, 1] */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Rounds to what the measurement can carry: three significant digits, whole numbers kept. */
export function rounded(value: number): number {
  return Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
}

/** Prints figures as they come: a line of JSON each, or a table at the end. */
export class Report {
  readonly #figures: Figure[] = [];

  constructor(private readonly asJson: boolean) {}

  add(figure: Figure): void {
    const shown = { ...figure, value: rounded(figure.value) };
    this.#figures.push(shown);
    const { target, ...line } = shown;
    if (this.asJson) process.stdout.write(`${JSON.stringify(line)}\n`);
    else
      process.stderr.write(
        `  ${shown.figure} = ${shown.value} ${shown.unit}${target === undefined ? '' : ` (to reach ${target})`}\n`,
      );
  }

  /** What is going on, for a person who waits. */
  say(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  end(): void {
    if (this.asJson) return;
    const rows = [
      ['figure', 'value', 'unit', 'to reach', 'beside'],
      ...this.#figures.map((one) => [one.figure, String(one.value), one.unit, one.target ?? '', one.beside ?? '']),
    ];
    const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
    for (const row of rows)
      process.stdout.write(
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
      );
  }
}
