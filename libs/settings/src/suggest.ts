const distanceMax = 3;

const distance = (one: string, other: string): number => {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const cost = one[row - 1] === other[column - 1] ? 0 : 1;
      const insertion = (current[column - 1] ?? 0) + 1;
      const deletion = (previous[column] ?? 0) + 1;
      current.push(Math.min(insertion, deletion, (previous[column - 1] ?? 0) + cost));
    }
    previous = current;
  }
  return previous[other.length] ?? 0;
};

/**
 * The name that was probably meant: the nearest of `known` within three edits, or one that differs only in `.`, `_`, `-`
 * and case, or in a leading `log.`.
 * @returns the suggestion, or null when nothing is near
 */
export function suggest(name: string, known: Iterable<string>): string | null {
  const plain = (text: string): string =>
    text
      .toLowerCase()
      .replace(/^log\./, '')
      .replace(/[-_.]/g, '');
  const wanted = plain(name);
  let best: { name: string; edits: number } | null = null;
  for (const candidate of known) {
    const other = plain(candidate);
    if (Math.abs(other.length - wanted.length) > distanceMax) continue;
    const edits = wanted === other ? 0 : distance(wanted, other);
    if (edits <= Math.min(distanceMax, Math.floor(wanted.length / 3)) && (best === null || edits < best.edits)) {
      best = { name: candidate, edits };
    }
  }
  return best?.name ?? null;
}

/** The sentence `Did you mean "retention.ms"?` with a blank before it, or nothing. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const suggestion = suggest(name, known);
  return suggestion === null ? '' : ` Did you mean "${suggestion}"?`;
}
