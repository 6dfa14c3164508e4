package dev.postern.launcher.command;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The status of a node, for people. */
final class StatusText {
    private final JsonObject status;
    private final StringBuilder text = new StringBuilder();
    private final Set<String> shown = new LinkedHashSet<>();

    StatusText(JsonObject status) {
        this.status = status;
    }

    @Override
    public String toString() {
        text.setLength(0);
        text.append("postern ")
                .append(status.getString("postern"))
                .append(" is ")
                .append(status.getString("state"));
        text.append(", ").append(duration(status.getLong("uptime"))).append(" after its start\n");
        section("", facts());
        section("Listeners", objects("listeners").map(StatusText::listener).toList());
        JsonObject chains = status.getJsonObject("chains", new JsonObject());
        chains.forEach(chain -> section("Chain " + chain.getKey(), links((JsonArray) chain.getValue())));
        section("Inboxes", texts("inboxes").map(inbox -> group(inbox, "")).toList());
        section(chains.isEmpty() ? "Groups" : "Other groups", others());
        list("Warning", texts("warnings").toList());
        list("Not safe for the Internet yet", texts("caveats").toList());
        return text.toString().stripTrailing();
    }

    private List<List<String>> facts() {
        JsonObject node = status.getJsonObject("node");
        List<List<String>> facts = new ArrayList<>();
        facts.add(List.of(
                "node",
                node.getString("name") + ", id " + node.getString("id") + ", process " + status.getLong("process")));
        facts.add(List.of("runs", texts("runs").collect(Collectors.joining(", "))));
        if (status.containsKey("cluster")) {
            facts.add(List.of("cluster", status.getString("cluster")));
        }
        if (status.containsKey("connections")) {
            facts.add(List.of("connections", String.valueOf(status.getInteger("connections"))));
        }
        return facts;
    }

    private static List<String> listener(JsonObject listener) {
        String host = listener.getString("host");
        String address = (host.contains(":") ? "[" + host + "]" : host) + ":" + listener.getInteger("port");
        String name = listener.getString("name");
        return List.of(
                name.contains(":") ? address : address + " (" + name + ")",
                listener.getString("protocol"),
                listener.getString("tls").equals("none") ? "no tls" : listener.getString("tls"),
                "chain " + listener.getString("chain"),
                listener.getBoolean("open") ? "open" : "closed");
    }

    private List<List<String>> links(JsonArray links) {
        return links.stream()
                .map(JsonObject.class::cast)
                .map(link -> group(link.getString("group"), role(link)))
                .toList();
    }

    private static String role(JsonObject link) {
        List<String> role = new ArrayList<>();
        if (link.getInteger("tier") != 0) {
            role.add("tier " + link.getInteger("tier"));
        }
        for (String key : List.of("required", "admits")) {
            if (link.getBoolean(key)) {
                role.add(key);
            }
        }
        return String.join(", ", role);
    }

    /** What is on the bus beside the chain. */
    private List<List<String>> others() {
        return objects("groups")
                .map(group -> group.getString("group"))
                .distinct()
                .filter(group -> !shown.contains(group))
                .toList()
                .stream()
                .map(group -> group(group, ""))
                .toList();
    }

    private List<String> group(String name, String role) {
        shown.add(name);
        List<JsonObject> places = objects("groups")
                .filter(group -> group.getString("group").equals(name))
                .toList();
        String where = places.isEmpty()
                ? "nobody answers for it"
                : places.stream().map(StatusText::place).collect(Collectors.joining(", "));
        boolean asked = places.stream().anyMatch(place -> place.containsKey("open"));
        int open =
                places.stream().mapToInt(place -> place.getInteger("open", 0)).sum();
        return List.of(name, where, asked ? open + (open == 1 ? " open ask" : " open asks") : "", role);
    }

    private static String place(JsonObject place) {
        int instances = place.getInteger("instances");
        String where = instances
                + (instances == 1 ? " instance" : " instances")
                + (place.getBoolean("here") ? " here" : " on " + place.getString("node"));
        if (place.getBoolean("suspected", false)) {
            return where + " (silent)";
        }
        int broken = place.getInteger("broken", 0);
        return broken == 0
                ? where
                : where + " (" + (place.getBoolean("here") ? broken + " give" : "gives") + " no answers)";
    }

    private void section(String title, List<List<String>> rows) {
        if (!rows.isEmpty()) {
            text.append('\n').append(title.isEmpty() ? "" : title + "\n").append(Table.of(rows));
        }
    }

    private void list(String title, List<String> items) {
        section(title, items.stream().map(item -> List.of("- " + item)).toList());
    }

    private Stream<JsonObject> objects(String key) {
        return status.getJsonArray(key, new JsonArray()).stream().map(JsonObject.class::cast);
    }

    private Stream<String> texts(String key) {
        return status.getJsonArray(key, new JsonArray()).stream().map(String.class::cast);
    }

    private static String duration(long milliseconds) {
        Duration time = Duration.ofMillis(milliseconds);
        if (time.toDays() > 0) {
            return time.toDays() + " d " + time.toHoursPart() + " h";
        }
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toMinutes() > 0
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : time.toSeconds() + " s";
    }
}
