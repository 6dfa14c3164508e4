package dev.postern.smtp.dialogue;

/** Parts that many dialogues share. */
public final class Scripts {
    public static final String BANNER = "S: 220 mx.example.net ESMTP Postern\n";

    public static final String HELO = BANNER + """
            C: HELO client.example.com
            S: 250 mx.example.net greets you
            """;

    public static final String EHLO = BANNER + """
            C: EHLO client.example.com
            S: 250-mx.example.net greets you
            S: 250-PIPELINING
            S: 250-SIZE 1000
            S: 250-ENHANCEDSTATUSCODES
            S: 250-CHUNKING
            S: 250-PRDR
            S: 250-LIMITS MAILMAX=100000 RCPTMAX=...
            S: 250-8BITMIME
            S: 250-SMTPUTF8
            S: 250 STARTTLS
            """;

    public static final String MAIL = """
            C: MAIL FROM:<a@example.com>
            S: 250 2.1.0 Sender ok
            """;

    public static final String RCPT = """
            C: RCPT TO:<b@example.org>
            S: 250 2.1.5 Recipient ok
            """;

    public static final String DATA = """
            C: DATA
            S: 354 Go ahead, end with <CRLF>.<CRLF>
            """;

    public static final String BODY = """
            C: Subject: hello
            C: .
            """;

    /** Up to the final dot. */
    public static final String MESSAGE = MAIL + RCPT + DATA + BODY;

    public static final String QUIT = """
            C: QUIT
            S: 221 2.0.0 mx.example.net closing connection
            """;

    private Scripts() {}
}
