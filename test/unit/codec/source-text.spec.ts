import { SourceText } from '../../../libs/codec/src/source-text';

test('lines are compiled into a function with its constants', () => {
  const source = new SourceText();
  const frozen = Object.freeze({ fixed: true });
  source.open('if (x > 1) {');
  const name = source.variable('x + 1');
  source.line(`return [${name}, ${source.constant(frozen)}, ${source.constant('a"b')}, ${source.constant(null)}];`);
  source.close('}');
  source.line(`return ${source.constant(-1)};`);
  const compiled = source.compile('x') as (x: number) => unknown;
  expect(compiled(1)).toBe(-1);
  expect(compiled(4)).toEqual([5, { fixed: true }, 'a"b', null]);
  expect((compiled(4) as unknown[])[1]).toBe(frozen);
});

test('deferred variables are declared after the line that guards them', () => {
  const source = new SourceText();
  const first = source.variable('1', true);
  const second = source.variable('2', true);
  source.flushDeferred('guard();');
  source.line(`return ${first} + ${second};`);
  expect(source.toString().split('\n')).toEqual(['guard();', 'let v1 = 1;', 'let v2 = 2;', 'return v1 + v2;']);
});
