import java.util.Map;

/** Nothing: what is asked of clients since 4.0 does not exist in this release. */
final class Since4 {
  static void addTo(Map<String, Main.Scenario> scenarios) {}
}
