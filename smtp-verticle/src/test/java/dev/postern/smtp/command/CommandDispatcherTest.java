package dev.postern.smtp.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.smtp.dialogue.Dialogue;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandDispatcherTest {
    private final Dialogue dialogue = Dialogue.standard();

    private static final String GREETED = """
            S: 220 mx.example.net ESMTP Postern
            C: EHLO client.example.com
            S: 250-mx.example.net greets you
            S: 250-PIPELINING
            S: 250-SIZE 1000
            S: 250-ENHANCEDSTATUSCODES
            S: 250-CHUNKING
            S: 250-PRDR
            S: 250-LIMITS MAILMAX=100000 RCPTMAX=100
            S: 250-8BITMIME
            S: 250-SMTPUTF8
            S: 250 STARTTLS
            """;

    @Test
    void takesAMessage() {
        dialogue.play(GREETED);
        dialogue.play("""
                C: MAIL FROM:<a@example.com> SIZE=100 BODY=8BITMIME
                S: 250 2.1.0 Sender ok
                C: RCPT TO:<b@example.org>
                S: 250 2.1.5 Recipient ok
                C: DATA
                S: 354 Go ahead, end with <CRLF>.<CRLF>
                C: Subject: hello
                C:\s
                C: ..dot
                C: .
                S: 250 2.0.0 Ok, taken as node-0-1-1
                C: QUIT
                S: 221 2.0.0 mx.example.net closing connection""");
        dialogue.expectClosed();
        assertEquals(
                List.of(
                        "1 connect 220",
                        "2 helo 250",
                        "3 mailfrom 250",
                        "4 rcptto 250",
                        "5 data 354",
                        "6 content",
                        "7 message",
                        "8 deliver 250",
                        "9 verb 221",
                        "10 close quit"),
                dialogue.reported);
    }
}
