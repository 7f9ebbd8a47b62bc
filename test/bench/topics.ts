import { errorName } from '@yak/model';
import { CreateTopics, DeleteTopics } from '@yak/protocol';
import { RawConnection } from '../support/raw-connection';

/** Creates a topic on the broker at a port of this machine and waits until its leaders serve. */
export async function createTopic(port: number, name: string, partitions: number): Promise<void> {
  const connection = await RawConnection.open(port);
  const answer = await connection.request(CreateTopics, 5, {
    topics: [{ name, numPartitions: partitions, replicationFactor: 1, assignments: [], configs: [] }],
    timeoutMs: 120_000,
    validateOnly: false,
  });
  connection.close();
  const [topic] = answer.topics;
  if (topic === undefined || topic.errorCode !== 0)
    throw new Error(`${name}: ${errorName(topic?.errorCode ?? -1)} ${topic?.errorMessage ?? ''}`);
}

/** Deletes a topic; its files go soon after. */
export async function deleteTopic(port: number, name: string): Promise<void> {
  const connection = await RawConnection.open(port);
  const answer = await connection.request(DeleteTopics, 4, { topicNames: [name], timeoutMs: 30_000 });
  connection.close();
  const [topic] = answer.responses;
  if (topic === undefined || topic.errorCode !== 0) throw new Error(`${name}: ${errorName(topic?.errorCode ?? -1)}`);
}
