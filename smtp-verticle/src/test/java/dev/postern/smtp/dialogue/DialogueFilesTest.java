package dev.postern.smtp.dialogue;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plays the files in {@code dialogues}: the RFCs, section by section, the PROXY protocol and XCLIENT. They are played with a real
 * server; where time has to pass, with one in memory.
 */
class DialogueFilesTest {
    @TempDir
    static Path folder;

    private static DialogueServers servers;

    @BeforeAll
    static void start() throws Exception {
        servers = new DialogueServers(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        servers.close();
    }

    @TestFactory
    Stream<DynamicTest> files() throws Exception {
        return all().stream()
                .flatMap(file -> file.setting().over().stream()
                        .map(over -> DynamicTest.dynamicTest(
                                file.name() + " " + over,
                                () -> new DialoguePlayer(file, servers.delivered())
                                        .play(servers.connect(file.setting(), over), over))));
    }

    /** Else a file that is not found, or has no expectation, would pass. */
    @Test
    void eachFileExpectsSomethingOfTheServer() throws Exception {
        assertTrue(all().size() > 150, all().size() + " files");
        for (DialogueFile file : all()) {
            assertTrue(file.lines().stream().anyMatch(DialogueFile.Line::isExpected), file.name());
        }
    }

    private static List<DialogueFile> all() throws Exception {
        return DialogueFile.in(
                Path.of(DialogueFilesTest.class.getResource("/dialogues").toURI()));
    }
}
