package dev.postern.smtp;

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
 * A conversation in a file, which reads like telnet:
 *
 * <pre>
 * # RFC 5321 4.1.1.9: what is shown here. A line that begins with # is for the reader, but for these two:
 * # setup: auth              which server is needed (see {@link DialogueServers}); "default" if it is not said
 * # over: clear, implicit    over what it is played; if it is not said, once over clear text, once behind STARTTLS and once
 *                            over implicit TLS. With "hand" the file says STARTTLS itself
 * S: 220 ...                 a line that has to come, compared up to the three dots
 * C: NOOP                    a line of the client; those in a row leave in one packet
 * R: a\r\n.\r\n\x00          octets of the client, with \r, \n, \t, \\ and \x00, and no line end behind them
 * S: 250 2.0.0 Ok
 * S: ...                     lines that may come, to the end of the reply or up to the next line that is in the file; in
 *                            the latter 250- and 250 are the same, as the order of extensions is not fixed
 * D: Subject: hello          a line of the message that was delivered last, behind the Received field; all have to be there
 * (TLS handshake)            both sides do this
 * (connection closed)        the server does this
 * (nothing delivered)        no message came to the inbox
 * </pre>
 */
record DialogueFile(String name, String setup, Set<Over> over, List<Line> lines) {
    /** Over what a conversation is held. */
    enum Over {
        CLEAR,
        STARTTLS,
        IMPLICIT,
        HAND
    }

    /** Who does something. */
    enum Kind {
        SERVER("S:"),
        CLIENT("C:"),
        RAW("R:"),
        DELIVERED("D:"),
        BOTH("(");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    /** @param number in the file, for messages */
    record Line(int number, Kind kind, String text) {
        boolean isAny() {
            return kind == Kind.SERVER && text.equals("...");
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
        return new DialogueFile(name, header(text, "setup", "default"), over, lines);
    }

    private static Line line(String name, int number, String line) {
        for (Kind kind : Kind.values()) {
            if (line.startsWith(kind.prefix)) {
                boolean direction = kind == Kind.BOTH;
                String rest = direction ? line : line.substring(kind.prefix.length());
                return new Line(number, kind, rest.startsWith(" ") ? rest.substring(1) : rest);
            }
        }
        throw new IllegalArgumentException(name + ":" + number + ": neither S:, C:, R:, D:, ( nor #: " + line);
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
