package dev.postern.smtp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.session.CommandLine;
import dev.postern.smtp.testing.Fuzz;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What reads commands, against the grammar as the RFCs write it. */
class ParserFuzzTest {
    private static final int ROUNDS = 4_000;
    private static final String SNUM = "(?:25[0-5]|2[0-4]\\d|[01]?\\d?\\d)";
    private static final String IPV4 = SNUM + "(?:\\." + SNUM + "){3}";
    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final Pattern DOMAIN = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*");
    private static final Pattern LITERAL = Pattern.compile(literal());
    private static final Pattern PARAMETER =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9-]*)(?:=([\\x21-\\x3c\\x3e-\\x7e]+))?");

    /** RFC 5321 4.1.3, alternative by alternative. */
    private static String literal() {
        String hex = "[0-9A-Fa-f]{1,4}";
        List<String> addresses = new ArrayList<>();
        addresses.add(hex + "(?::" + hex + "){7}");
        addresses.add(hex + "(?::" + hex + "){5}:" + IPV4);
        for (int left = 0; left <= 6; left++) {
            for (int right = 0; left + right <= 6; right++) {
                addresses.add(groups(hex, left) + "::" + groups(hex, right));
                if (left + right <= 4) {
                    addresses.add(groups(hex, left) + "::" + groups(hex, right) + (right == 0 ? "" : ":") + IPV4);
                }
            }
        }
        return "\\[(?:" + IPV4 + "|(?i:IPv6:)(?:" + String.join("|", addresses) + "))]";
    }

    private static String groups(String hex, int count) {
        return count == 0 ? "" : hex + ("(?::" + hex + "){" + (count - 1) + "}");
    }

    private static <T> T any(Random random, List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static String mixture(Random random, List<String> pieces, int most) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(most + 1); n > 0; n--) {
            text.append(any(random, pieces));
        }
        return text.toString();
    }

    @Test
    void addressLiteralsAreThoseOfTheGrammar() {
        List<String> pieces =
                List.of("1", "1", "255", "256", "01", "001", "0001", "f", "fFfF", "12345", "g", ":", "::");
        List<String> more = List.of(".", "1.2.3.4", ":1.2.3.4", "1:2:3:4:5:6", ":", "::", "", "\u0661", " ");
        Fuzz.run(6, seed -> {
            Random random = new Random(seed);
            for (int i = 0; i < ROUNDS; i++) {
                String tag = any(random, List.of("IPv6:", "ipv6:", "", "", "IPv4:"));
                String inner = mixture(random, random.nextBoolean() ? pieces : joined(random), 3)
                        + mixture(random, more, 2)
                        + mixture(random, pieces, 2);
                String text = "[" + tag + inner + "]";
                assertEquals(LITERAL.matcher(text).matches(), AddressLiteral.isValid(text), text);
            }
        });
    }

    /** Groups that fit together. */
    private static List<String> joined(Random random) {
        String separator = random.nextBoolean() ? ":" : ".";
        StringBuilder text = new StringBuilder("1");
        for (int n = random.nextInt(8); n > 0; n--) {
            text.append(separator).append(random.nextInt(300));
        }
        return List.of(text.toString(), text + "::");
    }

    @Test
    void domainsAreThoseOfTheGrammar() {
        List<String> pieces =
                List.of("a", "Z", "9", "-", ".", "..", "_", "xn--", "x".repeat(62), "x".repeat(63), " ", "a.b");
        Fuzz.run(6, seed -> {
            Random random = new Random(seed);
            for (int i = 0; i < ROUNDS; i++) {
                String text = mixture(random, pieces, 5);
                assertEquals(DOMAIN.matcher(text).matches(), DomainName.isValid(text), text);
            }
        });
    }

    @Test
    void aCommandIsAVerbAndAnArgument() {
        List<String> pieces = List.of("MAIL", "rcpt", " ", "  ", "\t", "FROM:<a@b>", "\u00e9", "\u017f", "x", ":", "");
        Fuzz.run(6, seed -> {
            Random random = new Random(seed);
            for (int i = 0; i < ROUNDS; i++) {
                String text = mixture(random, pieces, 6);
                String line = text.replaceFirst("[ \t]+$", "");
                CommandLine given = CommandLine.parse(new Line(text), SmtpOptions.Protocol.SMTP);
                String[] parts = line.split(" +", 2);
                assertEquals(asciiUpper(parts[0]), given.verb(), text);
                assertEquals(parts.length == 1 ? null : parts[1], given.argument(), text);
                assertFalse(given.argument() != null && given.argument().matches(".*[ \t]"), text);
            }
        });
    }

    private static String asciiUpper(String text) {
        StringBuilder upper = new StringBuilder(text);
        for (int i = 0; i < upper.length(); i++) {
            if (upper.charAt(i) >= 'a' && upper.charAt(i) <= 'z') {
                upper.setCharAt(i, (char) (upper.charAt(i) - 32));
            }
        }
        return upper.toString();
    }

    @Test
    void parametersAreThoseOfTheGrammar() {
        List<String> pieces =
                List.of("SIZE", "size", "=", "=", "1", "BODY=8BITMIME", "X-y", "-x", " ", "_", "<>", "+3D", "\"");
        Fuzz.run(6, seed -> {
            Random random = new Random(seed);
            for (int i = 0; i < ROUNDS; i++) {
                String text = mixture(random, pieces, 5).strip();
                Map<String, String> expected = text.isEmpty() ? Map.of() : model(text);
                Map<String, String> read = read("FROM:<a@b.example>" + (text.isEmpty() ? "" : " " + text));
                assertEquals(expected, read, text);
            }
        });
    }

    /** Null where a parameter is malformed or given twice. */
    private static Map<String, String> model(String text) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : text.split(" +", -1)) {
            var matcher = PARAMETER.matcher(parameter);
            if (!matcher.matches()) {
                return null;
            }
            String value = matcher.group(2) == null ? "" : matcher.group(2);
            if (parameters.put(asciiUpper(matcher.group(1)), value) != null) {
                return null;
            }
        }
        return parameters;
    }

    private static Map<String, String> read(String argument) {
        try {
            return PathParser.mail(argument).parameters();
        } catch (SyntaxException e) {
            assertEquals(501, e.reply().code());
            return null;
        }
    }
}
