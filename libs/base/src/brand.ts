declare const brand: unique symbol;

/** A value of type T that cannot be mixed up with another T: `Brand<number, 'Offset'>`. Costs nothing at run time. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
