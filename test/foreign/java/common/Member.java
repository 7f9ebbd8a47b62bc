import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;

/** A member of a group on a thread of its own: polls, notes what it reads, and commits it. */
final class Member implements AutoCloseable, ConsumerRebalanceListener {
  /** Small, so that a rebalance is noticed soon and a silent member is missed soon. */
  static final Map<String, Object> CLASSIC =
      Map.of("group.protocol", "classic", "heartbeat.interval.ms", 100, "session.timeout.ms", 6000);
  static final Map<String, Object> CONSUMER = Map.of("group.protocol", "consumer");
  static final String RANGE = "org.apache.kafka.clients.consumer.RangeAssignor";
  static final String COOPERATIVE = "org.apache.kafka.clients.consumer.CooperativeStickyAssignor";

  private static final int COMMIT_ATTEMPTS_MAX = 100;
  private static final int COMMIT_PAUSE_MS = 20;

  final String label;
  volatile Set<Integer> owned = Set.of();
  volatile Set<TopicPartition> ownedPartitions = Set.of();
  volatile int generation = -1;
  volatile String memberId = "";
  volatile int revocations;
  volatile int partitionsRevoked;
  volatile int assignments;
  volatile int losses;
  volatile Throwable failure;
  private final Seen seen;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final ConcurrentLinkedQueue<Consumer<KafkaConsumer<byte[], byte[]>>> jobs = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean isClosing;
  private boolean isCommitted = true;

  interface Subscription {
    void subscribe(KafkaConsumer<byte[], byte[]> consumer, ConsumerRebalanceListener listener);
  }

  Member(World world, String label, Seen seen, Map<String, Object> settings, Subscription subscription) {
    this.label = label;
    this.seen = seen;
    this.consumer = new KafkaConsumer<>(world.properties(World.with(settings, "client.id", label)));
    subscription.subscribe(consumer, this);
    this.thread = new Thread(this::live, label);
    thread.setDaemon(true);
    thread.start();
    world.later(this);
  }

  Member(World world, String label, Seen seen, Map<String, Object> settings, String topic) {
    this(world, label, seen, settings, (consumer, listener) -> consumer.subscribe(Set.of(topic), listener));
  }

  /** Does something with the consumer on its own thread. */
  void ask(Consumer<KafkaConsumer<byte[], byte[]>> job) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    jobs.add(
        (one) -> {
          try {
            job.accept(one);
            done.complete(null);
          } catch (RuntimeException error) {
            done.completeExceptionally(error);
          }
        });
    done.get(30, TimeUnit.SECONDS);
  }

  private void live() {
    try {
      while (!isClosing) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(50));
        for (ConsumerRecord<byte[], byte[]> record : records) seen.note(label, record);
        if (!records.isEmpty() || !isCommitted) commit();
        note();
        for (var job = jobs.poll(); job != null; job = jobs.poll()) job.accept(consumer);
      }
      for (int attempt = 0; !isCommitted && attempt < COMMIT_ATTEMPTS_MAX; attempt += 1) {
        consumer.pause(consumer.assignment());
        consumer.poll(Duration.ofMillis(COMMIT_PAUSE_MS));
        commit();
      }
      consumer.close();
    } catch (Throwable error) {
      failure = error;
      try {
        consumer.close(Duration.ZERO);
      } catch (RuntimeException alsoFailed) {
        error.addSuppressed(alsoFailed);
      }
    }
  }

  /** Commits what was read. A commit that crosses a new generation on its way is refused, and has to be tried again. */
  private void commit() {
    try {
      consumer.commitSync();
      isCommitted = true;
    } catch (CommitFailedException | RebalanceInProgressException moved) {
      isCommitted = false;
      seen.refusedCommits += 1;
    }
  }

  private void note() {
    Set<Integer> partitions = new TreeSet<>();
    for (TopicPartition one : consumer.assignment()) partitions.add(one.partition());
    owned = partitions;
    ownedPartitions = Set.copyOf(consumer.assignment());
    generation = consumer.groupMetadata().generationId();
    memberId = consumer.groupMetadata().memberId();
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    if (partitions.isEmpty()) return;
    revocations += 1;
    partitionsRevoked += partitions.size();
    commit();
    try {
      for (int attempt = 0; !isCommitted && attempt < COMMIT_ATTEMPTS_MAX; attempt += 1) {
        Thread.sleep(COMMIT_PAUSE_MS);
        commit();
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    if (!isClosing) losses += 1; // whoever closes during a rebalance loses what it has, in Java's classic client
    isCommitted = true;
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    assignments += 1;
  }

  /** Leaves as KafkaConsumer.close does: politely, or as a static member. Once. */
  @Override
  public void close() throws Exception {
    isClosing = true;
    thread.join(30_000);
    World.check(!thread.isAlive(), label + " never ended");
  }

  @Override
  public String toString() {
    return label + " generation " + generation + " owns " + ownedPartitions + (failure == null ? "" : " failed " + failure);
  }
}
