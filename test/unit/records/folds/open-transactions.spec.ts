import { OpenTransactions } from '../../../../libs/records/src/folds/open-transactions';

test('the oldest open transaction comes first, in whatever order they were told', () => {
  const transactions = new OpenTransactions();
  expect(transactions.firstOpen()).toBeNull();
  transactions.open(1, 20);
  transactions.open(2, 10);
  transactions.open(3, 30);
  expect(transactions.firstOpen()).toBe(10);
});

test('a transaction that is open already keeps its start', () => {
  const transactions = new OpenTransactions();
  transactions.open(1, 20);
  transactions.open(1, 5);
  expect(transactions.firstOpen()).toBe(20);
});

test('a transaction that is over holds readers back until its marker is below the high watermark', () => {
  const transactions = new OpenTransactions();
  transactions.open(1, 10);
  transactions.open(2, 12);
  transactions.complete(1, 15);
  expect(transactions.firstOpen()).toBe(12);
  expect(transactions.firstUnstable(15)).toBe(10);
  expect(transactions.firstUnstable(16)).toBe(12);
  transactions.complete(2, 17);
  expect(transactions.firstOpen()).toBeNull();
  expect(transactions.firstUnstable(17)).toBe(12);
  expect(transactions.firstUnstable(18)).toBeNull();
});

test('the end of a transaction that is not open is ignored', () => {
  const transactions = new OpenTransactions();
  transactions.complete(1, 15);
  expect(transactions.firstUnstable(0)).toBeNull();
});
