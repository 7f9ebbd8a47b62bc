/** Weights of the media ranges of an Accept header; a range without a weight, or with one that is no number, has 1. */
function weightsIn(accept: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const range of accept.split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    const number = weight === undefined ? 1 : Number(weight);
    weights.set(type, Number.isNaN(number) ? 1 : number);
  }
  return weights;
}

/** Whether a client wants `text/plain` rather than JSON. JSON is what it gets unless it says so. Source: RFC 9110 §12.5.1. */
export function prefersText(accept: string): boolean {
  const weights = weightsIn(accept);
  const text = weights.get('text/plain') ?? weights.get('text/*') ?? 0;
  const json = weights.get('application/json') ?? weights.get('application/*') ?? weights.get('*/*') ?? 0;
  const named = weights.has('text/plain') && !weights.has('application/json');
  return text > json || (named && text === json && text > 0);
}
