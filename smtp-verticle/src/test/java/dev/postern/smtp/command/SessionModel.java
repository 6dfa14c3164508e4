package dev.postern.smtp.command;

import dev.postern.smtp.content.ContentTest;
import dev.postern.smtp.testing.Packets;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Says things at random, hostile ones too, and knows what a server with {@link VerdictsByName} answers: one reply for each
 * command, two for DATA, and what LMTP and PRDR have behind a message.
 */
final class SessionModel {
    static final int LIMIT = 150_000;
    private static final List<String> LOCALS = List.of(
            "ok", "ok", "ok2", "ok3", "nobody", "later", "void", "m550", "m451", "mvoid", "mtext", "d452", "broken");
    private static final List<String> SENDERS = List.of("a", "a", "a", "a", "spam", "sink", "nodata", "nomail");
    private static final Set<String> PROMISED =
            Set.of("ok", "ok2", "ok3", "void", "m550", "m451", "mvoid", "mtext", "d452");
    private static final String[][] BAD_PATHS = {
        {":<@>", "501"}, {":a@b.example", "501"}, {" <a@b.example>", "501"}, {":<a@b..example>", "501"},
        {":<a@b.example", "501"}, {":<a@b.example>X", "501"}, {":<a@b.example> X=", "501"}, {":<a b@c.example>", "501"},
        {":<a@b.example> XYZZY=1", "555"}, {":<\u00fc@b.example>", "55"}, {":<a@b.example> A\tB", "501"}
    };

    private final Random random;
    private final boolean lmtp;
    private final boolean encrypted;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    final List<String> replies = new ArrayList<>();
    final List<Mail> mails = new ArrayList<>();
    private final List<String> promised = new ArrayList<>();
    private boolean greeted;
    private boolean extended;
    private String sender;
    private boolean binary;
    private boolean prdr;
    private boolean attempted;
    private ByteArrayOutputStream chunks;

    /**
     * A message that is taken, once the stream is there up to its end.
     *
     * @param end the index in the stream behind it
     */
    record Mail(List<String> recipients, byte[] content, int end) {}

    SessionModel(long seed, boolean lmtp, boolean encrypted) {
        this.random = new Random(seed);
        this.lmtp = lmtp;
        this.encrypted = encrypted;
    }

    byte[] stream() {
        return said.toByteArray();
    }

    void quit() {
        say("QUIT\r\n", "221");
    }

