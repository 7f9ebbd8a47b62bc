import { KafkaError } from '@yak/client';
import { errorOf, throwIfError } from '../../../libs/client/src/kafka-error';

describe('an error of Kafka', () => {
  it('has its code, its name, what the broker said, and whether trying again may help', () => {
    const error = new KafkaError(6, 'orders-1');
    expect([error.code, error.kafkaName, error.retriable, error.message]).toEqual([
      6,
      'NOT_LEADER_OR_FOLLOWER',
      true,
      'NOT_LEADER_OR_FOLLOWER: orders-1',
    ]);
    expect(new KafkaError(17).retriable).toBe(false);
  });

  it('does not exist for code 0', () => {
    expect(errorOf(0)).toBeNull();
    expect(errorOf(3)?.message).toBe('UNKNOWN_TOPIC_OR_PARTITION');
    expect(() => {
      throwIfError(0);
    }).not.toThrow();
    expect(() => {
      throwIfError(3, 'x');
    }).toThrow('UNKNOWN_TOPIC_OR_PARTITION: x');
  });
});
