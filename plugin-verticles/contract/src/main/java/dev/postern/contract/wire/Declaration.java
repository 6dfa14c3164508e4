package dev.postern.contract.wire;

import dev.postern.contract.Stage;
import dev.postern.contract.json.EhloLine;
import dev.postern.contract.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a group can do. A server asks an instance only what stands here.
 *
 * @param stages where it wants to be asked (or, for {@code reset} and {@code close}, informed)
 * @param concurrent those of the stages at which several asks of one connection may be open at once
 * @param verbs the verbs that it wants to see at {@code verb}, in upper case
 * @param mechanisms the SASL mechanisms that it can decide, in upper case
 * @param inbox whether it can take responsibility for messages
 * @param extensions EHLO keywords that it honours as an inbox, as {@code 8BITMIME}
 */
public record Declaration(
        Set<Stage> stages,
        Set<Stage> concurrent,
        Set<String> verbs,
        Set<String> mechanisms,
        boolean inbox,
        Set<String> extensions) {
    private static final Pattern MECHANISM = Pattern.compile("[A-Z0-9_-]{1,20}");

    public Declaration {
        stages = Set.copyOf(stages);
        concurrent = Set.copyOf(concurrent);
        verbs = Set.copyOf(verbs);
        mechanisms = Set.copyOf(mechanisms);
        extensions = Set.copyOf(extensions);
    }

    /** What keeps a plugin that declares this from doing what it seems to want, or null. */
    public String objection() {
        for (String name : mechanisms) {
            if (!isUpperCase(name)) {
                return "mechanism '" + name + "', expected upper case";
            }
        }
        for (String name : mechanisms) {
            if (!isMechanism(name)) {
                return "mechanism '" + name + "', expected 1 to 20 letters, digits, '-' and '_'";
            }
        }
        for (String keyword : extensions) {
            if (!EhloLine.isKeyword(keyword)) {
                return "extension '" + keyword + "', expected an EHLO keyword of letters, digits and '-'";
            }
        }
        for (String verb : verbs) {
            if (!isUpperCase(verb)) {
                return "verb '" + verb + "', expected upper case";
            }
        }
        if (verbs.contains("QUIT")) {
            return "verb 'QUIT', which is told, not asked";
        }
        String pair = unpaired(Stage.VERB, "verbs()", verbs);
        return pair != null ? pair : unpaired(Stage.AUTHENTICATE, "mechanisms()", mechanisms);
    }

    /** Whether this can be the name of a SASL mechanism (RFC 4422 3.1). */
    public static boolean isMechanism(String name) {
        return MECHANISM.matcher(name).matches();
    }

    private String unpaired(Stage stage, String method, Set<String> names) {
        String handler = "on" + stage.event().getSimpleName();
        if (stages.contains(stage) && names.isEmpty()) {
            return handler + " is overridden, expected " + method + " to name at least one";
        }
        return !stages.contains(stage) && !names.isEmpty()
                ? method + " names " + String.join(", ", sorted(names)) + ", expected " + handler + " to be overridden"
                : null;
    }

    private static boolean isUpperCase(String name) {
        return name.equals(name.toUpperCase(Locale.ROOT));
    }

    public JsonObject toJson() {
        return new JsonObject()
                .put("stages", Json.array(keys(stages), key -> key))
                .put("concurrent", Json.array(keys(concurrent), key -> key))
                .put("verbs", Json.array(sorted(verbs), verb -> verb))
                .put("mechanisms", Json.array(sorted(mechanisms), name -> name))
                .put("inbox", inbox)
                .put("extensions", Json.array(sorted(extensions), keyword -> keyword));
    }

    /** Stages that this code does not know are left out: they are of a newer contract. */
    public static Declaration fromJson(JsonObject json) {
        return new Declaration(
                stages(Json.strings(json, "stages")),
                stages(Json.strings(json, "concurrent")),
                Set.copyOf(Json.strings(json, "verbs")),
                Set.copyOf(Json.strings(json, "mechanisms")),
                Json.flag(json, "inbox"),
                Set.copyOf(Json.strings(json, "extensions")));
    }

    private static Set<Stage> stages(List<String> keys) {
        return Arrays.stream(Stage.values())
                .filter(stage -> keys.contains(stage.key()))
                .collect(Collectors.toSet());
    }

    private static List<String> keys(Set<Stage> stages) {
        return stages.stream().sorted().map(Stage::key).toList();
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }
}
