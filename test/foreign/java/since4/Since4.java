import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ClassicGroupDescription;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.common.ClassicGroupState;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InvalidRegularExpression;
import org.apache.kafka.common.errors.InvalidRequestException;

/** What clients since 4.0 can do: patterns that the broker matches, calls for groups of every kind. */
final class Since4 {
  static void addTo(Map<String, Main.Scenario> scenarios) {
    scenarios.put("a pattern that the broker matches", Since4::pattern);
    scenarios.put("a pattern that is none", Since4::noPattern);
    scenarios.put("a pattern that the client matches", Since4::clientPattern);
    scenarios.put("the admin lists and describes groups of every kind", Since4::everyKind);
    scenarios.put("the admin asks for groups that are not there", Since4::notThere);
    scenarios.put("settings of a group are refused", Since4::groupConfig);
  }

  private static Set<String> topicsOf(Member member) {
    return member.ownedPartitions.stream().map(TopicPartition::topic).collect(Collectors.toSet());
  }

  private static void pattern(World world) throws Exception {
    String first = world.topic("wanted.first", 2);
    world.topic("other", 2);
    Map<String, Object> settings = World.with(Member.CONSUMER, "group.id", world.own("group"));
    SubscriptionPattern wanted = new SubscriptionPattern(Pattern.quote(world.own("wanted.")) + ".*");
    Seen seen = new Seen();
    Member one =
        new Member(world, "one", seen, settings, (consumer, listener) -> consumer.subscribe(wanted, listener));
    World.await(() -> topicsOf(one).equals(Set.of(first)), "the topic of the pattern", () -> one);
    String second = world.topic("wanted.second", 2);
    World.await(() -> topicsOf(one).equals(Set.of(first, second)), "the topic that came later", () -> one);
    Member two =
        new Member(world, "two", seen, settings, (consumer, listener) -> consumer.subscribe(wanted, listener));
    Rebalances.awaitShares(4, 2, one, two);
    world.write(first, 2, 0, 20);
    world.write(second, 2, 20, 40);
    seen.awaitAll(40);
    two.close();
    SubscriptionPattern other = new SubscriptionPattern(Pattern.quote(world.own("other")));
    one.ask((consumer) -> consumer.subscribe(other, one));
    World.await(() -> topicsOf(one).equals(Set.of(world.own("other"))), "another pattern instead of the first", () -> one);
  }

  private static void noPattern(World world) throws Exception {
    Map<String, Object> settings = World.with(Member.CONSUMER, "group.id", world.own("group"));
    for (String text : List.of("(", "a(?=b)", "(a)\\1")) {
      SubscriptionPattern bad = new SubscriptionPattern(text);
      Member member =
          new Member(world, text, new Seen(), settings, (consumer, listener) -> consumer.subscribe(bad, listener));
      World.await(() -> member.failure != null, text + " is refused", () -> member);
      World.check(member.failure instanceof InvalidRegularExpression, text + " is refused with " + member.failure);
    }
  }

  private static void clientPattern(World world) throws Exception {
    String first = world.topic("wanted.first", 2);
    Pattern wanted = Pattern.compile(Pattern.quote(world.own("wanted.")) + ".*");
    for (Map<String, Object> protocol : List.of(Member.CLASSIC, Member.CONSUMER)) {
      String group = world.own("group " + protocol.get("group.protocol"));
      Map<String, Object> settings = World.with(protocol, "group.id", group, "metadata.max.age.ms", 200);
      Member one =
          new Member(world, group, new Seen(), settings, (consumer, listener) -> consumer.subscribe(wanted, listener));
      World.await(() -> topicsOf(one).contains(first), "the topic of the pattern", () -> one);
      String second = world.topic("wanted." + protocol.get("group.protocol"), 2);
      World.await(() -> topicsOf(one).contains(second), "the topic that came later", () -> one);
      one.close();
    }
  }

