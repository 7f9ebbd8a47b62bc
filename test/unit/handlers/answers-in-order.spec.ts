import { answersInOrder } from '../../../libs/handlers/src/answers-in-order';

const refuse = (id: string) => `${id} refused`;

describe('answers for named groups', () => {
  it('come in the order of the names, asked for together', async () => {
    const asks: (readonly string[])[] = [];
    const ask = (ids: readonly string[]) => {
      asks.push(ids);
      return Promise.resolve(ids.map((id) => `${id} asked`));
    };
    const answers = await answersInOrder(['a', 'x', 'b', 'a'], { mayAsk: (id) => id !== 'x', ask, refuse });
    expect(answers).toEqual(['a asked', 'x refused', 'b asked', 'a asked']);
    expect(asks).toEqual([['a', 'b', 'a']]);
  });

  it('need nobody where none may be asked', async () => {
    const ask = () => Promise.reject(new Error('nobody is to be asked'));
    expect(await answersInOrder(['x'], { mayAsk: () => false, ask, refuse })).toEqual(['x refused']);
  });
});
