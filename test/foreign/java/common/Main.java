import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs scenarios against a broker, one after another, and prints one line for each: "ok NAME", or "FAILED NAME: why".
 *
 * <p>java Main HOST:PORT [a word of the names wanted …]; ends with 1 when a scenario failed.
 */
public final class Main {
  /** What a scenario throws ends it; the next one runs nevertheless. */
  interface Scenario {
    void run(World world) throws Exception;
  }

  public static void main(String[] arguments) throws Exception {
    Map<String, Scenario> scenarios = new LinkedHashMap<>();
    Produced.addTo(scenarios);
    Commits.addTo(scenarios);
    Rebalances.addTo(scenarios);
    StaticMembers.addTo(scenarios);
    Migrations.addTo(scenarios);
    GroupAdministration.addTo(scenarios);
    Compaction.addTo(scenarios);
    Since4.addTo(scenarios);
    List<String> words = List.of(arguments).subList(1, arguments.length);
    int failed = 0;
    for (Map.Entry<String, Scenario> entry : scenarios.entrySet()) {
      String name = entry.getKey();
      if (!words.isEmpty() && words.stream().noneMatch(name::contains)) continue;
      long startedMs = System.currentTimeMillis();
      try (World world = new World(arguments[0], name)) {
        entry.getValue().run(world);
        System.out.println("ok " + name + " (" + (System.currentTimeMillis() - startedMs) + " ms)");
      } catch (Exception | AssertionError failure) {
        failed += 1;
        System.out.println("FAILED " + name + ": " + failure);
        failure.printStackTrace(System.out);
      }
    }
    System.exit(failed == 0 ? 0 : 1);
  }
}
