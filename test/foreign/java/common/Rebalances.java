import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Members that join and leave while records are written: all are read, and every partition has one owner. */
final class Rebalances {
  private static final int PARTITIONS = 12;

  static void addTo(Map<String, Main.Scenario> scenarios) {
    scenarios.put(
        "members join and leave, classic range",
        (world) -> churn(world, World.with(Member.CLASSIC, "partition.assignment.strategy", Member.RANGE), false));
    scenarios.put(
        "members join and leave, classic cooperative-sticky",
        (world) -> churn(world, World.with(Member.CLASSIC, "partition.assignment.strategy", Member.COOPERATIVE), true));
    scenarios.put(
        "members join and leave, consumer uniform",
        (world) -> churn(world, World.with(Member.CONSUMER, "group.remote.assignor", "uniform"), true));
    scenarios.put(
        "members join and leave, consumer range",
        (world) -> churn(world, World.with(Member.CONSUMER, "group.remote.assignor", "range"), false));
    scenarios.put("a topic grows under a classic group", (world) -> growth(world, Member.CLASSIC));
    scenarios.put("a topic grows under a consumer group", (world) -> growth(world, Member.CONSUMER));
  }

  /** Every member owns as many partitions as said, all together own all, none twice. */
  static void awaitShares(int partitions, int share, Member... members) throws Exception {
    List<Member> all = Arrays.asList(members);
    World.await(
        () -> {
          for (Member member : all) if (member.failure != null) throw new AssertionError(member.toString(), member.failure);
          List<Set<TopicPartition>> sets = all.stream().map((member) -> member.ownedPartitions).toList();
          return sets.stream().allMatch((set) -> set.size() == share)
              && World.areDisjoint(sets)
              && share * all.size() == partitions;
        },
        share + " partitions each for " + all.size() + " members",
        () -> all);
  }

  private static void churn(World world, Map<String, Object> settings, boolean isSticky) throws Exception {
    String topic = world.topic("churned", PARTITIONS);
    Map<String, Object> grouped = World.with(settings, "group.id", world.own("group"));
    Seen seen = new Seen();
    world.write(topic, PARTITIONS, 0, 120);
    Member first = new Member(world, "first", seen, grouped, topic);
    awaitShares(PARTITIONS, 12, first);
    Member second = new Member(world, "second", seen, grouped, topic);
    awaitShares(PARTITIONS, 6, first, second);
    if (isSticky) World.equal(6, first.partitionsRevoked, "only what moved was revoked from the first");
    world.write(topic, PARTITIONS, 120, 240);
    Member third = new Member(world, "third", seen, grouped, topic);
    awaitShares(PARTITIONS, 4, first, second, third);
    if (isSticky) World.equal(8, first.partitionsRevoked, "two more were revoked from the first");
    world.write(topic, PARTITIONS, 240, 360);
    second.close();
    awaitShares(PARTITIONS, 6, first, third);
    Member fourth = new Member(world, "fourth", seen, grouped, topic);
    Member fifth = new Member(world, "fifth", seen, grouped, topic);
    awaitShares(PARTITIONS, 3, first, third, fourth, fifth);
    world.write(topic, PARTITIONS, 360, 480);
    first.close();
    third.close();
    awaitShares(PARTITIONS, 6, fourth, fifth);
    world.write(topic, PARTITIONS, 480, 600);
    seen.awaitAll(600);
    for (Member member : List.of(first, second, third, fourth, fifth)) {
      World.equal(null, member.failure, member.label + "'s failure");
      World.equal(0, member.losses, member.label + "'s lost assignments");
    }
    seen.checkNoneRepeated();
  }

  private static void growth(World world, Map<String, Object> settings) throws Exception {
    String topic = world.topic("growing", 2);
    Map<String, Object> grouped =
        World.with(settings, "group.id", world.own("group"), "metadata.max.age.ms", 200);
    Seen seen = new Seen();
    Member first = new Member(world, "first", seen, grouped, topic);
    Member second = new Member(world, "second", seen, grouped, topic);
    awaitShares(2, 1, first, second);
    World.answer(
        world.admin.createPartitions(Map.of(topic, org.apache.kafka.clients.admin.NewPartitions.increaseTo(6))).all());
    awaitShares(6, 3, first, second);
    world.write(topic, 6, 0, 60);
    seen.awaitAll(60);
  }
}
