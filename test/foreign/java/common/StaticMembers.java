import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.UnreleasedInstanceIdException;

/** Members with group.instance.id: they may go and come back without a rebalance, and no two may share a name. */
final class StaticMembers {
  static void addTo(Map<String, Main.Scenario> scenarios) {
    scenarios.put(
        "static members restart without a rebalance, classic range",
        (world) -> restart(world, World.with(Member.CLASSIC, "partition.assignment.strategy", Member.RANGE)));
    scenarios.put(
        "static members restart without a rebalance, classic cooperative-sticky",
        (world) -> restart(world, World.with(Member.CLASSIC, "partition.assignment.strategy", Member.COOPERATIVE)));
    scenarios.put("static members restart without a rebalance, consumer", (world) -> restart(world, Member.CONSUMER));
    scenarios.put("a classic static member is fenced by the next of its name", StaticMembers::fenced);
    scenarios.put("a static member of the consumer protocol keeps its name while it lives", StaticMembers::unreleased);
    scenarios.put(
        "a static member that stays away is missed after its session, classic",
        (world) -> missed(world, World.with(Member.CLASSIC, "session.timeout.ms", 1000)));
    scenarios.put(
        "a static member that stays away is missed after its session, consumer", (world) -> missed(world, Member.CONSUMER));
  }

  private static Member member(World world, Seen seen, Map<String, Object> settings, String instance, String label) {
    Map<String, Object> all =
        World.with(settings, "group.id", world.own("group"), "group.instance.id", instance);
    return new Member(world, label, seen, all, world.own("topic"));
  }

  private static void restart(World world, Map<String, Object> settings) throws Exception {
    String topic = world.topic("topic", 6);
    Seen seen = new Seen();
    Member one = member(world, seen, settings, "one", "one");
    Member two = member(world, seen, settings, "two", "two");
    Rebalances.awaitShares(6, 3, one, two);
    world.write(topic, 6, 0, 60);
    seen.awaitAll(60);
    for (int round = 0; round < 2; round += 1) {
      one = again(world, seen, settings, "one", one, two);
      two = again(world, seen, settings, "two", two, one);
    }
    world.write(topic, 6, 60, 120);
    seen.awaitAll(120);
    seen.checkNoneRepeated();
  }

  /** The member ends and comes back under its instance id: same partitions, and the other hears nothing. */
  private static Member again(
      World world, Seen seen, Map<String, Object> settings, String instance, Member old, Member other) throws Exception {
    World.await(() -> other.generation == old.generation, "both in one generation", () -> old + ", " + other);
    Set<TopicPartition> before = old.ownedPartitions;
    Set<TopicPartition> others = other.ownedPartitions;
    int generation = old.generation;
    int assignments = other.assignments;
    int revocations = other.revocations;
    old.close();
    Member back = member(world, seen, settings, instance, instance + "'s return");
    World.await(() -> back.ownedPartitions.equals(before), "the same partitions " + before, () -> back);
    World.equal(generation, back.generation, "generation after the return");
    World.equal(generation, other.generation, "the other's generation");
    World.equal(others, other.ownedPartitions, "the other's partitions");
    World.equal(revocations, other.revocations, "the other's revocations");
    World.equal(assignments, other.assignments, "the other's assignments");
    return back;
  }

  private static void fenced(World world) throws Exception {
    String topic = world.topic("topic", 2);
    Seen seen = new Seen();
    Member old = member(world, seen, Member.CLASSIC, "one", "old");
    Rebalances.awaitShares(2, 2, old);
    Member next = member(world, seen, Member.CLASSIC, "one", "next");
    Rebalances.awaitShares(2, 2, next);
    World.await(() -> old.failure != null, "the old one fails", () -> old);
    World.check(old.failure instanceof FencedInstanceIdException, "the old one is fenced, was " + old.failure);
    world.write(topic, 2, 0, 10);
    seen.awaitAll(10);
  }

  private static void unreleased(World world) throws Exception {
    String topic = world.topic("topic", 2);
    Seen seen = new Seen();
    Member old = member(world, seen, Member.CONSUMER, "one", "old");
    Rebalances.awaitShares(2, 2, old);
    Member next = member(world, seen, Member.CONSUMER, "one", "next");
    World.await(() -> next.failure != null, "the next one fails", () -> next);
    World.check(next.failure instanceof UnreleasedInstanceIdException, "the name is not free, was " + next.failure);
    world.write(topic, 2, 0, 10);
    seen.awaitAll(10);
    World.equal(null, old.failure, "the old one's failure");
  }

  private static void missed(World world, Map<String, Object> settings) throws Exception {
    String topic = world.topic("topic", 4);
    Seen seen = new Seen();
    Member one = member(world, seen, settings, "one", "one");
    Member two = member(world, seen, settings, "two", "two");
    Rebalances.awaitShares(4, 2, one, two);
    one.close();
    Rebalances.awaitShares(4, 4, two);
    world.write(topic, 4, 0, 20);
    seen.awaitAll(20);
  }
}
