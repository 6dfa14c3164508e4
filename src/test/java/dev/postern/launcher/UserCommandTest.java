package dev.postern.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.options.PluginCommand;
import dev.postern.launcher.tls.TestCertificate;
import dev.postern.passwords.PasswordsDescriptor;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserCommandTest {
    private static final String FINGERPRINT = "0C".repeat(32);

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("users");
    }

    @Test
    void aPasswordComesFromTheStandardInputAndIsNeverSaid() throws IOException {
        assertEquals(0, run("wonderland\n", "add", "alice@example.org"), this::err);
        assertEquals("alice@example.org is added\n", out());
        assertTrue(Files.readString(file).contains("alice@example.org $argon2id$v=19$m=19456,t=2,p=1$"));
        assertEquals(0, run("other\r\nmore\n", "add", "--bcrypt", "--scram", "ALICE@example.org"), this::err);
        assertEquals(0, run("", "list"));
        assertEquals(
                "alice@example.org is added\nALICE@example.org is changed\nalice@example.org  bcrypt, scram\n", out());
        assertFalse((out() + err()).contains("wonderland"));
    }

    @Test
    void aTokenIsSaidOnceAndCertificatesAreTakenInAnyForm() throws Exception {
        TestCertificate certificate = TestCertificate.forHost("a.example");
        Path pem = Files.writeString(folder.resolve("a.pem"), certificate.certificate());
        assertEquals(0, run("", "add", "--token", "alice"), this::err);
        assertTrue(out().matches("alice is added\ntoken: [A-Za-z0-9_-]{43}\n"), this::out);
        String token = out().substring(out().indexOf(": ") + 2).strip();
        assertFalse(Files.readString(file).contains(token));
        assertEquals(0, run("", "add", "--certificate", FINGERPRINT, "--certificate", pem.toString(), "alice"));
        assertTrue(Files.readString(file).contains(" certificate=" + "0c".repeat(32)));
        out.reset();
        assertEquals(0, run("", "list"));
        assertEquals("alice  token, 2 certificates\n", out());
    }

    @Test
    void forProgramsEachCommandSaysOneObject() {
        assertEquals(0, run("", "add", "--token", "--json", "alice"), this::err);
        JsonObject added = json();
        assertEquals(43, added.getString("token").length());
        assertEquals("alice", added.getString("name"));
        assertTrue(added.getBoolean("added"));
        assertEquals(0, run("", "list", "--json"));
        assertEquals(new JsonObject("{\"users\":[{\"name\":\"alice\",\"proofs\":[\"token\"]}]}"), json());
        assertEquals(0, run("", "remove", "--json", "alice"));
        assertEquals(new JsonObject("{\"name\":\"alice\",\"removed\":true}"), json());
        assertEquals(1, run("", "remove", "--json", "alice"));
        assertEquals(new JsonObject("{\"error\":\"there is no user 'alice'\"}"), json());
        assertEquals(2, run("", "add", "--json", "--token", "a b"));
        assertTrue(json().getString("error").startsWith("user 'a b', expected"), this::out);
        assertEquals("", err());
    }

    private JsonObject json() {
        JsonObject said = new JsonObject(out());
        out.reset();
        return said;
    }

    @Test
    void whoIsRemovedIsGone() {
        run("", "add", "--token", "alice");
        run("", "add", "--token", "bob");
        assertEquals(0, run("", "remove", "Alice"));
        out.reset();
        assertEquals(0, run("", "list"));
        assertEquals("bob  token\n", out());
        assertEquals(1, run("", "remove", "alice"));
        assertEquals("postern: there is no user 'alice'\n", err());
    }

    @Test
    void whatIsWrongIsNamedWithExitCodeTwo() throws IOException {
        assertComplaint(
                "no password on the standard input, expected one line; or start it in a terminal to be asked",
                "add",
                "alice");
        assertComplaint("user 'a b', expected a name without white space, and no '#' first", "add", "--token", "a b");
        assertComplaint(
                "certificate 'none.pem': no such file or folder, expected a file in PEM or DER, or 64 hexadecimal digits (SHA-256)",
                "add",
                "--certificate",
                "none.pem",
                "alice");
        assertComplaint(
                "certificate '" + folder.resolve("users") + "': holds no certificate, expected a file in PEM or DER,"
                        + " or 64 hexadecimal digits (SHA-256)",
                "add",
                "--certificate",
                Files.writeString(folder.resolve("users"), "").toString(),
                "alice");
        Files.writeString(file, "alice hunter2\n");
        assertComplaint(
                file + ":1: word 2: a word of 7 characters, expected $argon2id$..., $2b$..., SCRAM-SHA-256$...,"
                        + " token=... or certificate=...",
                "list");
        Files.delete(file);
        assertComplaint(file + ": no such file, expected a text file", "list");
    }

    @Test
    void theConfigurationSaysWhichFileIsMeant() throws IOException {
        Path conf = Files.writeString(folder.resolve("postern.yaml"), "plugins: {passwords: {file: '" + file + "'}}\n");
        assertEquals(0, launch("user", "add", "--token", "alice", "--conf", conf.toString()), this::err);
        assertEquals(0, launch("--conf", conf.toString(), "user", "list"), this::err);
        assertTrue(out().endsWith("alice  token\n"), this::out);
        String other = folder.resolve("others").toString();
        assertEquals(2, launch("user", "list", "--conf", conf.toString(), "--set", "plugins.passwords.file=" + other));
        assertEquals("postern: " + other + ": no such file, expected a text file\n", err());
    }

    @Test
    void wrongArgumentsAndHelp() {
        assertEquals(2, launch("user"));
        assertEquals("postern: user: expected add, remove or list behind it; user --help says what there is\n", err());
        err.reset();
        assertEquals(2, launch("user", "add"));
        assertTrue(err().startsWith("postern: Missing required parameter: 'NAME'"), this::err);
        assertEquals(0, launch("user", "--help"));
        assertEquals(0, launch("user", "add", "--help"));
        for (String word :
                List.of("add", "remove", "list", "--scram", "--bcrypt", "--token", "--certificate", "--file")) {
            assertTrue(out().contains(word), () -> word + " is missing in " + out());
        }
    }

    private void assertComplaint(String complaint, String... arguments) {
        err.reset();
        assertEquals(2, run("", arguments));
        assertEquals("postern: " + complaint + "\n", err());
    }

    private int run(String input, String... arguments) {
        PluginCommand.Streams streams = new PluginCommand.Streams(
                print(out), print(err), new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--file", file.toString()));
        PluginCommand user = new PasswordsDescriptor().commands().get(0);
        return user.run(new PluginCommand.Call(all, streams, () -> null));
    }

    private int launch(String... arguments) {
        return new Launch(print(out), print(err), node -> {})
                .run(arguments, Map.of())
                .exitCode();
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
