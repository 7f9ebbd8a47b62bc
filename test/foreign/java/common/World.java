import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What a scenario works with: the broker's address, clients of it that are closed at the end, and names of its own. */
final class World implements AutoCloseable {
  private static final int ANSWER_SECONDS_MAX = 30;
  private static final int FACT_SECONDS_MAX = 60;
  private static final int LOOK_MS = 20;

  final String bootstrap;
  final Admin admin;
  private final String name;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  World(String bootstrap, String scenario) {
    this.bootstrap = bootstrap;
    this.name = scenario.replaceAll("[^a-zA-Z0-9]+", "-") + "-" + Long.toString(System.nanoTime(), 36);
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
  }

  /** A name that no other scenario has. */
  String own(String word) {
    return name + "." + word;
  }

  /** Creates a topic of this scenario. */
  String topic(String word, int partitions, Map<String, String> configs) {
    NewTopic topic = new NewTopic(own(word), partitions, (short) 1).configs(configs);
    answer(admin.createTopics(List.of(topic)).all());
    return topic.name();
  }

  String topic(String word, int partitions) {
    return topic(word, partitions, Map.of());
  }

  Properties properties(Map<String, ?> more) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", bootstrap);
    properties.put("key.serializer", "org.apache.kafka.common.serialization.ByteArraySerializer");
    properties.put("value.serializer", "org.apache.kafka.common.serialization.ByteArraySerializer");
    properties.put("key.deserializer", "org.apache.kafka.common.serialization.ByteArrayDeserializer");
    properties.put("value.deserializer", "org.apache.kafka.common.serialization.ByteArrayDeserializer");
    properties.put("auto.offset.reset", "earliest");
    properties.put("enable.auto.commit", "false");
    properties.putAll(more);
    return properties;
  }

  KafkaProducer<byte[], byte[]> producer(Map<String, ?> more) {
    return later(new KafkaProducer<>(properties(more)));
  }

  KafkaConsumer<byte[], byte[]> consumer(Map<String, ?> more) {
    return later(new KafkaConsumer<>(properties(more)));
  }

  /** Writes numbered values, one after another over the partitions. */
  void write(String topic, int partitions, int from, int toExclusive) {
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties(Map.of()))) {
      for (int number = from; number < toExclusive; number += 1)
        producer.send(new ProducerRecord<>(topic, number % partitions, null, bytes("n" + number)));
      producer.flush();
    }
  }

  /** Closes it when the scenario ends. */
  <T extends AutoCloseable> T later(T closeable) {
    open.push(closeable);
    return closeable;
  }

  @Override
  public void close() throws Exception {
    Exception first = null;
    for (AutoCloseable one : open) {
      try {
        one.close();
      } catch (Exception failure) {
        first = first == null ? failure : first;
      }
    }
    admin.close();
    if (first != null) throw first;
  }

  static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  static void check(boolean isSo, String claim) {
    if (!isSo) throw new AssertionError(claim);
  }

  static void equal(Object expected, Object actual, String what) {
    check(Objects.equals(expected, actual), what + ": expected " + expected + ", was " + actual);
  }

  /** The value of an answer of the admin. Throws what the answer says. */
  static <T> T answer(Future<T> future) {
    try {
      return future.get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof RuntimeException cause ? cause : new RuntimeException(failure.getCause());
    } catch (Exception failure) {
      throw new RuntimeException(failure);
    }
  }

  /** Something that must fail with an error of this class. */
  static void refused(Class<? extends Throwable> expected, Runnable attempt, String what) {
    try {
      attempt.run();
    } catch (Throwable failure) {
      for (Throwable one = failure; one != null; one = one.getCause()) if (expected.isInstance(one)) return;
      throw new AssertionError(what + ": expected " + expected.getSimpleName() + ", was " + failure, failure);
    }
    throw new AssertionError(what + ": expected " + expected.getSimpleName() + ", was no refusal");
  }

  interface Fact {
    boolean isSo() throws Exception;
  }

  interface Told {
    Object tell();
  }

  /** Looks again and again until the fact is so. */
  static void await(Fact fact, String what, Told told) throws Exception {
    long endMs = System.currentTimeMillis() + FACT_SECONDS_MAX * 1000L;
    while (!fact.isSo()) {
      if (System.currentTimeMillis() > endMs) throw new AssertionError("never: " + what + "; " + told.tell());
      Thread.sleep(LOOK_MS);
    }
  }

  /** Properties from names and values in turn. */
  static Map<String, Object> with(Map<String, ?> some, Object... more) {
    Map<String, Object> all = new HashMap<>(some);
    for (int at = 0; at < more.length; at += 2) all.put((String) more[at], more[at + 1]);
    return all;
  }

  static <T> boolean areDisjoint(Collection<? extends Collection<T>> sets) {
    return sets.stream().mapToLong(Collection::size).sum() == sets.stream().flatMap(Collection::stream).distinct().count();
  }
}
