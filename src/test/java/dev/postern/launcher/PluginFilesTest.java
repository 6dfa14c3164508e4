package dev.postern.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins of this jar that need a file, and run where a chain names them. */
class PluginFilesTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<PosternNode> nodes = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (PosternNode node : nodes) {
            node.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void aPluginsFileThatIsBadIsOneClearLine() throws IOException {
        Path users = Files.writeString(folder.resolve("users"), "# us\nalice hunter2\n");
        Path rules = Files.writeString(folder.resolve("rules"), "deny everybody\n");
        String chain = "chains.default=[{group: access}, {group: passwords}]";
        for (List<String> check : List.of(List.<String>of(), List.of("--check"))) {
            err.reset();
            List<String> arguments = new ArrayList<>(check);
            arguments.addAll(List.of("--set", chain));
            arguments.addAll(
                    List.of("--set", "plugins.passwords.file=" + users, "--set", "plugins.access.file=" + rules));
            assertEquals(2, run(arguments.toArray(String[]::new)));
            assertEquals(
                    List.of(
                            "--set plugins.passwords.file=" + users + ": plugins.passwords.file: " + users
                                    + ":2: word 2: a word of 7 characters, expected $argon2id$..., $2b$...,"
                                    + " SCRAM-SHA-256$..., token=... or certificate=...",
                            "--set plugins.access.file=" + rules + ": plugins.access.file: " + rules
                                    + ":1: 'everybody', expected an IP address or a network such as 192.0.2.0/24"
                                    + " or 2001:db8::/32"),
                    err().lines().toList());
        }
    }

    @Test
    void passwordsAndAccessRunWhereAChainNamesThem() throws IOException {
        Path users = Files.writeString(folder.resolve("users"), "");
        assertEquals(0, run("--set", "plugins.passwords.file=" + users), this::err);
        assertFalse(out().contains("passwords") || out().contains("access"), this::out);
        assertTrue(out().contains("nobody can log in"), this::out);
        out.reset();
        String chain = "chains.default=[{group: access}, {group: passwords}, {group: recipients, admits: true}]";
        assertEquals(0, run("--set", chain, "--set", "plugins.passwords.file=" + users), this::err);
        assertTrue(out().contains("decided by    access, passwords, recipients"), this::out);
        assertFalse(out().contains("nobody can log in"), this::out);
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--conf", conf()));
        all.addAll(Arrays.asList(arguments));
        return new Launch(print(out), print(err), nodes::add)
                .run(all.toArray(String[]::new), Map.of())
                .exitCode();
    }

    private String conf() {
        try {
            return Files.writeString(
                            folder.resolve("postern.yaml"),
                            "node: {data: '" + folder.resolve("data") + "'}\n"
                                    + "smtp: {listeners: [{port: 0}]}\n"
                                    + "plugins: {maildir: {path: '" + folder.resolve("mail") + "'}}\n")
                    .toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
