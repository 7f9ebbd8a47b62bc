import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.InvalidRecordException;

/** Compacted topics: the last value of each key stays, and Kafka's consumer gets over the gaps. */
final class Compaction {
  private static final int KEYS = 200;
  private static final int VALUE_BYTES = 2_000;
  private static final int WRITES = 4_000;

  static void addTo(Map<String, Main.Scenario> scenarios) {
    for (String codec : List.of("none", "lz4", "zstd"))
      scenarios.put("a compacted topic keeps the last of each key, codec " + codec, (world) -> compacted(world, codec));
  }

  private static void compacted(World world, String codec) throws Exception {
    Map<String, String> configs =
        Map.of(
            "cleanup.policy", "compact",
            "segment.bytes", "1048576",
            "min.cleanable.dirty.ratio", "0.01",
            "delete.retention.ms", "600000");
    String topic = world.topic("compacted", 1, configs);
    Map<String, byte[]> last = new HashMap<>();
    Random random = new Random(7);
    KafkaProducer<byte[], byte[]> producer = world.producer(Map.of("compression.type", codec));
    for (int at = 0; at < WRITES; at += 1) {
      String key = "k" + random.nextInt(KEYS);
      byte[] value = new byte[VALUE_BYTES];
      random.nextBytes(value);
      if (random.nextInt(10) == 0) value = null;
      last.put(key, value);
      producer.send(new ProducerRecord<>(topic, 0, World.bytes(key), value));
    }
    producer.flush();
    // In a compressed batch it is the cleaner that drops it: docs/divergence.md.
    if (codec.equals("none"))
      World.refused(
          InvalidRecordException.class,
          () -> World.answer(producer.send(new ProducerRecord<>(topic, 0, null, World.bytes("no key")))),
          "a record without a key");
    World.await(() -> read(world, topic).size() < WRITES / 2, "half of the records are cleaned", () -> read(world, topic).size());
    Map<String, byte[]> values = new HashMap<>();
    long before = -1;
    for (ConsumerRecord<byte[], byte[]> record : read(world, topic)) {
      World.check(record.offset() > before, "offsets grow");
      before = record.offset();
      values.put(World.text(record.key()), record.value());
    }
    World.equal((long) WRITES - 1, before, "last offset");
    for (Map.Entry<String, byte[]> entry : last.entrySet())
      World.check(java.util.Arrays.equals(entry.getValue(), values.get(entry.getKey())), "last value of " + entry.getKey());
  }

  private static List<ConsumerRecord<byte[], byte[]>> read(World world, String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    List<ConsumerRecord<byte[], byte[]>> records = new java.util.ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(world.properties(Map.of()))) {
      consumer.assign(Set.of(partition));
      consumer.seekToBeginning(Set.of(partition));
      long end = consumer.endOffsets(Set.of(partition)).get(partition);
      while (consumer.position(partition) < end) consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
    }
    return records;
  }
}
