package dev.postern.contract.options;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From what YAML gives (String, Number, Boolean) to the form in which a scalar is kept; empty if it does not fit. */
final class Scalars {
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*(KiB|MiB|GiB)?");
    private static final Map<String, Long> TIME_UNITS = Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L);
    private static final Map<String, Integer> SIZE_SHIFTS = Map.of("KiB", 10, "MiB", 20, "GiB", 30);

    private Scalars() {}

    static Optional<String> text(Object raw) {
        return raw instanceof String || raw instanceof Number ? Optional.of(raw.toString()) : Optional.empty();
    }

    /** In YAML a bare {@code no} is false. */
    static Optional<String> word(Object raw) {
        return raw == Boolean.FALSE ? Optional.of("no") : text(raw);
    }

    static Optional<Boolean> flag(Object raw) {
        String word = String.valueOf(raw).toLowerCase(Locale.ROOT);
        return word.equals("true") || word.equals("false") ? Optional.of(Boolean.valueOf(word)) : Optional.empty();
    }

    static Optional<Long> whole(Object raw) {
        if (raw instanceof Integer || raw instanceof Long) {
            return Optional.of(((Number) raw).longValue());
        }
        if (raw instanceof String digits && digits.matches("-?\\d{1,18}")) {
            return Optional.of(Long.valueOf(digits));
        }
        return Optional.empty();
    }

    /** Milliseconds. */
    static Optional<Long> time(Object raw) {
        Matcher time = TIME.matcher(String.valueOf(raw));
        return time.matches()
                ? Optional.of(Long.parseLong(time.group(1)) * TIME_UNITS.get(time.group(2)))
                : Optional.empty();
    }

    /** Octets. */
    static Optional<Long> size(Object raw) {
        Matcher size = SIZE.matcher(String.valueOf(raw));
        if (!size.matches()) {
            return Optional.empty();
        }
        int shift = size.group(2) == null ? 0 : SIZE_SHIFTS.get(size.group(2));
        BigInteger octets = new BigInteger(size.group(1)).shiftLeft(shift);
        return octets.bitLength() < Long.SIZE ? Optional.of(octets.longValue()) : Optional.empty();
    }
}
