package dev.postern.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of numbers, one a line, that do not come twice. */
class ReloadingFileTest {
    @TempDir
    Path folder;

    private final List<List<Integer>> read = new ArrayList<>();
    private Path path;
    private ReloadingFile<List<Integer>> file;

    @BeforeEach
    void name() {
        path = folder.resolve("numbers");
        file = new ReloadingFile<>(path, Numbers::new, read::add);
    }

    @Test
    void itIsReadOnceAndThenWhenItChanges() throws Exception {
        write("1\n2\n");
        file.load();
        file.load();
        assertFalse(file.refresh());
        assertEquals(List.of(1, 2), file.value());
        write("3\n");
        assertTrue(file.refresh());
        assertFalse(file.refresh());
        assertEquals(List.of(3), file.value());
        assertEquals(List.of(List.of(1, 2), List.of(3)), read);
    }

    @Test
    void aFileThatIsRenamedIntoItsPlaceIsAnotherOneThoughItLooksTheSame() throws Exception {
        write("1\n");
        FileTime time = Files.getLastModifiedTime(path);
        file.load();
        Path next = Files.writeString(folder.resolve("next"), "2\n");
        Files.setLastModifiedTime(next, time);
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
        assertTrue(file.refresh());
        assertEquals(List.of(2), file.value());
    }

    @Test
    void aBadFileIsRefusedOnceAndTheOldValueStays() throws Exception {
        write("1\n");
        file.load();
        write("# two\n2\ntwo # of them\n");
        assertFalse(file.refresh());
        assertFalse(file.refresh());
        assertEquals(List.of(1), file.value());
        Files.delete(path);
        assertFalse(file.refresh());
        assertEquals(List.of(1), file.value());
        write("2\n");
        assertTrue(file.refresh());
        assertEquals(List.of(2), file.value());
    }

    @Test
    void aBadFileAtTheStartNamesFileAndLine() throws Exception {
        assertBad("# numbers\n\n  1 # one\ntwo\n", path + ":4: 'two', expected a number");
        assertBad("1\n2\n1\n", path + ":3: '1' is there already");
        Files.write(path, new byte[] {'1', '\n', (byte) 0xff, '\n', '2'});
        assertBad(path + ":2: not UTF-8, expected text");
        Files.delete(path);
        assertBad(path + ": no such file, expected a text file");
        Files.createDirectory(path);
        assertBad(path + ": is no file, expected a text file");
        assertThrows(IllegalStateException.class, file::value);
    }

    @Test
    void aCommentBeginsTheLineOrHasWhiteSpaceBeforeIt() {
        assertEquals("a ", "a # b".substring(0, TextFile.comment("a # b")));
        assertEquals("a#b", "a#b".substring(0, TextFile.comment("a#b")));
        assertEquals("a#b ", "a#b #c".substring(0, TextFile.comment("a#b #c")));
        assertEquals(0, TextFile.comment("#a"));
    }

    private void assertBad(String text, String complaint) throws IOException {
        write(text);
        assertBad(complaint);
    }

    private void assertBad(String complaint) {
        assertEquals(complaint, assertThrows(BadFileException.class, file::load).getMessage());
    }

    private void write(String text) throws IOException {
        Files.write(path, text.getBytes(StandardCharsets.UTF_8));
    }

    private static final class Numbers implements LineReader<List<Integer>> {
        private final List<Integer> numbers = new ArrayList<>();
        private final List<Integer> lines = new ArrayList<>();

        @Override
        public void line(int number, String text) {
            if (!text.matches("\\d+")) {
                throw new IllegalArgumentException("'" + text + "', expected a number");
            }
            numbers.add(Integer.valueOf(text));
            lines.add(number);
        }

        @Override
        public List<Integer> result() {
            for (int i = 0; i < numbers.size(); i++) {
                if (numbers.indexOf(numbers.get(i)) < i) {
                    throw new BadLineException(lines.get(i), "'" + numbers.get(i) + "' is there already");
                }
            }
            return List.copyOf(numbers);
        }
    }
}