    void next() {
        switch (random.nextInt(20)) {
            case 0 -> greet();
            case 1, 2, 3 -> mail();
            case 4, 5, 6, 7, 8 -> rcpt();
            case 9, 10 -> data();
            case 11, 12, 13, 14 -> bdat();
            case 15 -> badPath();
            case 16 -> {
                say("RSET\r\n", "250 2.0.0");
                forget();
            }
            case 17 -> other();
            default -> garbage();
        }
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private void say(String text, String reply) {
        said.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        replies.add(reply);
    }

    private void greet() {
        switch (random.nextInt(5)) {
            case 0 -> say(lmtp ? "EHLO a.example\r\n" : "LHLO a.example\r\n", "500 ");
            case 1 -> say(lmtp ? "LHLO\r\n" : "HELO a b\r\n", "501 Syntax: ");
            default -> {
                extended = lmtp || random.nextInt(4) != 0;
                String command = lmtp ? "lhlo a.example" : extended ? "EHLO [192.0.2.1]" : "HELO a.example";
                say(command + "\r\n", "250");
                greeted = true;
                forget();
            }
        }
    }

    private void mail() {
        String from = any(SENDERS);
        boolean wantsBinary = random.nextInt(3) == 0;
        boolean wantsPrdr = !lmtp && random.nextBoolean();
        String parameters = (wantsBinary ? " BODY=BINARYMIME" : "") + (wantsPrdr ? " PRDR" : "");
        String refusal = !parameters.isEmpty() && !extended ? "555" : from.equals("nomail") ? "550" : null;
        boolean welcome = greeted && sender == null;
        String reply = !welcome ? "503" : refusal != null ? refusal : "250 2.1.0";
        say("MAIL FROM:<" + from + "@b.example>" + parameters + "\r\n", reply);
        if (welcome && refusal == null) {
            sender = from;
            binary = wantsBinary;
            prdr = wantsPrdr;
        }
    }

    private boolean takesRecipients() {
        return sender != null && chunks == null;
    }

    private void rcpt() {
        String local = any(LOCALS);
        String reply = switch (local) {
            case "nobody" -> "550 5.1.1";
            case "later" -> "451 4.1.1";
            case "broken" -> "451 4.3.0";
            default -> "250 2.1.5";
        };
        say("rcpt to:<" + local + "@D.example>\r\n", takesRecipients() ? reply : "503");
        attempted |= takesRecipients();
        if (takesRecipients() && PROMISED.contains(local)) {
            promised.add(local);
        }
    }

    private void badPath() {
        boolean recipient = random.nextBoolean();
        String[] path = BAD_PATHS[random.nextInt(BAD_PATHS.length)];
        boolean welcome = recipient ? takesRecipients() : greeted && sender == null;
        say((recipient ? "RCPT TO" : "MAIL FROM") + path[0] + "\r\n", welcome ? path[1] : "503");
        attempted |= recipient && welcome;
    }

    /** What DATA or BDAT gets where there is nobody to take a message, or null. */
    private String objection() {
        return !promised.isEmpty() ? null : takesRecipients() && attempted && !lmtp ? "554" : "503";
    }

    private void data() {
        String objection = chunks != null ? "503" : objection();
        if (objection != null || binary || sender.equals("nodata")) {
            say("DATA\r\n", objection != null ? objection : binary ? "503" : "450");
            return;
        }
        say("DATA\r\n", "354");
        byte[] content = lines();
        said.writeBytes(ContentTest.stuffed(content));
        end(content);
    }

    private void bdat() {
        byte[] octets = binary || objection() != null ? octets() : lines();
        boolean last = random.nextInt(3) == 0;
        String objection = objection();
        int before = chunks == null ? 0 : chunks.size();
        if (before + octets.length > 2 * LIMIT) {
            octets = new byte[0];
        }
        say("BDAT " + octets.length + (last ? " LAST" : "") + "\r\n", "");
        said.writeBytes(octets);
        replies.remove(replies.size() - 1);
        if (objection != null) {
            replies.add(objection);
        } else if (chunks == null && sender.equals("nodata")) {
            fail("450", last);
        } else {
            chunks = chunks == null ? new ByteArrayOutputStream() : chunks;
            chunks.writeBytes(octets);
            chunk(last);
        }
    }

    private void badChunk() {
        String objection = objection();
        say("BDAT 6 MORE\r\nQUIT\r\n", objection == null ? "501 5.5.4" : objection);
        if (objection == null) {
            forget();
        }
    }

    private void chunk(boolean last) {
        if (last) {
            end(chunks.toByteArray());
        } else if (chunks.size() > LIMIT) {
            fail("552", false);
        } else {
            replies.add("250 2.0.0 Ok, ");
        }
    }

    /** Lines as every message may have them. */
    private byte[] lines() {
        int size = new int[] {2, 60, 2_000, 49_152, 70_000, LIMIT + 1}[random.nextInt(6)] + random.nextInt(50);
        StringBuilder text = new StringBuilder(chunks == null ? "Subject: x\r\n\r\n" : "");
        while (text.length() < size) {
            String line = Packets.text(random, ".a \u00e9", 70);
            text.append(line).append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] octets() {
        int size = new int[] {0, 1, 60, 2_000, 49_152, 70_000, LIMIT + 1}[random.nextInt(7)];
        byte[] octets = new byte[size];
        random.nextBytes(octets);
        byte[] trap = "QUIT\r\n.\r\n\0\n".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(trap, 0, octets, 0, Math.min(trap.length, size));
        return octets;
    }

    /** One refusal ends the transaction. */
    private void fail(String code, boolean complete) {
        replies.addAll(Collections.nCopies(complete && lmtp ? promised.size() : 1, code));
        forget();
    }

    private void end(byte[] content) {
        if (content.length > LIMIT) {
            fail("552", true);
        } else if (sender.equals("spam")) {
            fail("554", true);
        } else {
            ModelEnds ends = new ModelEnds(promised, sender.equals("sink"));
            boolean each = lmtp || prdr;
            replies.addAll(lmtp ? ends.each() : prdr ? ends.eachAndAll() : List.of(ends.one()));
            if (ends.isTaken(each)) {
                mails.add(new Mail(ends.taken(), content, said.size()));
            }
            forget();
        }
    }

    private void forget() {
        sender = null;
        binary = false;
        prdr = false;
        attempted = false;
        chunks = null;
        promised.clear();
    }

    private void other() {
        switch (random.nextInt(8)) {
            case 0 -> say("NOOP\r\n", "250 2.0.0");
            case 1 -> say("noop \u00fc\r\n", "250 2.0.0");
            case 2 -> say("VRFY x\r\n", "252");
            case 3 -> say("VRFY\r\n", "501");
            case 4 -> say("HELP \r\n", "214");
            case 5 -> say("EXPN x\r\n", "502 5.5.1");
            case 6 -> say("STARTTLS x\r\n", "501");
            default ->
                say(
                        encrypted ? "STARTTLS\r\n" : "DATA x\r\n",
                        encrypted ? "503" : promised.isEmpty() || chunks != null ? "5" : "501");
        }
    }

    private void garbage() {
        switch (random.nextInt(9)) {
            case 0 -> say("\r\n", "500");
            case 1 -> say(" NOOP\r\n", "500");
            case 2 -> say("NOOP\nRSET\r\n", "500 5.5.2");
            case 3 -> say("NO\0OP\r\n", "500 5.5.2");
            case 4 -> say("NOOP\r\rRSET\n\r\n", "500 5.5.2");
            case 5 -> say("x".repeat(2_000 + random.nextInt(20_000)) + "\r\n", "500 5.5.");
            case 6 -> badChunk();
            case 7 -> say("R\u017fET\r\n", "500");
            default -> say("GET / HTTP/1.1\r\n", "500");
        }
    }
}
