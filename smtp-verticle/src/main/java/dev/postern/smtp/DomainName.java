package dev.postern.smtp;

import java.text.Normalizer;
import java.util.function.IntPredicate;

/** The {@code Domain} of RFC 5321 4.1.2, with U-labels (RFC 6531 3.3). Its length is the caller's concern. */
final class DomainName {
    private static final int LABEL_LIMIT = 63;

    private DomainName() {}

    /** Whether these are labels of letters, digits and inner hyphens, ASCII or not. */
    static boolean isValid(String name) {
        if (Ascii.isAscii(name)) {
            return hasLabels(name, Ascii::isLetterOrDigit);
        }
        // No U-label changes under NFKC (RFC 5892 2.2); what does, as a wide full stop, is a trap for whoever maps it
        // later.
        return hasLabels(name, DomainName::isLetter) && Normalizer.isNormalized(name, Normalizer.Form.NFKC);
    }

    /** Whether the name is labels of 1 to 63 of these characters and inner hyphens, with single dots between them. */
    static boolean hasLabels(String name, IntPredicate letter) {
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
