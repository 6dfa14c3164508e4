package dev.postern.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.launcher.control.RawHttp;
import dev.postern.testkit.server.SmtpClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands that speak to a running node, and what they say. */
@Timeout(300)
class ControlCommandsTest {
    private static final String TOKEN = "0123456789abcdef";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<PosternNode> nodes = new ArrayList<>();
    private Path conf;

    @BeforeEach
    void writeConfiguration() throws IOException {
        conf = Files.writeString(
                folder.resolve("postern.yaml"),
                "node: {data: '" + folder.resolve("data") + "'}\n"
                        + "smtp: {listeners: [{port: 0}], timeouts: {shutdown: 60s}}\n"
                        + "log: {level: warn}\n"
                        + "plugins: {maildir: {path: '" + folder.resolve("mail") + "'}}\n");
    }

    @AfterEach
    void stop() throws Exception {
        for (PosternNode node : nodes) {
            node.close().toCompletionStage().toCompletableFuture().get(120, TimeUnit.SECONDS);
        }
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        Launch launch = new Launch(print(out), print(err), node -> {
            nodes.add(node);
            node.stopRequest().onSuccess(v -> node.close());
        });
        return launch.run(arguments, Map.of()).exitCode();
    }

    private int configured(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--conf", conf.toString()));
        return run(all.toArray(String[]::new));
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

    private JsonObject json() {
        return new JsonObject(out());
    }

    private Path control() {
        return folder.resolve("data/control");
    }

    private List<String> sockets() throws IOException {
        try (var files = Files.list(control())) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private String id() throws IOException {
        return sockets().get(0);
    }

    @Test
    void statusTellsPeopleWhatTheNodeIsDoing() throws IOException {
        assertEquals(0, configured(), this::err);
        int port = nodes.get(0).addresses().get(0).port();
        assertEquals(0, configured("status"), this::err);
        assertTrue(out().startsWith("postern " + Version.POSTERN + " is running, "), this::out);
        for (String row : List.of(
                "  node         postern, id " + id() + ", process ",
                "  runs         smtp, recipients, maildir\n",
                "  connections  0\n",
                "\nListeners\n  127.0.0.1:" + port + "  smtp  starttls  chain default  open\n",
                "\nChain default\n  recipients  ",
                " here  0 open asks  admits\n",
                "\nInboxes\n  maildir  4 instances here  0 open asks\n",
                "\nNot safe for the Internet yet\n  - the server calls itself localhost (smtp.hostname)\n")) {
            assertTrue(out().contains(row), () -> row + " is missing in " + out());
        }
    }

    @Test
    void statusAsJsonIsTheReplyOfTheNode() throws IOException {
        assertEquals(0, configured("--set", "node.name=mx1"), this::err);
        try (SmtpClient client =
                SmtpClient.connect(nodes.get(0).addresses().get(0).port())) {
            client.expect("220 ");
            assertEquals(0, configured("status", "--json"), this::err);
        }
        JsonObject status = json();
        assertEquals(1, status.getInteger("version"));
        assertEquals(new JsonObject().put("id", id()).put("name", "mx1"), status.getJsonObject("node"));
        assertEquals("running", status.getString("state"));
        assertEquals(1, status.getInteger("connections"));
        assertEquals(
                new JsonArray("[{\"group\":\"recipients\",\"tier\":0,\"required\":false,\"admits\":true}]"),
                status.getJsonObject("chains").getJsonArray("default"));
        JsonObject maildir = status.getJsonArray("groups").getJsonObject(0);
        assertEquals("maildir", maildir.getString("group"));
        assertTrue(maildir.getBoolean("here"));
        assertEquals(4, maildir.getInteger("instances"));
        assertEquals(0, maildir.getInteger("open"));
        assertTrue(status.getJsonArray("caveats").contains("the server calls itself localhost (smtp.hostname)"));
        assertEquals(ProcessHandle.current().pid(), status.getLong("process"));
    }

    @Test
    void aNodeWithoutAServerSaysWhichPluginsRunThere() {
        assertEquals(0, configured("--deploy", "maildir"), this::err);
        assertEquals(0, configured("status"), this::err);
        assertTrue(out().contains("\nGroups\n  maildir  4 instances here\n"), this::out);
        assertTrue(out().contains("\nWarning\n  - nobody can ask these plugins: "), this::out);
        assertFalse(out().contains("Listeners"), this::out);
    }

    @Test
    void theFolderAndTheSocketAreTheOwnersAndAStoppedNodeLeavesNone() throws Exception {
        assertEquals(0, configured(), this::err);
        assertEquals("[OWNER_EXECUTE, OWNER_READ, OWNER_WRITE]", permissions().toString());
        assertTrue(id().matches("[a-z2-7]{10}"), this::out);
        nodes.get(0).close().toCompletionStage().toCompletableFuture().get(120, TimeUnit.SECONDS);
        assertEquals(List.of(), sockets());
    }

    private List<String> permissions() throws IOException {
        return Files.getPosixFilePermissions(control()).stream()
                .map(Enum::name)
                .sorted()
                .toList();
    }

    @Test
    void stopWaitsUntilTheNodeIsGone() throws IOException {
        assertEquals(0, configured(), this::err);
        String id = id();
        int port = nodes.get(0).addresses().get(0).port();
        try (SmtpClient idle = SmtpClient.connect(port)) {
            idle.expect("220 ");
            assertEquals(0, configured("stop"), this::err);
            idle.expect("421 ");
        }
        String label = "node postern (" + id + ")";
        assertTrue(
                out().matches("\\Q" + label + "\\E is told to stop\n\\Q" + label
                        + "\\E has stopped after \\d+\\.\\d s\n"),
                this::out);
        assertEquals(List.of(), sockets());
        assertEquals(2, configured("stop"));
    }

    @Test
    void stopAsJsonIsOneObject() throws IOException {
        assertEquals(0, configured(), this::err);
        String id = id();
        assertEquals(0, configured("stop", "--json"), this::err);
        assertEquals(new JsonObject().put("id", id).put("name", "postern"), json().getJsonObject("node"));
        assertEquals("stopped", json().getString("state"));
    }

    @Test
    void whileANodeStopsItAnswersAndAStopThatLastsTooLongIsNoSuccess() throws Exception {
        assertEquals(0, configured(), this::err);
        String id = id();
        try (SmtpClient client =
                SmtpClient.connect(nodes.get(0).addresses().get(0).port())) {
            client.expect("220 ");
            client.ask("EHLO client.example", "250");
            client.ask("MAIL FROM:<a@b.example>", "250");
            client.ask("RCPT TO:<you@localhost>", "250");
            client.ask("DATA", "354");
            assertEquals(1, configured("stop", "--timeout", "1"));
            assertEquals(
                    "postern: node postern (" + id
                            + ") still runs 1 s after it was told to stop, and 1 connection is open; it goes on stopping\n",
                    err());
            assertEquals(0, configured("status", "--json"), this::err);
            assertEquals("stopping", json().getString("state"));
            assertEquals(1, json().getInteger("connections"));
            assertFalse(json().getJsonArray("listeners").getJsonObject(0).getBoolean("open"));
            client.sendContent("Subject: x\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII));
            client.expect("250 ");
        }
        assertTrue(configured("stop") != 1, this::err);
        assertEquals(List.of(), sockets());
    }

    @Test
    void ofSeveralNodesOneHasToBeNamedAndNothingIsDoneBefore() throws IOException {
        assertEquals(0, configured("--set", "node.name=mx1"), this::err);
        String first = id();
        assertEquals(0, configured("--set", "node.name=mx2", "--deploy", "recipients,maildir"), this::err);
        String second =
                sockets().stream().filter(id -> !id.equals(first)).findFirst().orElseThrow();
        for (String command : List.of("status", "stop")) {
            assertEquals(2, configured(command));
            assertTrue(err().startsWith("postern: 2 nodes run in " + control() + ", expected --node "), this::err);
            assertTrue(err().contains("  " + first + "  mx1   running  smtp, recipients, maildir\n"), this::err);
            assertTrue(err().contains("  " + second + "  mx2   running  recipients, maildir\n"), this::err);
        }
        assertEquals(2, configured("stop", "--json"));
        assertEquals(2, json().getJsonArray("nodes").size());
        assertEquals("", err());
        assertEquals(2, configured("status", "--node", "mx3"));
        assertTrue(
                err().startsWith("postern: no node in " + control() + " has the name or the id 'mx3':\n"), this::err);
        assertEquals(0, configured("status", "--node", first), this::err);
        assertTrue(out().contains("mx1, id " + first), this::out);
        assertEquals(0, configured("stop", "--node", "mx2"), this::err);
        assertEquals(List.of(first), sockets());
        assertEquals(0, configured("stop"), this::err);
        assertEquals(List.of(), sockets());
    }

    @Test
    void nodesOfTheSameNameAreToldApartByTheirIds() throws IOException {
        assertEquals(0, configured("--deploy", "maildir"), this::err);
        assertEquals(0, configured("--deploy", "recipients"), this::err);
        assertEquals(2, configured("status", "--node", "postern"));
        assertEquals(4, err().lines().count(), this::err);
    }

    @Test
    void withoutANodeTheFolderIsNamedThatWasLookedInto() throws IOException {
        String text = "no node runs: nobody answers in " + control()
                + ", which is the folder control of node.data; --data, --conf or --set node.data=PATH names another one";
        assertEquals(2, configured("status"));
        assertEquals("postern: " + text + "\n", err());
        Files.createDirectories(control());
        assertEquals(2, configured("status", "--json"));
        assertEquals(new JsonObject().put("error", text), json());
    }

    @Test
    void forProgramsACallThatCannotBeginIsOneObjectToo() {
        assertEquals(2, run("status", "--json", "--nod", "mx1"));
        assertTrue(new JsonObject(out()).getString("error").startsWith("Unknown option"), this::out);
        Path none = folder.resolve("none.yaml");
        for (List<String> command : List.of(List.of("status"), List.of("user", "list"))) {
            List<String> words = new ArrayList<>(command);
            words.addAll(List.of("--json", "--conf", none.toString()));
            assertEquals(2, run(words.toArray(String[]::new)));
            assertTrue(new JsonObject(out()).getString("error").contains(none.toString()), this::out);
            assertEquals("", err());
        }
        assertEquals(2, run("user", "add", "--json"));
        assertTrue(new JsonObject(out()).getString("error").startsWith("Missing required parameter"), this::out);
        assertEquals("", err());
    }

    @Test
    void theFolderIsFoundByTheWaysOfAStart() throws IOException {
        String elsewhere = folder.resolve("elsewhere").toString();
        assertEquals(0, configured("--set", "node.data=" + elsewhere, "--deploy", "maildir"), this::err);
        assertEquals(2, configured("status"));
        assertEquals(0, configured("status", "--set", "node.data=" + elsewhere), this::err);
        assertEquals(0, run("status", "--data", elsewhere), this::err);
        assertEquals(2, configured("status", "--set", "node.data="));
        assertTrue(err().contains("node.data: empty, expected a path"), this::err);
        assertEquals(2, configured("status", "--set", "node.data=", "--json"));
        assertTrue(json().getString("error").contains("node.data: empty, expected a path"), this::out);
    }

    @Test
    void byTcpATokenAndACertificateThatIsBelievedAreNeeded() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        assertEquals(
                0,
                configured(
                        "--deploy",
                        "maildir",
                        "--set",
                        "control.host=127.0.0.1",
                        "--set",
                        "control.port=0",
                        "--set",
                        "control.token-file=" + token),
                this::err);
        String url = "https://localhost:" + nodes.get(0).controlPort().orElseThrow();
        String[] all = {
            "status",
            "--url",
            url,
            "--token-file",
            token.toString(),
            "--ca",
            folder.resolve("data/tls/certificate.pem").toString()
        };
        assertEquals(0, run(all), this::err);
        assertTrue(out().contains("is running"), this::out);
        assertEquals(
                0,
                configured("status", "--url", url, "--ca", all[6], "--set", "control.token-file=" + token),
                this::err);
        assertEquals(2, configured("status", "--url", url, "--ca", all[6]));
        assertTrue(err().startsWith("postern: no token for " + url), this::err);
        Files.writeString(token, "fedcba9876543210\n");
        assertEquals(1, run(all));
        assertEquals(
                "postern: " + url
                        + " said no (401): no token, or a wrong one; expected the header 'Authorization: Bearer TOKEN'\n",
                err());
        assertEquals(2, run("status", "--url", url, "--token-file", token.toString()));
        assertTrue(err().startsWith("postern: " + url + " cannot be reached: "), this::err);
    }

    @Test
    void wrongCallsAreNamed() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), TOKEN);
        for (String url : List.of("localhost", "ftp://localhost:1", "http://localhost", "http://localhost:1/v1")) {
            assertEquals(2, run("status", "--token-file", token.toString(), "--url", url));
            assertEquals("postern: --url " + url + ": expected https://HOST:PORT, or http:// without TLS\n", err());
        }
        assertEquals(2, run("status", "--node", "a", "--url", "http://localhost:1"));
        assertEquals("postern: --node and --url; expected one of the two\n", err());
        assertEquals(
                2, run("status", "--token-file", folder.resolve("none").toString(), "--url", "http://localhost:1"));
        assertEquals("postern: token file '" + folder.resolve("none") + "': no such file or folder\n", err());
        assertEquals(2, run("stop", "--timeout", "soon"));
        assertTrue(err().startsWith("postern: Invalid value for option '--timeout'"), this::err);
    }

    @Test
    void helpNamesTheOptionsAndTheExitCodes() {
        for (String command : List.of("status", "stop")) {
            assertEquals(0, run(command, "--help"));
            for (String word :
                    List.of("--data", "--node", "--url", "--token-file", "--ca", "--json", "Exit code: 0 done, 1")) {
                assertTrue(out().contains(word), () -> word + " is missing in " + out());
            }
        }
        assertTrue(out().contains("--timeout"), this::out);
    }

    @Test
    void aDeadNodesSocketIsRemovedByTheNextStart() throws IOException {
        Files.createDirectories(control());
        Files.setPosixFilePermissions(control(), PosixFilePermissions.fromString("rwx------"));
        Path dead = control().resolve("abcdefghij");
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(dead))
                .close();
        assertEquals(2, configured("status"));
        assertEquals(0, configured("--deploy", "maildir"), this::err);
        assertFalse(Files.exists(dead));
        assertEquals(1, sockets().size());
    }

    @Test
    void whatIsInTheWayOfTheSocketIsOneClearLineAtTheStartAndAtACheck() throws IOException {
        String tooLong = folder.resolve("x".repeat(100)).toString();
        for (String[] arguments : new String[][] {{}, {"--check"}}) {
            List<String> all = new ArrayList<>(Arrays.asList(arguments));
            all.addAll(List.of("--set", "node.data=" + tooLong));
            assertEquals(2, configured(all.toArray(String[]::new)));
            assertEquals(1, err().lines().count(), this::err);
            assertTrue(
                    err().startsWith("--set node.data=" + tooLong + ": node.data: '" + tooLong
                            + "' is too long for a unix socket: "),
                    this::err);
        }
        assertEquals(
                0, configured("--check", "--set", "node.data=" + tooLong, "--set", "control.socket=false"), this::err);
        Files.createDirectories(control());
        Files.setPosixFilePermissions(control(), PosixFilePermissions.fromString("rwxr-xr-x"));
        assertEquals(2, configured());
        assertEquals(
                conf + ":1: node.data: '" + folder.resolve("data") + "' has no room for the control socket: "
                        + control() + " has the permissions rwxr-xr-x, expected rwx------: chmod 700 " + control()
                        + "\n",
                err());
    }

    @Test
    void aProcessWithPluginsAloneNeedsItsDataFolderForTheSocketToo() throws IOException {
        Path file = Files.createFile(folder.resolve("data"));
        for (String[] arguments : new String[][] {{"--deploy", "maildir"}, {"--deploy", "maildir", "--check"}}) {
            assertEquals(2, configured(arguments));
            assertEquals(conf + ":1: node.data: '" + file + "' cannot be written to: " + file + " is a file\n", err());
        }
        assertEquals(0, configured("--deploy", "maildir", "--check", "--set", "control.socket=false"), this::err);
    }

    @Test
    void withoutTheSocketThereIsNoFolder() {
        assertEquals(0, configured("--deploy", "maildir", "--set", "control.socket=false"), this::err);
        assertFalse(Files.exists(control()));
        assertEquals(2, configured("status"));
    }

    @Test
    void byTcpThereIsNoWayWithoutATokenAndNoneInClearButOnTheOwnMachine() throws IOException {
        assertControlProblem(
                "control.token: empty, as control.token-file is, though control.host is set; expected one of the two",
                "host: 127.0.0.1");
        assertControlProblem(
                "control.token: given beside control.token-file; expected one of the two",
                "host: 127.0.0.1, token: " + TOKEN + ", token-file: x");
        assertControlProblem(
                "control.tls: false where control.host is 0.0.0.0: whoever is on the way could read the token; expected true, or 127.0.0.1",
                "host: 0.0.0.0, token: " + TOKEN + ", tls: false");
        assertControlProblem(
                "control.token: holds a token of 5 characters, expected at least 16 visible ASCII characters without a space",
                "host: 127.0.0.1, token: short");
        Path file = Files.writeString(folder.resolve("token"), "short\n");
        assertControlProblem(
                "control.token-file: '" + file
                        + "' holds a token of 5 characters, expected at least 16 visible ASCII characters without a space",
                "host: 127.0.0.1, token-file: " + file);
        assertControlProblem(
                "control.token-file: '" + folder.resolve("none") + "' no such file or folder",
                "host: 127.0.0.1, token-file: " + folder.resolve("none"));
        for (String loopback : List.of("localhost", "127.0.0.2", "'::1'")) {
            String control = "control={host: " + loopback + ", token: " + TOKEN + ", tls: false}";
            assertEquals(0, configured("--check", "--set", control), this::err);
        }
    }

    private void assertControlProblem(String problem, String control) {
        String setting = "control={" + control + "}";
        assertEquals(2, configured("--check", "--set", setting));
        assertEquals("--set " + setting + ": " + problem + "\n", err());
    }

    @Test
    void aPortOfTheControlInterfaceIsCheckedAsAnyOther() {
        String control = "control={host: 127.0.0.1, port: 7, token: " + TOKEN + "}";
        String listeners = "smtp.listeners=[{port: 7}]";
        assertEquals(2, configured("--check", "--set", control, "--set", listeners));
        assertTrue(err().contains("control.port: '7' of 127.0.0.1 is taken by smtp.listeners.0"), this::err);
    }

    @Test
    void aNodeThatWaitsForARequiredGroupSaysThatItsPortsAreClosed() throws Exception {
        Thread start = new Thread(() -> configured(
                "--deploy", "smtp", "--set", "chains.default=[{group: nobody, required: true, admits: true}]"));
        // A start that is cut off does not return; where it is a process of its own, that ends.
        start.setDaemon(true);
        start.start();
        JsonObject status = awaitStatus();
        assertEquals("starting", status.getString("state"));
        assertFalse(status.getJsonArray("listeners").getJsonObject(0).getBoolean("open"));
        nodes.get(0).close().toCompletionStage().toCompletableFuture().get(120, TimeUnit.SECONDS);
        assertEquals(List.of(), sockets());
    }

    private JsonObject awaitStatus() throws IOException {
        while (true) {
            // Before it listens the socket has a name with a dot, and in the moment in between maybe none that is seen.
            List<String> listening = Files.isDirectory(control())
                    ? sockets().stream().filter(name -> !name.startsWith(".")).toList()
                    : List.of();
            if (!listening.isEmpty()) {
                try (RawHttp client = RawHttp.unix(control().resolve(listening.get(0)))) {
                    String reply = client.send("GET /v1/status").reply();
                    return new JsonObject(reply.substring(reply.indexOf("\r\n\r\n")));
                }
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
