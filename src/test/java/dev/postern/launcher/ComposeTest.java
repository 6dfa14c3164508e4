package dev.postern.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The image and the deployment in containers, as far as they can be looked at without an engine for containers. */
class ComposeTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path COMPOSE = ROOT.resolve("docker-compose.yml");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+):-([^}]*)}");
    private static final List<List<String>> TOOLS = List.of(List.of("docker", "compose"), List.of("docker-compose"));

    @TempDir
    Path folder;

    @Test
    void everyServiceStartsWithOptionsThatTheServerKnows() throws IOException {
        Map<String, String> ofImage = imageVariables();
        assertEquals(Set.of("POSTERN_SMTP_LISTENERS_0_HOST"), ofImage.keySet());
        for (Map.Entry<String, Map<String, Object>> service : services().entrySet()) {
            Map<String, String> variables = new LinkedHashMap<>(ofImage);
            map(service.getValue().get("environment"))
                    .forEach((name, value) -> variables.put(name, byDefault(String.valueOf(value))));
            assertEquals("", complaints(variables, list(service.getValue().get("command"))), service.getKey());
        }
    }

    @Test
    void anOptionThatNobodyKnowsWouldBeSeen() {
        assertTrue(complaints(Map.of("POSTERN_SMTP_HOSTNAM", "x"), List.of("--deploy", "smtp"))
                .startsWith("POSTERN_SMTP_HOSTNAM: "));
    }

    @Test
    void whatCanBeSetFromOutsideHasTheNameOfItsOption() throws IOException {
        for (Map<String, Object> service : services().values()) {
            map(service.get("environment")).forEach((name, value) -> {
                Matcher variable = VARIABLE.matcher(String.valueOf(value));
                assertTrue(!variable.find() || variable.group(1).equals(name), name + ": " + value);
            });
        }
    }

    @Test
    void thePartsOfTheServerAreAServiceEachAndOnlyOneIsReachedFromOutside() throws IOException {
        Map<String, Map<String, Object>> services = services();
        assertEquals(Set.of("smtp", "recipients", "maildir"), services.keySet());
        services.forEach((name, service) -> {
            assertEquals(List.of("--deploy", name), service.get("command"));
            assertEquals(name.equals("smtp"), service.containsKey("ports"), name);
            Set<String> networks = map(service.get("networks")).keySet();
            assertEquals(name.equals("smtp") ? Set.of("cluster", "clients") : Set.of("cluster"), networks, name);
        });
        Map<String, Object> networks = map(compose().get("networks"));
        assertEquals(Boolean.TRUE, map(networks.get("cluster")).get("internal"));
    }

    @Test
    void theImagesItStandsOnAreThoseOfTheDockerfile() throws IOException {
        Map<String, String> arguments = dockerfile("ARG (\\w+)=(.*)");
        for (Map<String, Object> service : services().values()) {
            Map<String, Object> build = map(service.get("build"));
            assertTrue(Files.exists(ROOT.resolve((String) build.get("dockerfile"))));
            Map<String, String> byDefault = map(build.get("args")).entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, entry -> byDefault((String) entry.getValue())));
            assertEquals(arguments, byDefault);
        }
    }

    @Test
    @Timeout(300)
    void composeItselfTakesTheFile() throws IOException, InterruptedException {
        List<String> tool = null;
        for (List<String> candidate : TOOLS) {
            tool = tool == null && exitCode(candidate, "version") == 0 ? candidate : tool;
        }
        assumeTrue(tool != null, "neither docker compose nor docker-compose is installed");
        assertEquals(0, exitCode(tool, "-f", COMPOSE.toString(), "config", "-q"), this::output);
    }

    /** What a start of this image with these variables and arguments would find wrong, on another machine. */
    private String complaints(Map<String, String> variables, List<String> arguments) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("--conf", ROOT.resolve("conf").toString(), "--check"));
        // The name of the nodes is known in their network only.
        all.addAll(List.of("--set", "cluster.host=127.0.0.1"));
        all.addAll(List.of("--set", "node.data=" + folder, "--set", "plugins.maildir.path=" + folder));
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream silent = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        Launch launch = new Launch(silent, new PrintStream(err, true, StandardCharsets.UTF_8), node -> {});
        int exitCode = launch.run(all.toArray(String[]::new), variables).exitCode();
        String text = err.toString(StandardCharsets.UTF_8);
        assertEquals(text.isEmpty() ? 0 : 2, exitCode, text);
        return text;
    }

    private static String byDefault(String value) {
        return VARIABLE.matcher(value).replaceAll(variable -> Matcher.quoteReplacement(variable.group(2)));
    }

    private static Map<String, String> imageVariables() throws IOException {
        return dockerfile("(?:ENV|^ +).*?(POSTERN_\\w+)=(\\S+)");
    }

    private static Map<String, String> dockerfile(String pattern) throws IOException {
        Path file = ROOT.resolve("src/main/docker/Dockerfile");
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(Files.readString(file))
                .results()
                .collect(Collectors.toMap(line -> line.group(1), line -> line.group(2)));
    }

    private static Map<String, Map<String, Object>> services() throws IOException {
        Map<String, Map<String, Object>> services = new LinkedHashMap<>();
        map(compose().get("services")).forEach((name, service) -> services.put(name, map(service)));
        return services;
    }

    private static Map<String, Object> compose() throws IOException {
        return map(new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(COMPOSE)));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object node) {
        return (Map<String, Object>) node;
    }

    @SuppressWarnings("unchecked")
    private static List<String> list(Object node) {
        return (List<String>) node;
    }

    /** 127 if there is no such program, as a shell would say. */
    private int exitCode(List<String> tool, String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(tool);
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output").toFile())
                    .start();
            if (!process.waitFor(180, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return process.waitFor();
        } catch (IOException e) {
            return 127;
        }
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("output"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
