package dev.postern.launcher.config;

import dev.postern.contract.options.Kind;
import dev.postern.contract.options.Option;
import dev.postern.contract.options.Section;
import dev.postern.launcher.yaml.Origin;
import dev.postern.launcher.yaml.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Options as environment variables: {@code POSTERN_} and the path in capitals, with {@code _} for {@code .} and
 * {@code -}. An index is a number; a name of the operator's is found if the files have it, else it is taken as written.
 */
final class EnvironmentVariables {
    static final String PREFIX = "POSTERN_";

    private EnvironmentVariables() {}

    /** The variable of an option. */
    public static String variable(String path) {
        return PREFIX + written(path);
    }

    /** The values that the environment gives; a variable of ours that is no option is a problem. */
    static List<Overrides.Assignment> read(Map<String, String> environment, JsonObject files, List<Problem> problems) {
        List<Overrides.Assignment> found = new ArrayList<>();
        new TreeMap<>(environment).forEach((name, text) -> {
            if (name.startsWith(PREFIX)) {
                Origin origin = new Origin(name, 0);
                Optional<List<String>> path = path(name, files);
                path.ifPresentOrElse(
                        keys -> found.add(new Overrides.Assignment(keys, text, origin)),
                        () -> problems.add(new Problem(origin, unknown(name))));
            }
        });
        return found;
    }

    private static Optional<List<String>> path(String variable, JsonObject files) {
        return paths(Options.ALL, variable.substring(PREFIX.length()), files).findFirst();
    }

    private static String unknown(String name) {
        List<String> known = new ArrayList<>();
        KnownPaths.forEach((path, option) ->
                known.add(variable(path.replace(KnownPaths.INDEX, "0").replace(KnownPaths.NAME, "default"))));
        return "no option has this name; "
                + Suggestions.to(name.replaceAll("_\\d+_", "_0_"), known)
                        .map(near -> "did you mean " + near + "?")
                        .orElse("'--help' says how they are made");
    }

    /** All ways to read the rest of a name; {@code here} is what the files have at this place. */
    private static Stream<List<String>> paths(Kind<?> kind, String rest, Object here) {
        if (kind instanceof Section section) {
            Stream<List<String>> known = section.options().stream()
                    .flatMap(option -> follow(option.key(), option.kind(), rest, child(here, option.key(), option)));
            return section.others() == null ? known : Stream.concat(known, paths(section.others(), rest, here));
        }
        if (kind instanceof Kind.ByStage<?> stages) {
            return stages.keys().stream().flatMap(key -> follow(key, stages.each(), rest, null));
        }
        if (kind instanceof Kind.Listing<?> listing) {
            String index = rest.replaceFirst("_.*", "");
            return index.matches("\\d{1,4}") ? follow(index, listing.item(), rest, item(here, index)) : Stream.empty();
        }
        if (kind instanceof Kind.Entries<?> entries) {
            return names(rest, here).flatMap(name -> follow(name, entries.entry(), rest, child(here, name, null)));
        }
        return Stream.empty();
    }

    private static Stream<List<String>> follow(String key, Kind<?> kind, String rest, Object here) {
        String written = written(key);
        if (rest.equals(written)) {
            return Stream.of(List.of(key));
        }
        if (!rest.startsWith(written + "_")) {
            return Stream.empty();
        }
        return paths(kind, rest.substring(written.length() + 1), here)
                .map(below -> Stream.concat(Stream.of(key), below.stream()).toList());
    }

    /** Names that the files know, then every beginning of the rest, the shortest first. */
    private static Stream<String> names(String rest, Object here) {
        Stream<String> known = here instanceof JsonObject map ? map.fieldNames().stream() : Stream.empty();
        Stream<String> fresh = IntStream.rangeClosed(1, rest.length())
                .filter(end -> end == rest.length() || rest.charAt(end) == '_')
                .mapToObj(end -> rest.substring(0, end).toLowerCase(Locale.ROOT).replace('_', '-'));
        return Stream.concat(known, fresh);
    }

    private static Object child(Object here, String key, Option<?> option) {
        Object child = here instanceof JsonObject map ? map.getValue(key) : null;
        return child == null && option != null ? option.preset() : child;
    }

    private static Object item(Object here, String index) {
        int n = Integer.parseInt(index);
        return here instanceof JsonArray list && n < list.size() ? list.getValue(n) : null;
    }

    private static String written(String key) {
        return key.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
    }
}
