package dev.postern.smtp.testing;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Input for parsers: random text that is mostly edge cases, cut into packets. Latin-1, one character an octet. */
public final class Packets {
    private Packets() {}

    /** Random text of these characters, the first of them as likely as all the others together. */
    public static String text(Random random, String alphabet, int maximum) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(maximum + 1); n > 0; n--) {
            text.append(alphabet.charAt(random.nextBoolean() ? 0 : random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    /** The text in packets of at most this many octets, some of them empty. */
    public static List<Buffer> cut(Random random, String text, int largest) {
        List<Buffer> packets = new ArrayList<>();
        for (int at = 0; at < text.length(); ) {
            int end = Math.min(text.length(), at + random.nextInt(largest + 1));
            packets.add(octets(text.substring(at, end)));
            at = end;
        }
        return packets;
    }

    public static List<Buffer> octetByOctet(String text) {
        return text.chars().mapToObj(c -> octets(String.valueOf((char) c))).toList();
    }

    public static Buffer octets(String text) {
        return Buffer.buffer(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public static String text(Buffer octets) {
        return octets.toString(StandardCharsets.ISO_8859_1);
    }
}
