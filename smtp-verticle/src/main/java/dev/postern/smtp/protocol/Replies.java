package dev.postern.smtp.protocol;

import dev.postern.contract.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The replies that the server gives of itself, and what is changed in those of plugins. */
public final class Replies {
    public static final Reply OK = new Reply(250, "2.0.0", "Ok");
    public static final Reply RESET = new Reply(250, "2.0.0", "Ok, forgotten");
    public static final Reply SENDER_OK = new Reply(250, "2.1.0", "Sender ok");
    public static final Reply RECIPIENT_OK = new Reply(250, "2.1.5", "Recipient ok");
    public static final Reply START_INPUT = new Reply(354, null, "Go ahead, end with <CRLF>.<CRLF>");
    public static final Reply NOT_VERIFIED =
            new Reply(252, "2.0.0", "Cannot verify, but will take the message and try to deliver it");
    public static final Reply AUTHENTICATED = new Reply(235, "2.7.0", "Authentication succeeded");

    public static final Reply BROKEN = new Reply(421, "4.3.0", "Internal error, closing");
    public static final Reply FAR_TOO_LARGE =
            new Reply(421, "4.3.4", "Message is far larger than the fixed maximum, closing");
    public static final Reply TIMEOUT = new Reply(421, "4.4.2", "Waited too long, closing");
    public static final Reply SHUTDOWN = new Reply(421, "4.3.2", "Shutting down, try again later");
    static final Reply TOO_MANY_CONNECTIONS = new Reply(421, "4.3.2", "Too many connections, try again later");
    static final Reply TOO_MANY_FROM_ADDRESS =
            new Reply(421, "4.7.0", "Too many connections from your address, try again later");
    static final Reply TOO_MANY_FROM_NETWORK =
            new Reply(421, "4.7.0", "Too many connections from your network, try again later");
    static final Reply TOO_FAST =
            new Reply(421, "4.7.0", "Too many new connections from your address within a minute, try again later");
    public static final Reply TOO_MANY_COMMANDS = new Reply(421, "4.7.0", "Too many commands, closing");
    public static final Reply TOO_MANY_TRANSACTIONS =
            new Reply(421, "4.7.0", "Too many messages on this connection, closing");
    public static final Reply TOO_MANY_LOGINS = new Reply(421, "4.7.0", "Too many failed logins, closing");
    public static final Reply TOO_MANY_ERRORS = new Reply(421, "4.7.0", "Too many errors, closing");
    public static final Reply STORAGE = new Reply(452, "4.3.1", "Insufficient system storage");
    public static final Reply TOO_MANY_RECIPIENTS =
            new Reply(452, "4.5.3", "Too many recipients, send the rest in another transaction");
    public static final Reply OTHER_INBOX =
            new Reply(451, "4.5.3", "This recipient needs a transaction of its own, send it separately");
    public static final Reply NOT_NOW = new Reply(451, "4.3.0", "Temporarily unable to process, try again later");

    public static final Reply UNKNOWN = new Reply(500, "5.5.1", "Command not recognized");
    public static final Reply LINE_TOO_LONG = new Reply(500, "5.5.2", "Line too long");
    static final Reply RESPONSE_TOO_LONG = new Reply(500, "5.5.6", "Authentication exchange line too long");
    static final Reply BAD_LINE =
            new Reply(500, "5.5.2", "Bare CR, bare LF or NUL in a command; a line ends with CRLF");
    static final Reply NOT_UTF8 = new Reply(500, "5.5.2", "Command is neither ASCII nor UTF-8");
    public static final Reply BAD_BASE64 = new Reply(501, "5.5.2", "Cannot decode, expected base64");
    public static final Reply BAD_PLAIN =
            new Reply(501, "5.5.2", "Not of PLAIN, expected [authorization] NUL user NUL password in UTF-8");
    public static final Reply BAD_LOGIN = new Reply(501, "5.5.2", "Not of LOGIN, expected user and password in UTF-8");
    public static final Reply NO_ARGUMENT = new Reply(501, "5.5.4", "This command takes no argument");
    public static final Reply CANCELLED = new Reply(501, "5.7.0", "Authentication cancelled");
    public static final Reply NOT_IMPLEMENTED = new Reply(502, "5.5.1", "Command not implemented");
    public static final Reply SAY_HELO_FIRST = new Reply(503, "5.5.1", "Say EHLO first");
    public static final Reply SAY_LHLO_FIRST = new Reply(503, "5.5.1", "Say LHLO first");
    public static final Reply SAY_MAIL_FIRST = new Reply(503, "5.5.1", "Say MAIL first");
    public static final Reply SAY_RCPT_FIRST = new Reply(503, "5.5.1", "Say RCPT first");
    public static final Reply SAY_BDAT = new Reply(503, "5.5.1", "A message of BODY=BINARYMIME comes with BDAT");
    public static final Reply OUT_OF_ORDER = new Reply(503, "5.5.1", "Bad sequence of commands");
    public static final Reply NO_RECIPIENTS_LMTP = new Reply(503, "5.5.1", "No valid recipients");
    public static final Reply LOGGED_IN = new Reply(503, "5.5.1", "Already authenticated");
    public static final Reply REFUSED = new Reply(503, "5.5.1", "Not welcome here, only QUIT is left");
    public static final Reply NO_UTF8 = new Reply(504, "5.5.4", "SMTPUTF8 not offered");
    public static final Reply NO_MECHANISM = new Reply(504, "5.5.4", "Mechanism not supported");
    public static final Reply TLS_FIRST = new Reply(530, "5.7.0", "Must issue a STARTTLS command first");
    public static final Reply LOGIN_FIRST = new Reply(530, "5.7.0", "Authentication required");
    public static final Reply BAD_CREDENTIALS = new Reply(535, "5.7.8", "Authentication credentials invalid");
    public static final Reply ENCRYPT_FIRST = new Reply(538, "5.7.11", "Encryption required");
    public static final Reply NO_XCLIENT = new Reply(550, "5.7.0", "You may not speak for other clients");
    public static final Reply UTF8_SENDER = new Reply(550, "5.6.7", "Address needs SMTPUTF8");
    public static final Reply BARE_LINE_END =
            new Reply(550, "5.5.2", "Message has a bare CR or LF; a line ends with CRLF");
    public static final Reply NO_RELAY = new Reply(550, "5.7.1", "Relaying denied");
    public static final Reply TOO_LARGE = new Reply(552, "5.3.4", "Message is larger than the fixed maximum");
    // RFC 3463: a header is too large for a limit on size (5.3.4), a line makes a form that cannot be handled (5.6.0).
    public static final Reply HEADER_TOO_LARGE = new Reply(552, "5.3.4", "Header is larger than the fixed maximum");
    public static final Reply CONTENT_LINE_TOO_LONG =
            new Reply(552, "5.6.0", "Message has a line that is longer than the fixed maximum");
    public static final Reply UTF8_RECIPIENT = new Reply(553, "5.6.7", "Address needs SMTPUTF8");
    public static final Reply LOOP =
            new Reply(554, "5.4.6", "Too many Received fields, the message goes round in a loop");
    public static final Reply NO_RECIPIENTS = new Reply(554, "5.5.1", "No valid recipients");
    public static final Reply PARAMETER = new Reply(555, "5.5.4", "Parameter not recognized or not supported");

