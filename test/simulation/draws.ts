import type { Random } from '@yak/base';

/** A size in [least, most] whose logarithm is even: small ones are as likely as large ones. */
export function logUniform(random: Random, least: number, most: number): number {
  return Math.round(least * (most / least) ** random.fraction());
}

/** An element, each as likely. */
export function oneOf<const T>(random: Random, choices: readonly [T, ...T[]]): T {
  return choices[random.below(choices.length)] ?? choices[0];
}
