import { prefersText } from '../../../libs/platform/src/prefers-text';

test.each([
  ['', false],
  ['*/*', false],
  ['application/json', false],
  ['text/plain', true],
  ['TEXT/PLAIN; charset=utf-8', true],
  ['text/plain, */*', true],
  ['text/plain;q=0.5, application/json', false],
  ['text/plain, application/json;q=0.9', true],
  ['text/plain, application/json', false],
  ['text/plain;q=0', false],
  ['text/plain;q=half', true],
  ['text/html,application/xhtml+xml,*/*;q=0.8', false],
  ['text/*', true],
])('Accept: %s asks for text: %s', (accept, isText) => {
  expect(prefersText(accept)).toBe(isText);
});
