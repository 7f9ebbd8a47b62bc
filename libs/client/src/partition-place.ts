/** One partition in a call of many. */
export interface PartitionPlace {
  readonly topic: string;
  readonly partition: number;
}

/** Places as requests want them: one entry per topic, in the order of their first partition. */
export function byTopic<Place extends PartitionPlace, Entry>(
  places: readonly Place[],
  entryOf: (place: Place) => Entry,
): { name: string; partitions: Entry[] }[] {
  const topics = new Map<string, Entry[]>();
  for (const place of places) {
    const partitions = topics.get(place.topic) ?? [];
    topics.set(place.topic, partitions);
    partitions.push(entryOf(place));
  }
  return [...topics].map(([name, partitions]) => ({ name, partitions }));
}
