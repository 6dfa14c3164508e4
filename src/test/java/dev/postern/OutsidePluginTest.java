package dev.postern;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.plugin.GroupOptions;
import dev.postern.contract.plugin.Plugin;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.testkit.server.PosternExtension;
import dev.postern.testkit.server.SmtpClient;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A plugin that knows the contract alone does all that a plugin can do. */
class OutsidePluginTest {
    private static final Class<?> EVERYTHING = compiled();

    private static final GroupOptions GROUP = GroupOptions.eventLoop("everything");

    @RegisterExtension
    static final PosternExtension POSTERN = PosternExtension.with(GROUP, OutsidePluginTest::plugin, link())
            .inbox(GROUP, OutsidePluginTest::plugin)
            .admittingNobodyElse()
            .tls(SmtpOptions.TlsMode.STARTTLS);

    private static ChainLink link() {
        return new ChainLink("everything", 0, Set.of(), 0, Map.of(), new ChainLink.Role(true, true), Set.of());
    }

    @Test
    void everyStageEffectAndCommandWorksInOneSession(SmtpClient client) throws Exception {
        assertEquals(
                "220-sent at connect\n220-localhost welcome\n220 to everything",
                client.reply().replace("\r", ""));
        String offered = client.ask("EHLO a.example");
        assertEquals(true, offered.contains("XEVERY thing") && !offered.contains("SMTPUTF8"), offered);
        client.startTls();
        client.play("""
                C: EHLO a.example
                S: 250-sent at secure
                C: AUTH XTOKEN
                S: 334 dG9rZW4/
                C: b3BlbiBzZXNhbWU=
                S: 235 2.7.0 hello ann
                C: MAIL FROM:<a@b.example> XEVERY=1
                S: 250 2.1.0
                C: RCPT TO:<alias@example.org>
                S: 250 2.1.5 an alias
                C: RCPT TO:<nobody@example.org>
                S: 550 5.1.1 no such user
                C: RCPT TO:<hole@example.org>
                S: 250 2.1.5
                C: DATA
                S: 354
                C: x
                C: .
                S: 250 2.0.0 for [alias@example.org as last+message@example.org] from content@3.example (
                C: MAIL FROM:<a@b.example>
                S: 250 2.1.0
                C: RSET
                S: 250
                C: XCOMMANDS
                S: 250-a.example
                C: XBYE
                S: 421 4.7.0 bye bye
                S: (closed)
                """);
        BlockingQueue<?> ends = (BlockingQueue<?>) EVERYTHING.getField("ENDS").get(null);
        assertEquals("rset", ends.poll(60, TimeUnit.SECONDS));
        assertEquals(
                "disconnected {\"stages\":[\"connect\",\"helo\",\"secure\",\"helo\",\"mailfrom\",\"data\",\"mailfrom\"],"
                        + "\"told\":\"bob over TLS\"}",
                ends.poll(60, TimeUnit.SECONDS));
    }

    @Test
    void aRefusalIsHeldUntilRcptFromWhoIsNobody(SmtpClient client) {
        client.reply();
        client.play("""
                C: EHLO a.example
                S: 250
                C: MAIL FROM:<held@b.example>
                S: 250 2.1.0
                C: RCPT TO:<anybody@example.org>
                S: 550 5.7.1 held until now
                """);
    }

    private static Plugin plugin() {
        try {
            return (Plugin) EVERYTHING.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> compiled() {
        try {
            Path folder = Files.createTempDirectory("outside");
            OutsideClasses.compile(folder, "Everything.java");
            return new URLClassLoader(new URL[] {folder.toUri().toURL()}).loadClass("Everything");
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
