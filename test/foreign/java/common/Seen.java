import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.AppInfoParser;

/** What the members of a group have read, each numbered value with every place where it came. */
final class Seen {
  volatile int refusedCommits;
  private final Map<String, Queue<String>> places = new ConcurrentHashMap<>();

  void note(String label, ConsumerRecord<byte[], byte[]> record) {
    String place = label + " at " + record.partition() + "/" + record.offset();
    places.computeIfAbsent(World.text(record.value()), (value) -> new ConcurrentLinkedQueue<>()).add(place);
  }

  /** Waits until every number from 0 on was read. */
  void awaitAll(int countExclusive) throws Exception {
    World.await(() -> places.size() >= countExclusive, countExclusive + " records read", places::size);
    for (int number = 0; number < countExclusive; number += 1)
      World.check(places.containsKey("n" + number), "n" + number + " was never read");
  }

  /**
   * None may come twice, because members commit before they give partitions up. Of members of the consumer protocol this can be
   * asked since 4.0 only: the client of 3.9, where that protocol is a preview, may start at auto.offset.reset in partitions that
   * it is given while its OffsetFetch for others is under way, and never asks for what was committed there.
   */
  void checkNoneRepeated() {
    if (AppInfoParser.getVersion().startsWith("3.")) return;
    List<String> repeated =
        places.entrySet().stream()
            .filter((entry) -> entry.getValue().size() > 1)
            .map((entry) -> entry.getKey() + " " + entry.getValue())
            .sorted()
            .toList();
    World.equal(List.of(), repeated, "read twice although all is committed; commits refused: " + refusedCommits);
  }
}
