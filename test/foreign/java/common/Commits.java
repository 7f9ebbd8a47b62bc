import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;

/** Offsets that consumers commit and ask for. */
final class Commits {
  static void addTo(Map<String, Main.Scenario> scenarios) {
    scenarios.put("commits of a classic member", (world) -> commits(world, Member.CLASSIC));
    scenarios.put("commits of a member of the consumer protocol", (world) -> commits(world, Member.CONSUMER));
    scenarios.put("commits without a group's membership", Commits::standalone);
    scenarios.put("a classic member that was silent too long may not commit", (world) -> silent(world, Member.CLASSIC));
  }

  private static void commits(World world, Map<String, Object> settings) throws Exception {
    String topic = world.topic("committed", 2);
    TopicPartition zero = new TopicPartition(topic, 0);
    TopicPartition one = new TopicPartition(topic, 1);
    world.write(topic, 2, 0, 20);
    Map<String, Object> grouped = World.with(settings, "group.id", world.own("group"));
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(world.properties(grouped))) {
      consumer.subscribe(Set.of(topic));
      Set<String> read = new java.util.HashSet<>();
      while (read.size() < 20) consumer.poll(Duration.ofMillis(100)).forEach((record) -> read.add(World.text(record.value())));
      Map<TopicPartition, OffsetAndMetadata> none = new HashMap<>();
      none.put(zero, null);
      none.put(one, null);
      World.equal(none, consumer.committed(Set.of(zero, one)), "nothing committed");
      consumer.commitSync();
      World.equal(10L, consumer.committed(Set.of(zero)).get(zero).offset(), "committed");
      OffsetAndMetadata marked = new OffsetAndMetadata(3, java.util.Optional.of(1), "a mark: ü");
      CompletableFuture<Exception> answered = new CompletableFuture<>();
      consumer.commitAsync(Map.of(one, marked), (offsets, error) -> answered.complete(error));
      while (!answered.isDone()) consumer.poll(Duration.ofMillis(10));
      World.equal(null, answered.get(), "error of commitAsync");
      World.equal(Map.of(one, marked), consumer.committed(Set.of(one)), "marked");
      World.refused(
          OffsetMetadataTooLarge.class,
          () -> consumer.commitSync(Map.of(one, new OffsetAndMetadata(4, "x".repeat(4097)))),
          "long metadata");
    }
    try (KafkaConsumer<byte[], byte[]> next = new KafkaConsumer<>(world.properties(grouped))) {
      next.subscribe(Set.of(topic));
      Set<String> read = new java.util.TreeSet<>();
      while (read.size() < 7) next.poll(Duration.ofMillis(100)).forEach((record) -> read.add(World.text(record.value())));
      World.equal(Set.of("n7", "n9", "n11", "n13", "n15", "n17", "n19"), read, "read from the committed offset on");
    }
  }

  private static void standalone(World world) {
    String topic = world.topic("standalone", 1);
    TopicPartition partition = new TopicPartition(topic, 0);
    world.write(topic, 1, 0, 5);
    KafkaConsumer<byte[], byte[]> consumer = world.consumer(Map.of("group.id", world.own("group")));
    consumer.assign(Set.of(partition));
    consumer.commitSync(Map.of(partition, new OffsetAndMetadata(2)));
    World.equal(2L, consumer.committed(Set.of(partition)).get(partition).offset(), "committed");
    var first = consumer.poll(Duration.ofSeconds(10)).iterator().next();
    World.equal(2L, first.offset(), "first offset read");
  }

  /** A member that does not poll for longer than max.poll.interval.ms leaves; another takes over. */
  private static void silent(World world, Map<String, Object> settings) throws Exception {
    String topic = world.topic("silent", 1);
    world.write(topic, 1, 0, 3);
    Map<String, Object> grouped = World.with(settings, "group.id", world.own("group"));
    Seen seen = new Seen();
    KafkaConsumer<byte[], byte[]> sleeper = world.consumer(World.with(grouped, "max.poll.interval.ms", 500));
    sleeper.subscribe(Set.of(topic));
    while (sleeper.poll(Duration.ofMillis(100)).isEmpty()) World.check(true, "joining");
    Member other = new Member(world, "other", seen, grouped, topic);
    World.await(() -> other.owned.size() == 1, "the other took over", () -> other);
    World.refused(CommitFailedException.class, sleeper::commitSync, "commit of one that was thrown out");
    seen.awaitAll(3);
  }
}
