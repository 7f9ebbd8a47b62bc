import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ConsumerGroupListing;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListConsumerGroupsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.ConsumerGroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.errors.UnknownMemberIdException;

/** Every group call of Kafka's Admin that 3.9 has as well. */
@SuppressWarnings("deprecation") // what 4.x deprecates, 3.9 needs
final class GroupAdministration {
  static void addTo(Map<String, Main.Scenario> scenarios) {
    scenarios.put("the admin and a classic group", (world) -> walk(world, Member.CLASSIC, GroupType.CLASSIC));
    scenarios.put("the admin and a consumer group", (world) -> walk(world, Member.CONSUMER, GroupType.CONSUMER));
    scenarios.put("the admin and the offsets of many groups", GroupAdministration::manyGroups);
    scenarios.put("the admin removes members of a classic group", GroupAdministration::removal);
  }

  private static ConsumerGroupDescription described(World world, String group) {
    var options = new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true);
    return World.answer(world.admin.describeConsumerGroups(List.of(group), options).all()).get(group);
  }

  private static Optional<ConsumerGroupListing> listed(World world, String group, ListConsumerGroupsOptions options) {
    Collection<ConsumerGroupListing> all = World.answer(world.admin.listConsumerGroups(options).all());
    return all.stream().filter((one) -> one.groupId().equals(group)).findFirst();
  }

  private static void walk(World world, Map<String, Object> settings, GroupType type) throws Exception {
    String topic = world.topic("walked", 4);
    String group = world.own("group");
    Seen seen = new Seen();
    world.write(topic, 4, 0, 40);
    Map<String, Object> grouped = World.with(settings, "group.id", group);
    Member first = new Member(world, "first", seen, grouped, topic);
    Member second = new Member(world, "second", seen, World.with(grouped, "group.instance.id", "i2"), topic);
    Rebalances.awaitShares(4, 2, first, second);
    seen.awaitAll(40);
    World.await(
        () -> described(world, group).state() == ConsumerGroupState.STABLE, "stable", () -> described(world, group));
    describedLive(world, group, type, Set.of(first, second));
    listedLive(world, group, type);
    TopicPartition zero = new TopicPartition(topic, 0);
    World.refused(
        GroupNotEmptyException.class,
        () -> World.answer(world.admin.deleteConsumerGroups(List.of(group)).all()),
        "delete a live group");
    World.refused(
        GroupSubscribedToTopicException.class,
        () -> World.answer(world.admin.deleteConsumerGroupOffsets(group, Set.of(zero)).all()),
        "delete offsets of a topic that is subscribed");
    World.refused(
        UnknownMemberIdException.class,
        () -> World.answer(world.admin.alterConsumerGroupOffsets(group, Map.of(zero, new OffsetAndMetadata(1))).all()),
        "alter offsets of a live group");
    first.close();
    second.close();
    if (type == GroupType.CLASSIC)
      World.answer(
          world
              .admin
              .removeMembersFromConsumerGroup(
                  group, new RemoveMembersFromConsumerGroupOptions(Set.of(new MemberToRemove("i2"))))
              .all());
    World.await(
        () -> described(world, group).state() == ConsumerGroupState.EMPTY, "empty", () -> described(world, group));
    offsetsOfEmpty(world, group, topic);
    World.answer(world.admin.deleteConsumerGroups(List.of(group)).all());
    World.equal(Optional.empty(), listed(world, group, new ListConsumerGroupsOptions()), "listed after it was deleted");
    World.refused(
        GroupIdNotFoundException.class,
        () -> World.answer(world.admin.deleteConsumerGroups(List.of(group)).all()),
        "delete a group that is gone");
    World.equal(Map.of(), offsets(world, group), "offsets of a group that is gone");
  }

  private static void describedLive(World world, String group, GroupType type, Set<Member> members) {
    ConsumerGroupDescription description = described(world, group);
    World.equal(type, description.type(), "type");
    World.equal(false, description.isSimpleConsumerGroup(), "is simple");
    World.equal(type == GroupType.CLASSIC ? "range" : "uniform", description.partitionAssignor(), "assignor");
    World.equal(1, description.coordinator().id(), "coordinator");
    World.equal(
        Set.of(AclOperation.READ, AclOperation.DESCRIBE, AclOperation.DELETE),
        description.authorizedOperations().stream()
            .filter((one) -> !one.name().endsWith("CONFIGS"))
            .collect(Collectors.toSet()),
        "operations");
    World.equal(members.size(), description.members().size(), "members");
    for (Member member : members) {
      MemberDescription one =
          description.members().stream().filter((it) -> it.consumerId().equals(member.memberId)).findFirst().orElseThrow();
      World.equal(member.label, one.clientId(), "client id");
      World.equal("/127.0.0.1", one.host(), "host");
      World.equal(member.label.equals("second") ? Optional.of("i2") : Optional.empty(), one.groupInstanceId(), "instance");
      World.equal(member.ownedPartitions, one.assignment().topicPartitions(), "assignment");
      if (type == GroupType.CONSUMER)
        World.equal(member.ownedPartitions, one.targetAssignment().orElseThrow().topicPartitions(), "target");
    }
  }

  private static void listedLive(World world, String group, GroupType type) {
    ConsumerGroupListing listing = listed(world, group, new ListConsumerGroupsOptions()).orElseThrow();
    World.equal(Optional.of(ConsumerGroupState.STABLE), listing.state(), "listed state");
    World.equal(Optional.of(type), listing.type(), "listed type");
    World.equal(false, listing.isSimpleConsumerGroup(), "listed as simple");
    GroupType other = type == GroupType.CLASSIC ? GroupType.CONSUMER : GroupType.CLASSIC;
    World.check(listed(world, group, new ListConsumerGroupsOptions().withTypes(Set.of(type))).isPresent(), "by type");
    World.check(listed(world, group, new ListConsumerGroupsOptions().withTypes(Set.of(other))).isEmpty(), "by other type");
    World.check(
        listed(world, group, new ListConsumerGroupsOptions().inStates(Set.of(ConsumerGroupState.STABLE))).isPresent(),
        "by state");
    World.check(
        listed(world, group, new ListConsumerGroupsOptions().inStates(Set.of(ConsumerGroupState.EMPTY))).isEmpty(),
        "by other state");
  }

  private static Map<TopicPartition, OffsetAndMetadata> offsets(World world, String group) {
    return World.answer(world.admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
  }

  private static void offsetsOfEmpty(World world, String group, String topic) {
    TopicPartition zero = new TopicPartition(topic, 0);
    TopicPartition one = new TopicPartition(topic, 1);
    World.equal(4, offsets(world, group).size(), "partitions committed");
    World.equal(10L, offsets(world, group).get(zero).offset(), "committed");
    OffsetAndMetadata altered = new OffsetAndMetadata(5, Optional.empty(), "by hand");
    World.answer(world.admin.alterConsumerGroupOffsets(group, Map.of(zero, altered)).all());
    World.equal(altered, offsets(world, group).get(zero), "altered");
    World.answer(world.admin.deleteConsumerGroupOffsets(group, Set.of(zero, one)).all());
    World.equal(Set.of(2, 3), partitionsOf(offsets(world, group)), "partitions after deletion");
    var spec = new ListConsumerGroupOffsetsSpec().topicPartitions(List.of(zero, new TopicPartition(topic, 2)));
    var some = World.answer(world.admin.listConsumerGroupOffsets(Map.of(group, spec)).partitionsToOffsetAndMetadata(group));
    World.equal(null, some.get(zero), "deleted offset, asked for by name");
    World.equal(10L, some.get(new TopicPartition(topic, 2)).offset(), "kept offset, asked for by name");
  }

  private static Set<Integer> partitionsOf(Map<TopicPartition, ?> offsets) {
    return offsets.keySet().stream().map(TopicPartition::partition).collect(Collectors.toSet());
  }

  private static void manyGroups(World world) throws Exception {
    String topic = world.topic("shared", 1);
    TopicPartition partition = new TopicPartition(topic, 0);
    List<String> groups = List.of(world.own("one"), world.own("two"), world.own("three"));
    for (int at = 0; at < 3; at += 1)
      World.answer(
          world.admin.alterConsumerGroupOffsets(groups.get(at), Map.of(partition, new OffsetAndMetadata(at + 1))).all());
    var specs = groups.stream().collect(Collectors.toMap((group) -> group, (group) -> new ListConsumerGroupOffsetsSpec()));
    var all = World.answer(world.admin.listConsumerGroupOffsets(specs).all());
    for (int at = 0; at < 3; at += 1)
      World.equal(Map.of(partition, new OffsetAndMetadata(at + 1)), all.get(groups.get(at)), "offsets of " + at);
    ConsumerGroupListing listing = listed(world, groups.get(0), new ListConsumerGroupsOptions()).orElseThrow();
    World.equal(true, listing.isSimpleConsumerGroup(), "a group of offsets alone is simple");
    World.equal(Optional.of(ConsumerGroupState.EMPTY), listing.state(), "its state");
    World.answer(world.admin.deleteConsumerGroups(groups).all());
    World.equal(Map.of(), offsets(world, groups.get(1)), "offsets after deletion");
    World.answer(
        world.admin.alterConsumerGroupOffsets(groups.get(0), Map.of(partition, new OffsetAndMetadata(1))).all());
    World.answer(world.admin.deleteTopics(List.of(topic)).all());
    World.await(() -> offsets(world, groups.get(0)).isEmpty(), "a deleted topic's offsets go", () -> "");
  }

  private static void removal(World world) throws Exception {
    String topic = world.topic("removed", 4);
    String group = world.own("group");
    Seen seen = new Seen();
    Map<String, Object> grouped = World.with(Member.CLASSIC, "group.id", group, "session.timeout.ms", 60_000);
    Member stays = new Member(world, "stays", seen, grouped, topic);
    Member absent = new Member(world, "absent", seen, World.with(grouped, "group.instance.id", "away"), topic);
    Rebalances.awaitShares(4, 2, stays, absent);
    absent.close();
    var removal = new RemoveMembersFromConsumerGroupOptions(Set.of(new MemberToRemove("away")));
    World.answer(world.admin.removeMembersFromConsumerGroup(group, removal).all());
    Rebalances.awaitShares(4, 4, stays);
    World.refused(
        UnknownMemberIdException.class,
        () -> World.answer(world.admin.removeMembersFromConsumerGroup(group, removal).all()),
        "remove one that is gone");
    int generation = stays.generation;
    World.answer(world.admin.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions()).all());
    World.await(() -> stays.generation > generation && stays.owned.size() == 4, "it joins again", () -> stays);
  }
}
