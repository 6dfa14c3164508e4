package dev.postern.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.FreePorts;
import dev.postern.contract.options.PluginDescriptor;
import dev.postern.launcher.config.PluginDescriptors;
import dev.postern.launcher.tls.TestCertificate;
import io.netty.pkitesting.CertificateBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaunchTest {
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
                        + "smtp: {listeners: [{port: 0}]}\n"
                        + "plugins: {maildir: {path: '" + folder.resolve("mail") + "'}}\n");
    }

    @AfterEach
    void stop() throws Exception {
        for (PosternNode node : nodes) {
            node.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void helpAndVersionExitWithZero() {
        assertEquals(0, run("--help"));
        assertTrue(out().contains("--set=KEY=VALUE"), this::out);
        assertTrue(out().contains("java -jar postern.jar user add|remove|list [--json] [--help] [NAME]"), this::out);
        assertTrue(out().contains("java -jar postern.jar status|stop [--node NAME|ID] [--json] [--help]\n"), this::out);
        assertTrue(
                out().replaceAll("\\s+", " ")
                        .contains("What runs in this process: smtp, recipients, maildir, passwords, access"),
                this::out);
        assertEquals(0, run("--version"));
        assertTrue(out().contains("postern ") && out().contains("Vert.x 5."), this::out);
    }

    @Test
    void anUnknownArgumentExitsWithTwo() {
        assertEquals(2, run("--chekc"));
        assertEquals("postern: Unknown option: '--chekc'; --help says what there is\n", err());
    }

    @Test
    void checkSaysOkAndLeavesNoTrace() {
        assertEquals(0, run("--check"));
        assertEquals("configuration ok\n", out());
        assertFalse(Files.exists(folder.resolve("data")));
        assertFalse(Files.exists(folder.resolve("mail")));
    }

    @Test
    void checkSaysAllThatIsWrong() {
        assertEquals(2, run("--check", "--set", "log.level=loud", "--set", "smtp.limits.errors=0"));
        assertEquals(
                List.of(
                        "--set smtp.limits.errors=0: smtp.limits.errors: '0', expected a whole number, 1 or more",
                        "--set log.level=loud: log.level: 'loud', expected error, warn, info, debug or trace"),
                err().lines().toList());
    }

    @Test
    void anUnknownPartIsRefused() {
        assertEquals(2, run("--check", "--deploy", "smtp,reciepients"));
        assertEquals("--deploy: 'reciepients' is nothing that runs here; did you mean recipients?\n", err());
        err.reset();
        assertEquals(2, run("--check", "--deploy", "x"));
        assertEquals("--deploy: 'x' is nothing that runs here; expected one of smtp, " + named() + "\n", err());
    }

    @Test
    void optionsPartsFilesAndPortsAreSaidTogether() throws IOException {
        Files.writeString(folder.resolve("mail"), "not a folder");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = taken.getLocalPort();
            assertEquals(
                    2,
                    run(
                            "--set",
                            "log.level=loud",
                            "--set",
                            "smtp.listeners.0.port=" + port,
                            "--deploy",
                            "smtp,maildir,manners"));
            assertEquals(
                    List.of(
                            "--set log.level=loud: log.level: 'loud', expected error, warn, info, debug or trace",
                            "--deploy: 'manners' is nothing that runs here; expected one of smtp, " + named(),
                            conf + ":3: plugins.maildir.path: '" + folder.resolve("mail") + "' cannot be written to: "
                                    + folder.resolve("mail") + " is a file",
                            "--set smtp.listeners.0.port=" + port + ": smtp.listeners.0.port: '" + port
                                    + "' cannot listen on 127.0.0.1: Address already in use"),
                    err().lines().toList());
        }
        assertFalse(Files.exists(folder.resolve("data")), "nothing is made when something is wrong");
    }

    @Test
    void whatStandsInAWrongSectionIsNotLookedAt() {
        for (String wrong : List.of("smtp.listeners.0.port=x", "plugins.maildir.path=", "tls.key=a", "node.data=")) {
            for (String[] arguments :
                    List.of(new String[] {"--set", wrong}, new String[] {"--check", "--set", wrong})) {
                err.reset();
                assertEquals(2, run(arguments));
                assertEquals(1, err().lines().count(), this::err);
            }
        }
        for (String section :
                List.of("smtp", "plugins", "node", "tls", "cluster", "metrics", "log", "inbox", "chains")) {
            assertEquals(2, run("--set", section + "=x"), this::err);
        }
    }

    @Test
    void listenersOnTheSamePortAreNamed() throws IOException {
        int port = FreePorts.on("127.0.0.1", "127.0.0.2");
        assertOverlap(port, "[{port: PORT, host: 0.0.0.0}, {port: PORT}]", "127.0.0.1", "0.0.0.0");
        assertOverlap(port, "[{port: PORT}, {port: PORT, host: '::'}]", "::", "127.0.0.1");
        assertOverlap(port, "[{port: PORT}, {port: PORT, host: localhost}]", "localhost", "127.0.0.1");
        String two = "smtp.listeners=[{port: PORT}, {port: PORT, host: 127.0.0.2}]";
        assertEquals(0, run("--check", "--set", two.replace("PORT", String.valueOf(port))));
    }

    private void assertOverlap(int port, String listeners, String later, String earlier) {
        err.reset();
        String argument = "smtp.listeners=" + listeners.replace("PORT", String.valueOf(port));
        assertEquals(2, run("--check", "--set", argument));
        assertEquals(
                "--set " + argument + ": smtp.listeners.1.port: '" + port + "' of " + later
                        + " is taken by smtp.listeners.0 on " + earlier + ", expected another port\n",
                err());
    }

    @Test
    void aHostOfAnotherMachineIsToBlame() {
        for (String[] arguments : List.of(new String[0], new String[] {"--check"})) {
            err.reset();
            List<String> all = new ArrayList<>(Arrays.asList(arguments));
            all.addAll(List.of("--set", "smtp.listeners.0.host=192.0.2.1"));
            assertEquals(2, run(all.toArray(String[]::new)));
            assertEquals(1, err().lines().count(), this::err);
            assertTrue(err().contains("smtp.listeners.0.host: '192.0.2.1' is no address of this machine"), this::err);
        }
    }

    @Test
    void anEncryptedKeyIsNotSupported() throws Exception {
        TestCertificate one = TestCertificate.forHost("a.example");
        Path certificate = Files.writeString(folder.resolve("c.pem"), one.certificate());
        for (String begin : List.of(
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMII=\n-----END ENCRYPTED PRIVATE KEY-----\n",
                "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n-----END EC PRIVATE KEY-----\n")) {
            err.reset();
            Path key = Files.writeString(folder.resolve("k.pem"), begin);
            assertEquals(2, run("--check", "--set", "tls.certificate=" + certificate, "--set", "tls.key=" + key));
            assertEquals(
                    "--set tls.key=" + key + ": tls.key: '" + key
                            + "' is encrypted, which is not supported; expected a key without a passphrase\n",
                    err());
        }
    }

    @Test
    void aClusterWithoutEncryptionIsRefusedUnlessTheOperatorInsists() {
        assertEquals(2, run("--check", "--cluster"));
        assertTrue(
                err().startsWith("--cluster: cluster.enabled: the links between nodes are not encrypted"), this::err);
        assertEquals(0, run("--check", "--cluster", "--set", "cluster.insecure=true"));
    }

    @Test
    void aClusterWhoseMembersCannotBeReachedIsOneClearLine() {
        String nobody = "n".repeat(70) + ".example";
        assertEquals(
                2,
                run(
                        "--check",
                        "--cluster",
                        "--set",
                        "cluster.insecure=true",
                        "--set",
                        "cluster.members=[" + nobody + "]"));
        assertEquals(
                "--set cluster.members=[" + nobody + "]: cluster.members: '" + nobody
                        + "' cannot be resolved or reached from here, and cluster.host is empty\n",
                err());
    }

    @Test
    void aPortInUseIsOneClearLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertEquals(2, run("--set", "smtp.listeners.0.port=" + taken.getLocalPort()));
            assertEquals(1, err().lines().count(), this::err);
            assertTrue(err().contains("cannot listen on 127.0.0.1: Address already in use"), this::err);
        }
    }

    @Test
    void aFileWhereAFolderShouldBeIsOneClearLine() throws IOException {
        Files.writeString(folder.resolve("mail"), "not a folder");
        for (String[] arguments : List.of(new String[0], new String[] {"--check"})) {
            err.reset();
            assertEquals(2, run(arguments));
            assertEquals(1, err().lines().count(), this::err);
            assertTrue(err().startsWith(conf + ":3: plugins.maildir.path: '" + folder.resolve("mail")), this::err);
        }
    }

    @Test
    void aCertificateThatIsNotThereIsNamed() {
        String missing = folder.resolve("none.pem").toString();
        assertEquals(2, run("--check", "--set", "tls.certificate=" + missing, "--set", "tls.key=" + conf));
        assertEquals(
                "--set tls.certificate=" + missing + ": tls.certificate: '" + missing + "' no such file or folder\n",
                err());
    }

    @Test
    void certificateAndKeyMustBePemAndBelongTogether() throws Exception {
        TestCertificate one = TestCertificate.forHost("a.example");
        TestCertificate other = TestCertificate.forHost("a.example");
        Path certificate = Files.writeString(folder.resolve("c.pem"), one.certificate());
        Path key = Files.writeString(folder.resolve("k.pem"), one.key());
        String[] arguments = {"--check", "--set", "tls.certificate=" + certificate, "--set", "tls.key=" + key};
        assertEquals(0, run(arguments), this::err);
        Files.writeString(key, other.key());
        assertEquals(2, run(arguments));
        assertTrue(err().contains("is not the certificate of the key in " + key), this::err);
        Files.writeString(key, "nothing");
        assertEquals(2, run(arguments));
        assertTrue(err().contains("holds no private key, expected PEM"), this::err);
    }

    @Test
    void furtherCertificatesAndTheAuthoritiesAreCheckedToo() throws Exception {
        TestCertificate one = TestCertificate.forHost("a.example");
        TestCertificate other = TestCertificate.forHost("b.example");
        Path certificate = Files.writeString(folder.resolve("c.pem"), one.certificate());
        Path key = Files.writeString(folder.resolve("k.pem"), one.key());
        Path foreign = Files.writeString(folder.resolve("f.pem"), other.certificate());
        String more = "tls.certificates=[{certificate: " + foreign + ", key: " + key + "}]";
        assertEquals(
                2,
                run(
                        "--check",
                        "--set",
                        "tls.certificate=" + certificate,
                        "--set",
                        "tls.key=" + key,
                        "--set",
                        more,
                        "--set",
                        "tls.client-ca=" + conf));
        assertEquals(
                List.of(
                        "--set " + more + ": tls.certificates.0.certificate: '" + foreign
                                + "' is not the certificate of the key in " + key,
                        "--set tls.client-ca=" + conf + ": tls.client-ca: '" + conf
                                + "' holds no certificate, expected PEM (BEGIN CERTIFICATE)"),
                err().lines().toList());
    }

    @Test
    void anRsaCertificateIsFineToo() throws Exception {
        var rsa = new CertificateBuilder()
                .rsa2048()
                .subject("CN=a.example")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Path certificate = Files.writeString(folder.resolve("c.pem"), rsa.getCertificatePEM());
        Path key = Files.writeString(folder.resolve("k.pem"), rsa.getPrivateKeyPEM());
        assertEquals(
                0, run("--check", "--set", "tls.certificate=" + certificate, "--set", "tls.key=" + key), this::err);
    }

    @Test
    void pluginsWithoutAServerStartAndStop() {
        assertEquals(0, run("--deploy", "recipients,maildir"), this::err);
        assertTrue(out().contains("answers as    recipients, maildir"), this::out);
        assertFalse(out().contains("swaks"), this::out);
    }

    @Test
    void everythingStarts() {
        assertEquals(0, run(), this::err);
        assertTrue(out().contains("listens on    127.0.0.1:"), this::out);
        assertTrue(out().contains("mail goes to  " + folder.resolve("mail") + " (maildir)"), this::out);
        assertTrue(out().contains("the certificate is self-signed"), this::out);
        assertTrue(Files.exists(folder.resolve("data/tls/key.pem")));
    }

    private static String named() {
        return PluginDescriptors.ALL.stream().map(PluginDescriptor::name).collect(Collectors.joining(", "));
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--conf", conf.toString()));
        all.addAll(Arrays.asList(arguments));
        Launch launch = new Launch(print(out), print(err), nodes::add);
        return launch.run(all.toArray(String[]::new), Map.of()).exitCode();
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
