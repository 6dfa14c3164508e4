package dev.postern.passwords.users;

import dev.postern.passwords.hash.SaslPrep;
import dev.postern.passwords.hash.Secrets;
import dev.postern.support.BadFileException;
import dev.postern.support.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The users file, for those who change it. Each change is all or nothing, and those made at the same time, in other processes
 * too, wait for each other. Comments and the lines of other users stay as they are. A file that a server would refuse is left
 * alone. Everything here blocks.
 */
public final class UsersFile {
    private static final List<String> BEGINNING = List.of(
            "# Who may log in; see src/docs/plugins/passwords.md. One user a line: a name, and what proves it.", "");

    private final Path file;

    public UsersFile(Path file) {
        this.file = file;
    }

    /**
     * A user, for people.
     *
     * @param proofs what kinds there are, as {@code argon2id}, {@code scram}, {@code 2 tokens}
     */
    public record Entry(String name, List<String> proofs) {}

    /**
     * Gives a user something, and makes the user and the file if they are not there yet.
     *
     * @return whether the user is new
     * @throws BadFileException if the file is wrong already
     * @throws IllegalArgumentException if the name or the password can be none, or the user would have nothing
     */
    public boolean add(String name, NewCredentials addition) throws IOException, BadFileException {
        UserLine.requireName(name);
        return LockedFile.of(file).change(() -> {
            List<String> lines = lines();
            int index = find(lines, name);
            UserLine before = index < 0 ? new UserLine(name, List.of()) : parse(lines.get(index));
            UserLine after = new UserLine(before.name(), addition.to(before.words()));
            String text = UserLine.parse(after.text()).text();
            if (index < 0) {
                lines.add(text);
            } else {
                lines.set(index, text + trailer(lines.get(index)));
            }
            return new LockedFile.Change<>(index < 0, withSecret(lines));
        });
    }

    /**
     * Takes a user away.
     *
     * @return false if there was none
     * @throws BadFileException if the file is not there, or wrong
     */
    public boolean remove(String name) throws IOException, BadFileException {
        check();
        return LockedFile.of(file).change(() -> {
            List<String> lines = lines();
            int index = find(lines, name);
            if (index < 0) {
                return new LockedFile.Change<>(false, null);
            }
            lines.remove(index);
            return new LockedFile.Change<>(true, lines);
        });
    }

    /**
     * All users in the order of the file, without what they prove themselves by.
     *
     * @throws BadFileException if the file is not there, or wrong
     */
    public List<Entry> list() throws IOException, BadFileException {
        check();
        return lines().stream()
                .filter(UsersFile::isUser)
                .map(UsersFile::parse)
                .map(line -> new Entry(line.name(), proofs(line)))
                .toList();
    }

    /**
     * Reads the file as a server would.
     *
     * @throws BadFileException naming the file, the line if one is to blame, and what was expected
     */
    public void check() throws BadFileException {
        TextFile.read(file, new Users.Reader());
    }

    private List<String> lines() throws IOException, BadFileException {
        if (!Files.exists(file)) {
            return new ArrayList<>(BEGINNING);
        }
        check();
        return new ArrayList<>(Files.readAllLines(file));
    }

    /** SCRAM keys need a secret beside them: see {@link Users.Reader#result}. */
    private static List<String> withSecret(List<String> lines) {
        boolean secret = lines.stream().anyMatch(line -> said(line).startsWith(Users.Reader.SECRET));
        boolean scram = lines.stream()
                .filter(UsersFile::isUser)
                .flatMap(line -> parse(line).words().stream())
                .anyMatch(word -> UserLine.kindOf(word) == UserLine.Kind.SCRAM);
        if (scram && !secret) {
            String digits = HexFormat.of().formatHex(Secrets.random(Users.Reader.SECRET_SIZE));
            lines.add("# What SCRAM says to users that do not exist is made from this; the same on each node.");
            lines.add(Users.Reader.SECRET + digits);
        }
        return lines;
    }

    private static int find(List<String> lines, String name) {
        String wanted = SaslPrep.name(name);
        for (int i = 0; i < lines.size(); i++) {
            if (isUser(lines.get(i))
                    && SaslPrep.name(parse(lines.get(i)).name()).equals(wanted)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isUser(String line) {
        String text = said(line);
        return !text.isEmpty() && !text.startsWith(Users.Reader.SECRET);
    }

    private static UserLine parse(String line) {
        return UserLine.parse(said(line));
    }

    private static String said(String line) {
        return line.substring(0, TextFile.comment(line)).strip();
    }

    /** The comment of a line, with the white space before it. */
    private static String trailer(String line) {
        String before = line.substring(0, TextFile.comment(line)).stripTrailing();
        return line.substring(before.length());
    }

    private static List<String> proofs(UserLine line) {
        return line.words().stream()
                .collect(Collectors.groupingBy(UserLine::kindOf, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(kind -> kind.getValue() == 1
                        ? kind.getKey().key()
                        : kind.getValue() + " " + kind.getKey().key() + "s")
                .toList();
    }
}
