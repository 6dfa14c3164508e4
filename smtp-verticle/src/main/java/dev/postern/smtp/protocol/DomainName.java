package dev.postern.smtp.protocol;

import java.text.Normalizer;
import java.util.function.IntPredicate;

/** The {@code Domain} of RFC 5321 4.1.2, with U-labels (RFC 6531 3.3). */
public final class DomainName {
    private static final int LABEL_LIMIT = 63;
    /** Octets of a domain (RFC 5321 4.5.3.1.2), where a client names itself. */
    private static final int LIMIT = 255;

    private DomainName() {}

    /** Whether the name is labels of letters, digits and inner hyphens, ASCII or not; its length is not checked. */
    static boolean isValid(String name) {
        if (Ascii.isAscii(name)) {
            return hasLabels(name, Ascii::isLetterOrDigit);
        }
        // A U-label is the same after NFKC (RFC 5892 2.2). Anything else, as a name with a wide full stop, could become
        // another
        // name where it is normalized later.
        return hasLabels(name, DomainName::isLetter) && Normalizer.isNormalized(name, Normalizer.Form.NFKC);
    }

    /**
     * Whether a host can have this name, as HELO takes it (RFC 5321 4.1.1.1): ASCII only, an international name comes as
     * A-labels (RFC 6531 3.7.1). Underscores and a final dot are accepted, since too many hosts have one in their name.
     */
    static boolean isHost(String name) {
        return name.length() <= LIMIT && hasLabels(withoutRoot(name), c -> Ascii.isLetterOrDigit(c) || c == '_');
    }

    /** Whether a client may give itself this name (null for none) in EHLO, HELO or LHLO: that of a host, or an address literal. */
    public static boolean isHeloName(String name) {
        return name != null && name.length() <= LIMIT && (isHost(name) || AddressLiteral.isValid(name));
    }

    private static String withoutRoot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /** Whether the name is labels of 1 to 63 of these characters and inner hyphens, with single dots between them. */
    public static boolean hasLabels(String name, IntPredicate letter) {
        int length = 0;
        int last = '.';
        for (int i = 0, c; i <= name.length(); i += Character.charCount(c)) {
            c = i < name.length() ? name.codePointAt(i) : '.';
            if (c == '.') {
                if (length == 0 || length > LABEL_LIMIT || last == '-') {
                    return false;
                }
                length = 0;
            } else if (c == '-' ? length == 0 : !letter.test(c)) {
                return false;
            } else {
                length++;
            }
            last = c;
        }
        return true;
    }

    private static boolean isLetter(int c) {
        if (c < 0x80) {
            return Ascii.isLetterOrDigit(c);
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> false;
            case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            case Character.FORMAT -> c == 0x200c || c == 0x200d; // joiners: RFC 5892 appendix A
            default -> c != 0x3002; // the ideographic full stop separates labels
        };
    }
}
