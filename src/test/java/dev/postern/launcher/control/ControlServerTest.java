package dev.postern.launcher.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.smtp.options.TlsOptions;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The protocol of the control interface and its bounds, with a node that is none. */
@Timeout(120)
class ControlServerTest {
    private static final String ID = "abcdefghij";
    private static final String TOKEN = "0123456789abcdef";
    private static final long AMPLE = 60_000;

    @TempDir
    Path data;

    private final Promise<JsonObject> figures = Promise.promise();
    private volatile boolean loopsHaveEnded;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private ControlServer server;

    private final ControlledNode node = new ControlledNode() {
        @Override
        public String id() {
            return ID;
        }

        @Override
        public JsonObject about() {
            return new JsonObject().put("state", "running").put("warnings", new JsonArray());
        }

        @Override
        public Future<JsonObject> figures() {
            if (loopsHaveEnded) {
                throw new RejectedExecutionException("event executor terminated");
            }
            return figures.future();
        }

        @Override
        public JsonObject end() {
            return new JsonObject().put("state", "stopping");
        }

        @Override
        public void stop() {
            stopped.complete(null);
        }
    };

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private void start(ControlOptions.Tcp tcp, ControlOptions.Limits limits) throws Exception {
        server = new ControlServer();
        await(server.open(node, new ControlOptions(ControlFolder.in(data), tcp, limits)));
    }

    private void start(ControlOptions.Limits limits) throws Exception {
        figures.tryComplete(new JsonObject().put("connections", 7));
        start(null, limits);
    }

    private void start() throws Exception {
        start(ControlOptions.Limits.DEFAULT);
    }

    private Path socket() {
        return data.resolve("control").resolve(ID);
    }

    private RawHttp connect() throws IOException {
        return RawHttp.unix(socket());
    }

    private static JsonObject body(String reply) {
        return new JsonObject(reply.substring(reply.indexOf("\r\n\r\n")));
    }

