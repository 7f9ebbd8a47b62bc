import { renderTable } from '../../../apps/cli/src/table';

it('a table is as wide as its widest cells, numbers stand right, and no line ends in blanks', () => {
  const columns = [{ heading: 'NAME' }, { heading: 'COUNT', isNumber: true }, { heading: 'END' }];
  expect(
    renderTable(columns, [
      ['orders', '3', ''],
      ['b', '12', 'x'],
    ]),
  ).toBe('NAME    COUNT  END\norders      3\nb          12  x\n');
});
