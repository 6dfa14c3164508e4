package dev.postern.smtp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Address;
import dev.postern.watch.Rounds;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathParserFuzzTest {
    private static final List<String> PIECES = List.of(
            "a",
            "b.c",
            "example",
            ".",
            "@",
            "<",
            ">",
            "\"",
            "\\",
            "\\\"",
            " ",
            ":",
            ",",
            "[",
            "]",
            "192.0.2.7",
            "IPv6:",
            "::1",
            "-",
            "_",
            "=",
            "SIZE=1",
            "ü",
            "例",
            "\uD83D\uDE00",
            "\uD83D",
            "\u3002",
            "\u00a0",
            "Postmaster",
            "\t",
            "\0",
            "(",
            "%",
            "!",
            "x".repeat(63));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anyMixtureIsReadOrRefusedAndWhatIsReadCanBeWrittenAndReadAgain(long seed) throws SyntaxException {
        Random random = new Random(seed);
        int read = 0;
        for (int i = 0; i < Rounds.of(70_000); i++) {
            boolean sender = random.nextBoolean();
            read += roundTrip(sender, (sender ? "FROM:" : "TO:") + mixture(random)) ? 1 : 0;
        }
        assertTrue(read > 1000, "only " + read + " of the arguments were valid");
    }

    @Test
    void anyCharactersAreReadOrRefused() {
        Random random = new Random(4);
        for (int i = 0; i < Rounds.of(50_000); i++) {
            StringBuilder text = new StringBuilder("FROM:");
            for (int n = random.nextInt(20); n > 0; n--) {
                text.append((char) random.nextInt(random.nextBoolean() ? 0x80 : 0x10000));
            }
            parse(true, text.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "a.", "@", "@a,", "@a:", "\"", "\\", "\\\"", "[", ":", " ", "X ", "<", ">", "=", "ü", "="})
    void aMillionOfAnythingIsRefusedAtOnce(String piece) {
        String much = piece.repeat(1_000_000);
        // What is quadratic here takes hours, what is linear takes milliseconds.
        assertTimeoutPreemptively(Duration.ofSeconds(40), () -> {
            for (String format :
                    List.of("FROM:%s", "FROM:<%s>", "FROM:<\"%s\"@b>", "FROM:<@%s>", "FROM:<a@[IPv6:%s]>")) {
                assertThrows(SyntaxException.class, () -> PathParser.mail(String.format(format, much)), format);
            }
            parse(true, "FROM:<a@b> " + much);
            parse(true, "FROM:<a@b> X=" + much);
        });
    }

    private static String mixture(Random random) {
        StringBuilder text = new StringBuilder();
        boolean plausible = random.nextBoolean();
        text.append(plausible ? "<" : "");
        pieces(random, text);
        text.append(plausible ? "@" : "");
        pieces(random, text);
        return text.append(plausible ? ">" : "").toString();
    }

    private static void pieces(Random random, StringBuilder text) {
        boolean quoted = random.nextInt(3) == 0;
        text.append(quoted ? "\"" : "");
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        text.append(quoted ? "\"" : "");
    }

    private static boolean roundTrip(boolean sender, String argument) throws SyntaxException {
        Address address = parse(sender, argument);
        if (address == null) {
            return false;
        }
        String path = "<" + address + ">";
        Address again = sender
                ? PathParser.mail("FROM:" + path).address()
                : PathParser.rcpt("TO:" + path).address();
        assertEquals(address, again, argument);
        return true;
    }

    /** The address, or null if the argument is refused in the proper way; anything else thrown fails the test. */
    private static Address parse(boolean sender, String argument) {
        try {
            return sender
                    ? PathParser.mail(argument).address()
                    : PathParser.rcpt(argument).address();
        } catch (SyntaxException e) {
            assertEquals(501, e.reply().code());
            assertTrue(e.reply().toWire().chars().allMatch(c -> c < 0x7f));
            return null;
        }
    }
}
