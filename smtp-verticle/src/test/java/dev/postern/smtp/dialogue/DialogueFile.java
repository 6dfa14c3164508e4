package dev.postern.smtp.dialogue;

import dev.postern.smtp.protocol.Ascii;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A dialogue in a file, which reads like a telnet session:
 *
 * <pre>
 * # RFC 5321 4.1.1.9: what is shown here. A line that begins with # is for the reader, but for these three:
 * # setup: auth              which server is needed (see {@link DialogueSetup}); "default" if it is not said
 * # over: clear, implicit    over what it is played; if it is not said, once over clear text, once behind STARTTLS and once
 *                            over implicit TLS. With "hand" the file says STARTTLS itself; with "memory" there is no socket, and
 *                            time passes when the file says so (see {@link VirtualTerminal} for the setups)
 * # certificate: a.example   the client shows one of this name, if it is asked for it
 * S: 220 ...                 a line that has to come, compared up to the three dots
 * C: NOOP                    a line of the client; those in a row leave in one packet
 * R: a\r\n.\r\n\x00          octets of the client, with \r, \n, \t, \\ and \x00, and no line end behind them
 * H: 0d0a 00                 the same as hexadecimal digits
 * L: 3 lines of 998 octets   so many lines of the client, CR LF included
 * S: 250 2.0.0 Ok
 * S: ...                     lines that may come, to the end of the reply or up to the next line that is in the file; in
 *                            the latter 250- and 250 are the same, as the order of extensions is not fixed
 * T: Received: from ...      a line of the Received field of the message that was delivered next; all have to be there
 * D: Subject: hello          a line of what is behind that field; all have to be there
 * (TLS handshake)            both sides do this
 * (connection closed)        the server does this
 * (nothing delivered)        no message came to the inbox
 * (5 minutes pass)           or seconds; only in memory
 * </pre>
 *
 * At the end of a line of the server or the client base64(n,,\x01) stands for the same octets encoded. What the client sends
 * before the first line of the server comes before TLS too, as a PROXY header does.
 */
record DialogueFile(String name, Setting setting, List<Line> lines) {
    /** How the file is played: in clear, with TLS, or in memory. */
    enum Over {
        CLEAR,
        STARTTLS,
        IMPLICIT,
        HAND,
        MEMORY
    }

    /**
     * The head of a file.
     *
     * @param certificate name of the certificate that the client shows, or null
     */
    record Setting(String setup, Set<Over> over, String certificate) {}

    /** What a line stands for. */
    enum Kind {
        SERVER("S:"),
        CLIENT("C:"),
        RAW("R:"),
        HEX("H:"),
        LINES("L:"),
        TRACE("T:"),
        DELIVERED("D:"),
        BOTH("(");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }

        /** Whether the client sends the line. */
        boolean isFromClient() {
            return CLIENT.compareTo(this) <= 0 && compareTo(LINES) <= 0;
        }
    }

    /** @param number in the file, for messages */
    record Line(int number, Kind kind, String text) {
        boolean isAny() {
            return kind == Kind.SERVER && text.equals("...");
        }

        /** Whether the server has to do what the line says. */
        boolean isExpected() {
            return kind == Kind.SERVER && !isAny() || text.equals("(connection closed)");
        }
    }

    /** All files in a folder and those in it, by name. */
    static List<DialogueFile> in(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            List<DialogueFile> files = new ArrayList<>();
            for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
                files.add(read(folder.relativize(path).toString(), Files.readAllLines(path)));
            }
            return files;
        }
    }

    private static DialogueFile read(String name, List<String> text) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < text.size(); i++) {
            String line = text.get(i);
            if (!line.isBlank() && !line.startsWith("#")) {
                lines.add(line(name, i + 1, line));
            }
        }
        Set<Over> over = Stream.of(
                        header(text, "over", "clear, starttls, implicit").split(", "))
                .map(word -> Over.valueOf(Ascii.upper(word)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Over.class)));
        Setting setting = new Setting(header(text, "setup", "default"), over, header(text, "certificate", null));
        return new DialogueFile(name, setting, lines);
    }

    private static Line line(String name, int number, String line) {
        for (Kind kind : Kind.values()) {
            if (line.startsWith(kind.prefix)) {
                boolean direction = kind == Kind.BOTH;
                String rest = direction ? line : line.substring(kind.prefix.length());
                String said = rest.startsWith(" ") ? rest.substring(1) : rest;
                return new Line(number, kind, kind == Kind.SERVER || kind == Kind.CLIENT ? Notation.line(said) : said);
            }
        }
        throw new IllegalArgumentException(
                name + ":" + number + ": begins with none of S: C: R: H: L: T: D: ( #: " + line);
    }

    private static String header(List<String> text, String key, String otherwise) {
        String start = "# " + key + ": ";
        return text.stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()).strip())
                .findFirst()
                .orElse(otherwise);
    }
}