    /**
     * The enhanced status of codes that have one meaning only (RFC 5248, and RFC 4954 6 for AUTH); any other code gets
     * {@code x.0.0} with its first digit.
     */
    private static final Map<Integer, String> STATUS = Map.ofEntries(
            Map.entry(421, "4.3.2"),
            Map.entry(432, "4.7.12"),
            Map.entry(452, "4.3.1"),
            Map.entry(454, "4.7.0"),
            Map.entry(500, "5.5.1"),
            Map.entry(501, "5.5.4"),
            Map.entry(502, "5.5.1"),
            Map.entry(503, "5.5.1"),
            Map.entry(504, "5.5.4"),
            Map.entry(521, "5.3.2"),
            Map.entry(530, "5.7.0"),
            Map.entry(534, "5.7.9"),
            Map.entry(535, "5.7.8"),
            Map.entry(538, "5.7.11"),
            Map.entry(555, "5.5.4"),
            Map.entry(556, "5.1.10"));

    private Replies() {}

    /** The reply with an enhanced status, if it has none and needs one (RFC 2034 4). */
    public static Reply complete(Reply reply) {
        if (reply.status() != null || reply.code() >= 300 && reply.code() < 400) {
            return reply;
        }
        String status = STATUS.getOrDefault(reply.code(), reply.code() / 100 + ".0.0");
        return new Reply(reply.code(), status, reply.text());
    }

    /** The same reply, with the transaction's id at the end of its text if it is not in it. */
    public static Reply naming(String id, Reply reply) {
        if (reply.text().stream().anyMatch(line -> line.contains(id))) {
            return reply;
        }
        List<String> lines = new ArrayList<>(reply.text());
        String last = lines.remove(lines.size() - 1);
        lines.add(Ascii.cut(last, Reply.LINE_LIMIT - id.length() - 3) + " (" + id + ")");
        return new Reply(reply.code(), reply.status(), lines);
    }

    /**
     * Makes a permanent refusal a temporary one (soft bounce): the first digit of code and status becomes 4. 521 becomes 450, which
     * does not close the connection, and 535 becomes 454 4.7.0, at which a client does not forget its credentials.
     */
    public static Reply soft(Reply reply) {
        if (reply.code() < 500) {
            return reply;
        }
        int code = switch (reply.code()) {
            case 521 -> 450;
            case 535 -> 454;
            default -> reply.code() - 100;
        };
        String status = reply.status() == null ? null : "4" + reply.status().substring(1);
        return new Reply(code, reply.code() == 535 ? "4.7.0" : status, reply.text());
    }

    /**
     * The reply as a greeting, or in place of one (RFC 5321 4.2, 4.2.3): the server's name comes first, the first line is shortened
     * to the limit, and there is no enhanced status (RFC 2034 3).
     */
    public static Reply asGreeting(String hostname, Reply reply) {
        List<String> lines = new ArrayList<>(reply.text());
        lines.set(0, Ascii.cut(hostname + " " + lines.get(0), Reply.LINE_LIMIT));
        return new Reply(reply.code(), null, lines);
    }

    /** The reply to a command without its argument. */
    public static Reply missing(String syntax) {
        return new Reply(501, "5.5.4", "Syntax: " + syntax);
    }

    /**
     * The reply to a line that cannot be read.
     *
     * @param response whether it is one of an AUTH exchange, which has a status of its own (RFC 4954 6)
     */
    public static Reply of(Line.Fault fault, boolean response) {
        return switch (fault) {
            case TOO_LONG -> response ? RESPONSE_TOO_LONG : LINE_TOO_LONG;
            case NOT_UTF8 -> NOT_UTF8;
            default -> BAD_LINE;
        };
    }
}
