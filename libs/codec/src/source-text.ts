/** Source of one generated function: lines, fresh variable names, and constants that are passed in rather than written out. */
export class SourceText {
  private readonly lines: string[] = [];
  private readonly constants: unknown[] = [];
  private deferred: string[] = [];
  private names = 0;
  private indent = '';

  /** Adds a line. */
  line(text: string): void {
    this.lines.push(this.indent + text);
  }

  /** Adds a line that opens a block; names declared inside are not seen outside. */
  open(text: string): void {
    this.line(text);
    this.indent += '  ';
  }

  /** Adds a line that closes the innermost block. */
  close(text: string): void {
    this.indent = this.indent.slice(2);
    this.line(text);
  }

  /** A name that nothing else in this function has. */
  freshName(): string {
    this.names += 1;
    return `v${this.names}`;
  }

  /** Declares a variable with a value and gives its name; a deferred one is declared at the next `flushDeferred`. */
  variable(value: string, isDeferred = false): string {
    const name = this.freshName();
    const declaration = `let ${name} = ${value};`;
    if (isDeferred) this.deferred.push(declaration);
    else this.line(declaration);
    return name;
  }

  /** Adds a line and after it the deferred declarations. */
  flushDeferred(before: string): void {
    this.line(before);
    for (const declaration of this.deferred) this.line(declaration);
    this.deferred = [];
  }

  /** An expression for the value: written out when it is simple, else a constant of the function. */
  constant(value: unknown): string {
    if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value);
    if (typeof value === 'string') return JSON.stringify(value);
    this.constants.push(value);
    return `c[${this.constants.length - 1}]`;
  }

  /** The whole source, for tests and people. */
  toString(): string {
    return this.lines.join('\n');
  }

  /** Makes the function of the lines. Its text comes from schemas only, never from a peer. */
  compile(...parameters: string[]): unknown {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the point of the room: straight code per message and version, from our own schemas
    const make = new Function(
      'c',
      `'use strict'; return function (${parameters.join(', ')}) {\n${this.toString()}\n};`,
    ) as (constants: readonly unknown[]) => unknown;
    return make(this.constants);
  }
}