    private static void assertReply(int status, String error, String reply) {
        assertTrue(reply.startsWith("HTTP/1.1 " + status + " "), reply);
        assertTrue(reply.contains("Content-Type: application/json"), reply);
        assertEquals(new JsonObject().put("version", 1).put("error", error), body(reply));
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            await(server.close());
            assertFalse(Files.exists(socket()));
        }
    }

    @Test
    void aStatusIsWhatTheNodeSaysOfItselfAndItsFigures() throws Exception {
        start();
        try (RawHttp client = connect()) {
            for (int i = 0; i < 3; i++) {
                String reply = client.send("GET /v1/status").reply();
                assertTrue(reply.startsWith("HTTP/1.1 200 OK\r\n"), reply);
                assertEquals(
                        new JsonObject("{\"version\":1,\"state\":\"running\",\"warnings\":[],\"connections\":7}"),
                        body(reply));
            }
        }
    }

    @Test
    void anEventLoopThatStandsStillCostsTheFiguresAndNotTheStatus() throws Exception {
        start(null, ControlOptions.Limits.DEFAULT);
        try (RawHttp client = connect()) {
            JsonObject status = body(client.send("GET /v1/status").reply());
            assertEquals("running", status.getString("state"));
            assertEquals(
                    List.of("no figures within 2000 ms: an event loop of the node stands still"),
                    status.getJsonArray("warnings").getList());
            assertFalse(status.containsKey("connections"));
        }
    }

    @Test
    void aNodeWhoseEventLoopsHaveEndedStillSaysThatItStops() throws Exception {
        start();
        loopsHaveEnded = true;
        try (RawHttp client = connect()) {
            JsonObject status = body(client.send("GET /v1/status").reply());
            assertEquals("running", status.getString("state"));
            assertEquals(
                    List.of("no figures any more: the event loops of the node have ended"),
                    status.getJsonArray("warnings").getList());
        }
    }

    @Test
    void aStopIsAnsweredBeforeItBegins() throws Exception {
        start();
        try (RawHttp client = connect()) {
            String reply = client.send("POST /v1/stop", "Content-Length: 0").reply();
            assertTrue(reply.startsWith("HTTP/1.1 202 Accepted\r\n"), reply);
            assertEquals(new JsonObject("{\"version\":1,\"state\":\"stopping\"}"), body(reply));
            stopped.get(60, TimeUnit.SECONDS);
            reply = client.raw("POST /v1/stop HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n{ }")
                    .reply();
            assertTrue(reply.startsWith("HTTP/1.1 202 "), reply);
        }
    }

    @Test
    void whatIsWrongWithARequestIsSaidAndTheNextOneOfTheConnectionIsAnswered() throws Exception {
        start();
        try (RawHttp client = connect()) {
            assertReply(
                    404,
                    "there is no '/v2/status'; expected /v1/status or /v1/stop",
                    client.send("GET /v2/status").reply());
            assertReply(
                    404,
                    "there is no '/'; expected /v1/status or /v1/stop",
                    client.send("GET /").reply());
            String reply = client.send("GET /v1/stop").reply();
            assertReply(405, "GET /v1/stop, expected POST", reply);
            assertTrue(reply.contains("\r\nAllow: POST\r\n"), reply);
            String parameters = " takes no parameters; expected no query, and no body or {}";
            assertReply(
                    400,
                    "/v1/status" + parameters,
                    client.send("GET /v1/status?all=1").reply());
            client.raw("POST /v1/stop HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nnever");
            assertReply(400, "/v1/stop" + parameters, client.reply());
            assertTrue(client.send("GET /v1/status").reply().startsWith("HTTP/1.1 200 "));
        }
        assertFalse(stopped.isDone());
    }

    @Test
    void aBodyMayBeSoLongAndNoLonger() throws Exception {
        start(new ControlOptions.Limits(4, 4, 10, AMPLE));
        String head = "POST /v1/stop HTTP/1.1\r\nHost: x\r\n";
        try (RawHttp client = connect()) {
            client.raw(head + "Content-Length: 10\r\n\r\n{        }");
            assertTrue(client.reply().startsWith("HTTP/1.1 202 "));
        }
        for (String tooLong : List.of(
                "Content-Length: 11\r\n\r\n12345678901",
                "Transfer-Encoding: chunked\r\n\r\n6\r\n123456\r\n5\r\n12345\r\n")) {
            try (RawHttp client = connect()) {
                assertReply(
                        413,
                        "the body is too long, expected at most 10 octets",
                        client.raw(head + tooLong).reply());
            }
        }
    }

    @Test
    void aLineAndAHeaderMayNotBeTooLong() throws Exception {
        start();
        try (RawHttp client = connect()) {
            String reply = client.send("GET /" + "x".repeat(2000)).reply();
            assertTrue(reply.contains(" 414 "), reply);
            assertEquals(
                    "the request line is too long, expected at most 1024 octets",
                    body(reply).getString("error"));
            assertTrue(client.isClosed());
        }
        try (RawHttp client = connect()) {
            assertReply(
                    431,
                    "the header is too long, expected at most 8192 octets",
                    client.send("GET /v1/status", "X: " + "x".repeat(9000)).reply());
            assertTrue(client.isClosed());
        }
        try (RawHttp client = connect()) {
            String reply = client.raw("EHLO client.example\r\n\r\n").reply();
            assertTrue(reply.contains(" 400 "), reply);
            assertTrue(body(reply).getString("error").startsWith("this is no HTTP/1.1: "), reply);
            assertTrue(client.isClosed());
        }
    }

    @Test
    void thereAreSoManyConnectionsAndOneMoreIsClosed() throws Exception {
        start(new ControlOptions.Limits(2, 2, 10, AMPLE));
        try (RawHttp one = connect()) {
            assertTrue(one.send("GET /v1/status").reply().startsWith("HTTP/1.1 200 "));
            try (RawHttp two = connect()) {
                assertTrue(two.send("GET /v1/status").reply().startsWith("HTTP/1.1 200 "));
                try (RawHttp three = connect()) {
                    assertTrue(three.isClosed());
                }
            }
            awaitRoom();
            assertTrue(one.send("GET /v1/status").reply().startsWith("HTTP/1.1 200 "));
        }
    }

    /** That a connection is closed is seen a moment later. */
    private void awaitRoom() throws IOException {
        for (int i = 0; i < 600; i++) {
            try (RawHttp next = connect()) {
                next.send("GET /v1/status").reply();
                return;
            } catch (IOException full) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
        throw new AssertionError("no room after a minute");
    }

    @Test
    void moreRequestsAtOnceThanTheLimitAreRefused() throws Exception {
        start(null, new ControlOptions.Limits(4, 1, 10, AMPLE));
        try (RawHttp one = connect();
                RawHttp two = connect()) {
            one.send("GET /v1/status");
            String reply = two.send("GET /v1/status").reply();
            String first = reply.contains(" 503 ") ? reply : one.reply();
            assertReply(503, "too many requests at once, expected at most 1: try again", first);
        }
    }

    @Test
    void whoSendsNoCompleteRequestInTimeIsDisconnectedHoweverBusyHeIs() throws Exception {
        start(new ControlOptions.Limits(4, 4, 1000, 500));
        try (RawHttp silent = connect();
                RawHttp slow = connect();
                RawHttp served = connect()) {
            slow.raw("POST /v1/stop HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
            assertTrue(served.send("GET /v1/status").reply().startsWith("HTTP/1.1 200 "));
            CompletableFuture<Void> drip = CompletableFuture.runAsync(() -> drip(slow));
            assertTrue(silent.isClosed());
            assertTrue(slow.isClosed());
            assertTrue(served.isClosed());
            drip.get(60, TimeUnit.SECONDS);
        }
        assertFalse(stopped.isDone());
    }

    /** An octet now and then, until the other side has had enough. */
    private static void drip(RawHttp slow) {
        try {
            for (int i = 0; i < 900; i++) {
                slow.raw(" ");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
            throw new AssertionError("never disconnected");
        } catch (IOException expected) {
            // That is what the test waits for.
        }
    }

    @Test
    void byTcpTheTokenIsAskedFor() throws Exception {
        figures.complete(new JsonObject().put("connections", 7));
        start(new ControlOptions.Tcp("127.0.0.1", 0, new BearerToken(TOKEN), null), ControlOptions.Limits.DEFAULT);
        String refusal = "no token, or a wrong one; expected the header 'Authorization: Bearer TOKEN'";
        try (RawHttp client = RawHttp.tcp(server.port().orElseThrow())) {
            List<String[]> wrong = new ArrayList<>();
            wrong.add(new String[0]);
            for (String value :
                    List.of("Bearer", "Bearer " + TOKEN + "0", "Basic " + TOKEN, TOKEN, "Bearer 0123456789abcdeg")) {
                wrong.add(new String[] {"Authorization: " + value});
            }
            for (String[] headers : wrong) {
                String reply = client.send("GET /v1/status", headers).reply();
                assertReply(401, refusal, reply);
                assertTrue(reply.contains("\r\nWWW-Authenticate: Bearer\r\n"), reply);
            }
            assertReply(401, refusal, client.send("GET /unknown").reply());
            for (String scheme : List.of("Bearer ", "bearer ")) {
                String reply = client.send("GET /v1/status", "Authorization: " + scheme + TOKEN)
                        .reply();
                assertTrue(reply.startsWith("HTTP/1.1 200 "), reply);
            }
        }
    }

    @Test
    void byTcpWithTlsTheCertificateIsShownAndAChangedOneSoonAfter() throws Exception {
        figures.complete(new JsonObject().put("connections", 7));
        X509Bundle first = certificate();
        Path pem = Files.writeString(data.resolve("c.pem"), first.getCertificatePEM());
        Path key = Files.writeString(data.resolve("k.pem"), first.getPrivateKeyPEM());
        TlsOptions tls = new TlsOptions(List.of(new TlsOptions.Pair(pem, key)), null, 50);
        start(new ControlOptions.Tcp("127.0.0.1", 0, new BearerToken(TOKEN), tls), ControlOptions.Limits.DEFAULT);
        assertTrue(overTls(first.getCertificate()).startsWith("HTTP/1.1 200 "));
        X509Bundle second = certificate();
        assertThrows(SSLException.class, () -> overTls(second.getCertificate()));
        Files.writeString(pem, second.getCertificatePEM());
        Files.writeString(key, second.getPrivateKeyPEM());
        for (int i = 0; i < 600; i++) {
            try {
                assertTrue(overTls(second.getCertificate()).startsWith("HTTP/1.1 200 "));
                return;
            } catch (SSLException notYet) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
        throw new AssertionError("the new certificate is not used after a minute");
    }

    @Test
    void aKeyAsOpensslWritesItIsReadOutOfOneFileWithItsCertificate() throws Exception {
        figures.complete(new JsonObject().put("connections", 7));
        String both;
        try (InputStream in = ControlServerTest.class.getResourceAsStream("/control/openssl-p256.pem")) {
            both = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
        Path file = Files.writeString(data.resolve("both.pem"), both);
        TlsOptions tls = new TlsOptions(file, file);
        start(new ControlOptions.Tcp("127.0.0.1", 0, new BearerToken(TOKEN), tls), ControlOptions.Limits.DEFAULT);
        String certificate = both.substring(both.indexOf("-----BEGIN CERTIFICATE"));
        X509Certificate trusted = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(certificate.getBytes(StandardCharsets.US_ASCII)));
        assertTrue(overTls(trusted).startsWith("HTTP/1.1 200 "));
    }

    private static X509Bundle certificate() throws Exception {
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private String overTls(X509Certificate trusted) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("it", trusted);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (Socket socket = context.getSocketFactory()
                        .createSocket("127.0.0.1", server.port().orElseThrow());
                RawHttp client = RawHttp.of(socket)) {
            return client.send("GET /v1/status", "Authorization: Bearer " + TOKEN)
                    .reply();
        }
    }

    @Test
    void whatCannotBeOpenedFailsAndIsGoneOnceItIsClosed() throws Exception {
        Path socket = data.resolve("control").resolve(ID);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = taken.getLocalPort();
            ControlOptions.Tcp tcp = new ControlOptions.Tcp("127.0.0.1", port, new BearerToken(TOKEN), null);
            ExecutionException failure =
                    assertThrows(ExecutionException.class, () -> start(tcp, ControlOptions.Limits.DEFAULT));
            String text = failure.getCause().getMessage();
            assertTrue(text.startsWith("control.port " + port + " cannot listen on 127.0.0.1: "), text);
        }
        assertTrue(Files.exists(socket));
        await(server.close());
        assertFalse(Files.exists(socket));
    }

    @Test
    void aServerThatWasNeverOpenedCanBeClosed() throws Exception {
        await(new ControlServer().close());
        assertFalse(Files.exists(data.resolve("control")));
    }
}