  private static void everyKind(World world) throws Exception {
    String topic = world.topic("kinds", 2);
    String classic = world.own("classic");
    String modern = world.own("consumer");
    Member one = new Member(world, "one", new Seen(), World.with(Member.CLASSIC, "group.id", classic), topic);
    Member two = new Member(world, "two", new Seen(), World.with(Member.CONSUMER, "group.id", modern), topic);
    Rebalances.awaitShares(2, 2, one);
    Rebalances.awaitShares(2, 2, two);
    World.await(() -> ids(world, stable()).containsAll(Set.of(classic, modern)), "both are stable", () -> ids(world, stable()));
    Set<String> both = Set.of(classic, modern);
    World.check(ids(world, ListGroupsOptions.forConsumerGroups()).containsAll(both), "both are groups of consumers");
    World.check(!ids(world, new ListGroupsOptions().withTypes(Set.of(GroupType.CLASSIC))).contains(modern), "classic only");
    World.check(!ids(world, new ListGroupsOptions().withTypes(Set.of(GroupType.CONSUMER))).contains(classic), "consumer only");
    World.check(ids(world, ListGroupsOptions.forShareGroups()).isEmpty(), "no share groups");
    GroupListing listing =
        World.answer(world.admin.listGroups().all()).stream().filter((it) -> it.groupId().equals(modern)).findFirst().orElseThrow();
    World.equal(Optional.of(GroupType.CONSUMER), listing.type(), "type");
    World.equal("consumer", listing.protocol(), "protocol");
    ClassicGroupDescription described =
        World.answer(world.admin.describeClassicGroups(List.of(classic)).all()).get(classic);
    World.equal(ClassicGroupState.STABLE, described.state(), "state");
    World.equal("range", described.protocolData(), "protocol data");
    World.equal("consumer", described.protocol(), "protocol");
    World.equal(one.ownedPartitions, described.members().iterator().next().assignment().topicPartitions(), "assignment");
    World.equal(ClassicGroupState.DEAD, classicState(world, modern), "a consumer group, asked for as a classic one");
    var consumerGroup = World.answer(world.admin.describeConsumerGroups(List.of(modern)).all()).get(modern);
    World.equal(GroupState.STABLE, consumerGroup.groupState(), "state");
    World.check(consumerGroup.groupEpoch().isPresent(), "group epoch");
    World.equal(consumerGroup.groupEpoch(), consumerGroup.targetAssignmentEpoch(), "assignment epoch");
    World.equal(Optional.of(two.generation), consumerGroup.members().iterator().next().memberEpoch(), "member epoch");
  }

  private static ListGroupsOptions stable() {
    return new ListGroupsOptions().inGroupStates(Set.of(GroupState.STABLE));
  }

  private static Set<String> ids(World world, ListGroupsOptions options) {
    Collection<GroupListing> all = World.answer(world.admin.listGroups(options).all());
    return all.stream().map(GroupListing::groupId).collect(Collectors.toSet());
  }

  private static ClassicGroupState classicState(World world, String group) {
    return World.answer(world.admin.describeClassicGroups(List.of(group)).all()).get(group).state();
  }

  /** DescribeGroups is served up to version 5, where an absent group is Dead and no error: docs/divergence.md. */
  private static void notThere(World world) {
    String absent = world.own("absent");
    World.equal(ClassicGroupState.DEAD, classicState(world, absent), "describe a classic group");
    World.equal(
        GroupState.DEAD,
        World.answer(world.admin.describeConsumerGroups(List.of(absent)).all()).get(absent).groupState(),
        "describe a consumer group");
    World.refused(
        GroupIdNotFoundException.class,
        () -> World.answer(world.admin.deleteConsumerGroups(List.of(absent)).all()),
        "delete a group");
  }

  /** Groups have no settings of their own yet: docs/divergence.md. */
  private static void groupConfig(World world) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, world.own("group"));
    AlterConfigOp set =
        new AlterConfigOp(new ConfigEntry("consumer.session.timeout.ms", "2000"), AlterConfigOp.OpType.SET);
    World.refused(
        InvalidRequestException.class,
        () -> World.answer(world.admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all()),
        "a setting of a group");
  }
}
