/** A topic of a Produce request, as far as duplicates go. */
interface ProducedTopic {
  readonly name: string;
  readonly partitionData: readonly { readonly index: number }[];
}

/**
 * The same topics, where a partition that is named twice counts only the last time; the very same array when none is.
 * Source: Kafka KafkaApis.handleProduceRequest, which gathers the partitions in a map.
 */
export function lastOfEach<Topic extends ProducedTopic>(topics: readonly Topic[]): readonly Topic[] {
  if (topics.length === 1 && topics[0]?.partitionData.length === 1) return topics;
  const last = new Map<string, object>();
  let count = 0;
  for (const topic of topics) {
    for (const partition of topic.partitionData) {
      last.set(`${topic.name}-${partition.index}`, partition);
      count += 1;
    }
  }
  if (last.size === count) return topics;
  return topics
    .map((topic) => ({
      ...topic,
      partitionData: topic.partitionData.filter(
        (partition) => last.get(`${topic.name}-${partition.index}`) === partition,
      ),
    }))
    .filter((topic) => topic.partitionData.length > 0);
}
