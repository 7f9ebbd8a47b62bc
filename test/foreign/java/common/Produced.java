import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** Records as they were produced, byte by byte, and offsets by time. */
final class Produced {
  private static final long FIRST_MS = 1_700_000_000_000L;

  static void addTo(Map<String, Main.Scenario> scenarios) {
    for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd"))
      scenarios.put("records are read as they were produced, codec " + codec, (world) -> exact(world, codec));
    scenarios.put("offsets are found by time, and at both ends", Produced::byTime);
  }

  private static void exact(World world, String codec) {
    String topic = world.topic("exact", 1);
    TopicPartition partition = new TopicPartition(topic, 0);
    Random random = new Random(codec.hashCode());
    List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
    int[] lengths = {-1, 0, 1, 100, 16_000, 300_000};
    for (int at = 0; at < 120; at += 1) {
      byte[] key = random(random, lengths[random.nextInt(4)]);
      byte[] value = random(random, lengths[at % 40 == 39 ? 5 : random.nextInt(5)]);
      ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, 0, FIRST_MS + at, key, value);
      for (int header = random.nextInt(4); header > 0; header -= 1)
        record.headers().add("h" + random.nextInt(2), random(random, lengths[random.nextInt(4)]));
      sent.add(record);
    }
    KafkaProducer<byte[], byte[]> producer =
        world.producer(Map.of("compression.type", codec, "linger.ms", 5, "acks", "all"));
    var answers = sent.stream().map(producer::send).toList();
    for (int at = 0; at < answers.size(); at += 1) World.equal((long) at, World.answer(answers.get(at)).offset(), "offset");
    KafkaConsumer<byte[], byte[]> consumer = world.consumer(Map.of("max.poll.records", 7));
    consumer.assign(Set.of(partition));
    consumer.seekToBeginning(Set.of(partition));
    List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
    while (read.size() < sent.size()) consumer.poll(Duration.ofSeconds(1)).forEach(read::add);
    World.equal(sent.size(), read.size(), "records");
    for (int at = 0; at < read.size(); at += 1) same(at, sent.get(at), read.get(at));
  }

  private static byte[] random(Random random, int length) {
    if (length < 0) return null;
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static void same(int offset, ProducerRecord<byte[], byte[]> sent, ConsumerRecord<byte[], byte[]> read) {
    World.equal((long) offset, read.offset(), "offset");
    World.equal(sent.timestamp(), read.timestamp(), "timestamp of " + offset);
    World.check(Arrays.equals(sent.key(), read.key()), "key of " + offset);
    World.check(Arrays.equals(sent.value(), read.value()), "value of " + offset);
    Header[] expected = sent.headers().toArray();
    Header[] actual = read.headers().toArray();
    World.check(Arrays.equals(expected, actual), "headers of " + offset + ": " + Arrays.toString(actual));
  }

  private static void byTime(World world) {
    String topic = world.topic("times", 2);
    TopicPartition full = new TopicPartition(topic, 0);
    TopicPartition empty = new TopicPartition(topic, 1);
    KafkaProducer<byte[], byte[]> producer = world.producer(Map.of("compression.type", "lz4"));
    for (int at = 0; at < 50; at += 1)
      producer.send(new ProducerRecord<>(topic, 0, FIRST_MS + at * 10L, null, World.bytes("n" + at)));
    producer.flush();
    KafkaConsumer<byte[], byte[]> consumer = world.consumer(Map.of());
    World.equal(Map.of(full, 0L, empty, 0L), consumer.beginningOffsets(Set.of(full, empty)), "beginning");
    World.equal(Map.of(full, 50L, empty, 0L), consumer.endOffsets(Set.of(full, empty)), "end");
    for (int at : new int[] {0, 1, 17, 49}) {
      long wanted = FIRST_MS + at * 10L - (at == 0 ? 0 : 3);
      OffsetAndTimestamp found = consumer.offsetsForTimes(Map.of(full, wanted)).get(full);
      World.equal((long) at, found.offset(), "offset at " + wanted);
      World.equal(FIRST_MS + at * 10L, found.timestamp(), "timestamp at " + wanted);
    }
    World.check(consumer.offsetsForTimes(Map.of(full, FIRST_MS + 491)).get(full) == null, "nothing after the last");
    World.check(consumer.offsetsForTimes(Map.of(empty, FIRST_MS)).get(empty) == null, "nothing in an empty partition");
  }
}
