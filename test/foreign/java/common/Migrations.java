import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupType;

/** A live group that moves from the classic protocol to the consumer protocol, member by member, and back. */
final class Migrations {
  private static final int PARTITIONS = 12;

  static void addTo(Map<String, Main.Scenario> scenarios) {
    scenarios.put(
        "a live group is upgraded and downgraded, range",
        (world) -> thereAndBack(world, World.with(Member.CLASSIC, "partition.assignment.strategy", Member.RANGE)));
    scenarios.put(
        "a live group is upgraded and downgraded, cooperative-sticky",
        (world) -> thereAndBack(world, World.with(Member.CLASSIC, "partition.assignment.strategy", Member.COOPERATIVE)));
    scenarios.put("an empty group changes its protocol and keeps its offsets", Migrations::empty);
  }

  static GroupType typeOf(World world, String group) {
    ConsumerGroupDescription described =
        World.answer(world.admin.describeConsumerGroups(List.of(group)).all()).get(group);
    return described.type();
  }

  private static void thereAndBack(World world, Map<String, Object> classicSettings) throws Exception {
    String topic = world.topic("migrating", PARTITIONS);
    String group = world.own("group");
    Map<String, Object> classic = World.with(classicSettings, "group.id", group);
    Map<String, Object> modern = World.with(Member.CONSUMER, "group.id", group);
    Seen seen = new Seen();
    world.write(topic, PARTITIONS, 0, 120);
    Member a = new Member(world, "a classic", seen, classic, topic);
    Member b = new Member(world, "b classic", seen, classic, topic);
    Rebalances.awaitShares(PARTITIONS, 6, a, b);
    World.equal(GroupType.CLASSIC, typeOf(world, group), "type at first");
    Member c = new Member(world, "c consumer", seen, modern, topic);
    Rebalances.awaitShares(PARTITIONS, 4, a, b, c);
    World.equal(GroupType.CONSUMER, typeOf(world, group), "type after the first of the new protocol");
    world.write(topic, PARTITIONS, 120, 240);
    a.close();
    Member d = new Member(world, "d consumer", seen, modern, topic);
    Rebalances.awaitShares(PARTITIONS, 4, b, c, d);
    b.close();
    Rebalances.awaitShares(PARTITIONS, 6, c, d);
    world.write(topic, PARTITIONS, 240, 360);
    Member e = new Member(world, "e classic", seen, classic, topic);
    Rebalances.awaitShares(PARTITIONS, 4, c, d, e);
    c.close();
    Rebalances.awaitShares(PARTITIONS, 6, d, e);
    Member f = new Member(world, "f classic", seen, classic, topic);
    Rebalances.awaitShares(PARTITIONS, 4, d, e, f);
    world.write(topic, PARTITIONS, 360, 480);
    d.close();
    Rebalances.awaitShares(PARTITIONS, 6, e, f);
    World.equal(GroupType.CLASSIC, typeOf(world, group), "type after the last of the new protocol");
    Member g = new Member(world, "g classic", seen, classic, topic);
    Rebalances.awaitShares(PARTITIONS, 4, e, f, g);
    world.write(topic, PARTITIONS, 480, 600);
    seen.awaitAll(600);
    for (Member member : List.of(a, b, c, d, e, f, g)) World.equal(null, member.failure, member.label);
    seen.checkNoneRepeated();
  }

  private static void empty(World world) throws Exception {
    String topic = world.topic("changing", 2);
    String group = world.own("group");
    Seen seen = new Seen();
    for (int round = 0; round < 4; round += 1) {
      boolean isClassic = round % 2 == 0;
      world.write(topic, 2, round * 10, round * 10 + 10);
      Map<String, Object> settings = World.with(isClassic ? Member.CLASSIC : Member.CONSUMER, "group.id", group);
      try (Member member = new Member(world, "round " + round, seen, settings, topic)) {
        seen.awaitAll(round * 10 + 10);
        World.equal(isClassic ? GroupType.CLASSIC : GroupType.CONSUMER, typeOf(world, group), "type");
      }
    }
    seen.checkNoneRepeated();
  }
}
