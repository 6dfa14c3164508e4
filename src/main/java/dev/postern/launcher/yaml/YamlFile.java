package dev.postern.launcher.yaml;

import dev.postern.support.Reason;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The lines of a YAML file: where each key stands, and what makes the file unusable as a whole. */
public final class YamlFile {
    private final String name;
    private final Origins origins;
    private final List<Problem> problems;

    private YamlFile(String name, Origins origins, List<Problem> problems) {
        this.name = name;
        this.origins = origins;
        this.problems = problems;
    }

    /**
     * Notes the lines of all keys; what is no YAML, no map, or said twice is a problem.
     *
     * @return whether there is anything in the file
     */
    public static boolean scan(ConfigFile file, Origins origins, List<Problem> problems) {
        YamlFile yaml = new YamlFile(file.name(), origins, problems);
        try {
            return yaml.scan(file.read());
        } catch (UncheckedIOException e) {
            yaml.problem(0, Reason.of(e.getCause()));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            int column = e.getProblemMark() == null ? 0 : e.getProblemMark().getColumn() + 1;
            yaml.problem(line, "column " + column + ": not YAML: " + e.getProblem());
        } catch (YAMLException e) {
            yaml.problem(0, "not YAML: " + e.getMessage().lines().findFirst().orElse("unreadable"));
        }
        return false;
    }

    /** A value on the command line or in the environment: YAML in one line. */
    public static Object parse(String text) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }

    /** What was parsed, with JsonObject for a map and JsonArray for a list. */
    public static Object json(Object yaml) {
        if (yaml instanceof Map<?, ?> map) {
            JsonObject object = new JsonObject();
            map.forEach((key, value) -> object.put(String.valueOf(key), json(value)));
            return object;
        }
        if (yaml instanceof Collection<?> list) {
            JsonArray array = new JsonArray();
            list.forEach(item -> array.add(json(item)));
            return array;
        }
        return yaml;
    }

    private boolean scan(String text) {
        Node root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
        if (root == null) {
            return false;
        }
        if (!(root instanceof MappingNode map)) {
            problem(
                    lineOf(root),
                    "expected options as 'key: value', found " + (root instanceof SequenceNode ? "a list" : "a text"));
            return false;
        }
        map("", map);
        return true;
    }

    private void visit(String path, Node node) {
        if (node instanceof MappingNode map) {
            map(path + ".", map);
        } else if (node instanceof SequenceNode sequence) {
            int index = 0;
            for (Node item : sequence.getValue()) {
                String at = path + "." + index++;
                origins.add(at, new Origin(name, lineOf(item)));
                visit(at, item);
            }
        }
    }

    private void map(String prefix, MappingNode map) {
        Map<String, Integer> lines = new HashMap<>();
        for (NodeTuple entry : map.getValue()) {
            String key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
            String path = prefix + key;
            int line = lineOf(entry.getKeyNode());
            Integer first = lines.putIfAbsent(key, line);
            if (first != null) {
                problem(line, path + ": given twice, first in line " + first);
            }
            if (entry.getValueNode() instanceof MappingNode) {
                origins.add(path, new Origin(name, line));
            } else {
                origins.replace(path, new Origin(name, line));
            }
            visit(path, entry.getValueNode());
        }
    }

    private void problem(int line, String text) {
        problems.add(new Problem(new Origin(name, line), text));
    }

    private static int lineOf(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
