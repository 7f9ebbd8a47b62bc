import { MalformedRequest } from '@yak/codec';

test('a malformed request is an error with a code of its own and keeps its cause', () => {
  const cause = new Error('below');
  const error = new MalformedRequest('the frame ends inside of a field', { cause });
  expect(error).toBeInstanceOf(Error);
  expect({ code: error.code, name: error.name, message: error.message, cause: error.cause }).toEqual({
    code: 'YAK_MALFORMED_REQUEST',
    name: 'MalformedRequest',
    message: 'the frame ends inside of a field',
    cause,
  });
});
