package dev.postern.smtp;

import dev.postern.contract.Reply;
import java.util.ArrayList;
import java.util.List;

/** The replies that begin with the server's name (RFC 5321 4.2): the greeting, a refusal in its place, and that of EHLO. */
final class Banner {
    private static final Reply GREETING = new Reply(220, null, "ESMTP Postern");
    private static final Reply LMTP_GREETING = new Reply(220, null, "LMTP Postern");
    private static final Reply WELCOME = new Reply(250, null, "greets you");

    private final Talk talk;

    Banner(Talk talk) {
        this.talk = talk;
    }

    Reply greeting(Outcome outcome) {
        return named(
                220, outcome.shape(talk.isLmtp() ? LMTP_GREETING : GREETING).text());
    }

    /** A refusal as a greeting can say it (RFC 5321 3.1): 421, 521 or 554, without enhanced status (RFC 2034 3). */
    Reply refusal(Reply refusal) {
        int code = refusal.isTransient() ? 421 : refusal.code() == 521 ? 521 : 554;
        return named(code, refusal.text());
    }

    /** With the extensions behind it, unless the client said HELO. */
    Reply welcome(Command command, Outcome outcome) {
        Reply reply = named(250, outcome.shape(WELCOME).text());
        if (command == Command.HELO) {
            return reply;
        }
        List<String> lines = new ArrayList<>(List.of(reply.text().get(0)));
        lines.addAll(talk.offer().lines());
        return new Reply(250, null, lines);
    }

    /** The name stands in the first line; what of a plugin's text does not fit behind it is cut off. */
    private Reply named(int code, List<String> text) {
        List<String> lines = new ArrayList<>(text);
        String first = talk.options().hostname() + " " + text.get(0);
        lines.set(0, Ascii.cut(first, Reply.LINE_LIMIT));
        return new Reply(code, null, lines);
    }
}
