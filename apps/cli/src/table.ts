/** A column: its heading, and whether its values stand right. */
export interface Column {
  readonly heading: string;
  readonly isNumber?: boolean;
}

/** Rows under headings, columns two blanks apart, no line longer than it must be. Ends with a newline. */
export function renderTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const lines = [columns.map(({ heading }) => heading), ...rows];
  const widths = columns.map((_, at) => lines.reduce((width, line) => Math.max(width, (line[at] ?? '').length), 0));
  const cell = (text: string, at: number): string => {
    const width = widths[at] ?? 0;
    return columns[at]?.isNumber === true ? text.padStart(width) : text.padEnd(width);
  };
  return lines
    .map(
      (line) =>
        `${columns
          .map((_, at) => cell(line[at] ?? '', at))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
