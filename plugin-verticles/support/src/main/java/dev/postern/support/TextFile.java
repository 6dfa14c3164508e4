package dev.postern.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A text file of one entry a line, in UTF-8. Blank lines mean nothing, nor does what follows a {@code #} that begins a line or
 * has white space before it.
 */
public final class TextFile {
    private static final long SIZE_LIMIT = 256L * 1024 * 1024;

    private TextFile() {}

    /**
     * Reads it; this blocks.
     *
     * @throws BadFileException naming the file, the line if one is to blame, and what was expected
     */
    public static <T> T read(Path file, LineReader<T> reader) throws BadFileException {
        try {
            require(file);
            // Octets are read as characters one to one, so that a line that is no UTF-8 can be named.
            try (BufferedReader lines = new BufferedReader(
                    new InputStreamReader(Files.newInputStream(file), StandardCharsets.ISO_8859_1))) {
                return read(file, lines, reader);
            }
        } catch (IOException e) {
            throw new BadFileException(file, reason(e));
        }
    }

    /** Where the comment of a line begins, or its end if it has none. */
    public static int comment(String line) {
        for (int i = line.indexOf('#'); i >= 0; i = line.indexOf('#', i + 1)) {
            if (i == 0 || Character.isWhitespace(line.charAt(i - 1))) {
                return i;
            }
        }
        return line.length();
    }

    private static <T> T read(Path file, BufferedReader lines, LineReader<T> reader)
            throws IOException, BadFileException {
        int number = 0;
        try {
            for (String raw = lines.readLine(); raw != null; raw = lines.readLine()) {
                number++;
                String line = utf8(raw);
                String text = line.substring(0, comment(line)).strip();
                if (!text.isEmpty()) {
                    reader.line(number, text);
                }
            }
            return reader.result();
        } catch (BadLineException e) {
            throw new BadFileException(file, e.line(), e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new BadFileException(file, number, e.getMessage());
        } catch (CharacterCodingException e) {
            throw new BadFileException(file, number, "not UTF-8, expected text");
        }
    }

    private static String utf8(String raw) throws CharacterCodingException {
        ByteBuffer octets = ByteBuffer.wrap(raw.getBytes(StandardCharsets.ISO_8859_1));
        return StandardCharsets.UTF_8.newDecoder().decode(octets).toString();
    }

    private static void require(Path file) throws IOException, BadFileException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (!Files.isRegularFile(file)) {
            throw new BadFileException(file, "is no file, expected a text file");
        }
        long size = Files.size(file);
        if (size > SIZE_LIMIT) {
            throw new BadFileException(file, size + " octets, expected at most " + SIZE_LIMIT);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file, expected a text file";
        }
        return e instanceof AccessDeniedException ? "permission denied" : "cannot be read: " + e;
    }
}
