package dev.postern.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.testkit.server.Postern;
import dev.postern.testkit.server.PosternExtension;
import dev.postern.testkit.server.SmtpClient;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MannersOnAServerTest {
    @RegisterExtension
    static final PosternExtension POSTERN = PosternExtension.with("manners", Manners::new);

    @Test
    void aRudeSenderIsWarnedOnce(SmtpClient client) {
        client.play("""
            S: 220
            C: EHLO client.example
            S: 250
            C: MAIL FROM:<someone@rude.example>
            S: 550 5.7.1 mind your manners
            C: MAIL FROM:<someone@rude.example>
            S: 421 4.7.0 good bye
            S: (closed)""");
    }

    @Test
    void mailOfAPoliteSenderArrives(Postern postern, SmtpClient client) {
        client.greet();
        client.mail(
                "<someone@example.com>", "<alice@example.org>", "Subject: hello\r\n\r\nHow do you do?\r\n".getBytes());
        assertEquals(List.of("alice@example.org"), postern.mails().get(0).to());
    }
}
