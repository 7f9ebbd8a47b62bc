import type { MetadataImage, TopicImage } from '@yak/cluster';
import type { GroupTopic, GroupTopics } from '@yak/groups';
import type { TopicId } from '@yak/model';

/** The applied metadata as groups see it. */
export class GroupTopicsView implements GroupTopics {
  readonly #image: MetadataImage;

  constructor(image: MetadataImage) {
    this.#image = image;
  }

  get revision(): number {
    return this.#image.revision;
  }

  byName(name: string): GroupTopic | null {
    return topicOf(this.#image.topicByName(name));
  }

  byId(topicId: TopicId): GroupTopic | null {
    return topicOf(this.#image.topicById(topicId));
  }

  *all(): Iterable<GroupTopic> {
    for (const { topicId, name, partitions } of this.#image.topics())
      yield { topicId, name, partitionsCount: partitions.length };
  }
}

function topicOf(topic: TopicImage | null): GroupTopic | null {
  if (topic === null) return null;
  const { topicId, name, partitions } = topic;
  return { topicId, name, partitionsCount: partitions.length };
}
