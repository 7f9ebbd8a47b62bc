import { decodePlainRecords, readBatchHeader } from '@yak/records';

/** The numbers that the records of a fetch have as values, from an offset on, and where to fetch next. A torn tail is left out. */
export function numbersIn(records: Buffer, fromOffset: number): { values: number[]; nextOffset: number } {
  const values: number[] = [];
  let nextOffset = fromOffset;
  for (let at = 0; at < records.length;) {
    const header = readBatchHeader(records, at);
    if (header === null || at + header.sizeInBytes > records.length) break;
    for (const record of decodePlainRecords(records.subarray(at, at + header.sizeInBytes))) {
      if (record.offset < nextOffset) continue;
      values.push(Number(record.value?.toString()));
      nextOffset = record.offset + 1;
    }
    at += header.sizeInBytes;
  }
  return { values, nextOffset };
}
