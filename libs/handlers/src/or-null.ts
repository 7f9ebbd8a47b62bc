/** The wire's −1 for "none" as null; every other number as it is. */
export function orNull(value: number): number | null {
  return value === -1 ? null : value;
}
