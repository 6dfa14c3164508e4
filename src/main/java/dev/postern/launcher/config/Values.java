package dev.postern.launcher.config;

import dev.postern.contract.Network;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kinds of scalars. */
final class Values {
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*(KiB|MiB|GiB)?");
    private static final Map<String, Long> TIME_UNITS = Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L);
    private static final Map<String, Integer> SIZE_SHIFTS = Map.of("KiB", 10, "MiB", 20, "GiB", 30);

    private Values() {}

    static Shape.Value text() {
        return matching("a text", text -> !text.isBlank());
    }

    static Shape.Value matching(String expected, Predicate<String> test) {
        return new Shape.Value(expected, raw -> text(raw).filter(test).map(Object.class::cast), false);
    }

    static Shape.Value anything() {
        return new Shape.Value("anything", Optional::ofNullable, true);
    }

    static Shape.Value path() {
        return matching("a path", text -> !text.isBlank() && text.indexOf(0) < 0);
    }

    static Shape.Value pattern(String expected, String regex) {
        return matching(expected, Pattern.compile(regex).asMatchPredicate());
    }

    /** A network of IP addresses, as text. */
    static Shape.Value network() {
        return matching("an IP address or a network such as 192.0.2.0/24 or 2001:db8::/32", text -> {
            Network.of(text);
            return true;
        });
    }

    static Shape.Value oneOf(String... words) {
        List<String> known = List.of(words);
        return new Shape.Value(
                String.join(", ", known.subList(0, known.size() - 1)) + " or " + known.get(known.size() - 1),
                raw -> word(raw).filter(known::contains).map(Object.class::cast),
                false);
    }

    /** In YAML a bare {@code no} is false. */
    private static Optional<String> word(Object raw) {
        return raw == Boolean.FALSE ? Optional.of("no") : text(raw);
    }

    static Shape.Value flag() {
        return new Shape.Value("true or false", Values::readFlag, false);
    }

    static Shape.Value number(int least, int most) {
        String range = most == Integer.MAX_VALUE ? ", " + least + " or more" : " from " + least + " to " + most;
        String expected = least == most ? String.valueOf(least) : "a whole number" + range;
        return new Shape.Value(
                expected, raw -> whole(raw).filter(n -> n >= least && n <= most).map(Long::intValue), false);
    }

    static Shape.Value port() {
        return number(0, 65535);
    }

    /** Milliseconds, as a Long. */
    static Shape.Value time(long least) {
        String expected = "a time such as 500ms, 5s, 5m or 1h" + (least > 0 ? ", not 0" : "");
        return new Shape.Value(
                expected, raw -> readTime(raw).filter(n -> n >= least).map(Object.class::cast), false);
    }

    /** Octets, as a Long. */
    static Shape.Value size(long least) {
        String expected = "octets, " + least + " or more, or a size such as 50MiB";
        return new Shape.Value(
                expected, raw -> readSize(raw).filter(n -> n >= least).map(Object.class::cast), false);
    }

    private static Optional<String> text(Object raw) {
        return raw instanceof String || raw instanceof Number ? Optional.of(raw.toString()) : Optional.empty();
    }

    private static Optional<Object> readFlag(Object raw) {
        String word = String.valueOf(raw).toLowerCase(Locale.ROOT);
        return word.equals("true") || word.equals("false") ? Optional.of(Boolean.valueOf(word)) : Optional.empty();
    }

    private static Optional<Long> whole(Object raw) {
        if (raw instanceof Integer || raw instanceof Long) {
            return Optional.of(((Number) raw).longValue());
        }
        if (raw instanceof String digits && digits.matches("-?\\d{1,18}")) {
            return Optional.of(Long.valueOf(digits));
        }
        return Optional.empty();
    }

    private static Optional<Long> readTime(Object raw) {
        Matcher time = TIME.matcher(String.valueOf(raw));
        return time.matches()
                ? Optional.of(Long.parseLong(time.group(1)) * TIME_UNITS.get(time.group(2)))
                : Optional.empty();
    }

    private static Optional<Long> readSize(Object raw) {
        Matcher size = SIZE.matcher(String.valueOf(raw));
        if (!size.matches()) {
            return Optional.empty();
        }
        int shift = size.group(2) == null ? 0 : SIZE_SHIFTS.get(size.group(2));
        BigInteger octets = new BigInteger(size.group(1)).shiftLeft(shift);
        return octets.bitLength() < Long.SIZE ? Optional.of(octets.longValue()) : Optional.empty();
    }
}
