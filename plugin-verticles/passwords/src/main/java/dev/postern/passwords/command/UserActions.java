package dev.postern.passwords.command;

import dev.postern.passwords.users.NewCredentials;
import dev.postern.passwords.users.UsersFile;
import dev.postern.support.BadFileException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The words behind {@code user}, and their options. */
@Command(
        name = "postern user",
        description = {"Changes who may log in. A server that runs sees it within a second.", ""},
        subcommands = {UserActions.Add.class, UserActions.Remove.class, UserActions.Names.class},
        footer = {
            "",
            "Which file: --conf and --set say what the configuration is, as for a start.",
            "",
            "Exit code: 0 done, 2 something to mend is named, 1 there is no such user.",
            "",
            "Examples:",
            "  java -jar postern.jar user add alice@example.org",
            "  echo \"$PASSWORD\" | java -jar postern.jar user add --scram alice@example.org",
            "  java -jar postern.jar user add --token printer@example.org"
        })
final class UserActions {
    static final int NO_SUCH_USER = 1;

    @Option(names = "--help", usageHelp = true, description = "Prints this text, then exits.")
    private boolean help;

    /** What all of them have. */
    abstract static class Action {
        @Option(
                names = "--file",
                paramLabel = "PATH",
                description = "The file of the users. Default: plugins.passwords.file of the configuration.")
        private Path file;

        @Option(names = "--json", description = "Prints one JSON object, also where something is wrong.")
        private boolean json;

        @Option(names = "--help", usageHelp = true, description = "Prints this text, then exits.")
        private boolean help;

        /** Whether a program reads what is said. */
        boolean json() {
            return json;
        }

        /** Null for that of the configuration. */
        Path file() {
            return file;
        }

        /**
         * Does it.
         *
         * @return the exit code
         * @throws IllegalArgumentException if what was given cannot be
         */
        abstract int run(UsersFile users, Terminal terminal) throws IOException, BadFileException;
    }

    @Command(
            name = "add",
            description = {
                "Adds a user, or gives one a new password, a token or a certificate.",
                "The password is asked for; without a console it is the first line of the standard input.",
                ""
            })
    static final class Add extends Action {
        private static final int TOKEN = 32;

        @Parameters(paramLabel = "NAME", description = "Who logs in, as alice@example.org.")
        private String name;

        @Option(names = "--scram", description = "Keeps SCRAM keys of the password too.")
        private boolean scram;

        @Option(names = "--bcrypt", description = "Keeps the password as bcrypt, not as argon2id.")
        private boolean bcrypt;

        @Option(
                names = "--token",
                description = "Makes a token for OAUTHBEARER and prints it, this once. No password is asked for.")
        private boolean token;

        @Option(
                names = "--certificate",
                paramLabel = "FILE|SHA256",
                description =
                        "A client certificate for EXTERNAL, in PEM or DER, or its SHA-256. No password is asked for.")
        private List<String> certificates = new ArrayList<>();

        @Override
        int run(UsersFile users, Terminal terminal) throws IOException, BadFileException {
            boolean other = token || !certificates.isEmpty();
            List<String> fingerprints = new ArrayList<>();
            for (String certificate : certificates) {
                fingerprints.add(Fingerprint.of(certificate));
            }
            String password = other && !scram && !bcrypt ? null : terminal.newPassword(name);
            String secret = token ? newToken() : null;
            List<String> tokens = token ? List.of(secret) : List.of();
            boolean added = users.add(name, new NewCredentials(password, bcrypt, scram, tokens, fingerprints));
            JsonObject result = new JsonObject().put("name", name).put("added", added);
            terminal.report(
                    token ? result.put("token", secret) : result,
                    name + (added ? " is added" : " is changed") + (token ? "\ntoken: " + secret : ""));
            return 0;
        }

        private static String newToken() {
            byte[] octets = new byte[TOKEN];
            new SecureRandom().nextBytes(octets);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
        }
    }

    @Command(
            name = "remove",
            description = {"Removes a user.", ""})
    static final class Remove extends Action {
        @Parameters(paramLabel = "NAME", description = "Who logs in no more.")
        private String name;

        @Override
        int run(UsersFile users, Terminal terminal) throws IOException, BadFileException {
            if (!users.remove(name)) {
                terminal.complain("there is no user '" + name + "'");
                return NO_SUCH_USER;
            }
            terminal.report(new JsonObject().put("name", name).put("removed", true), name + " is removed");
            return 0;
        }
    }

    @Command(
            name = "list",
            description = {"Prints all users, one a line, and what proves each.", ""})
    static final class Names extends Action {
        @Override
        int run(UsersFile users, Terminal terminal) throws IOException, BadFileException {
            JsonArray all = new JsonArray();
            StringBuilder text = new StringBuilder();
            users.list().forEach(user -> {
                all.add(new JsonObject().put("name", user.name()).put("proofs", user.proofs()));
                text.append(user.name())
                        .append("  ")
                        .append(String.join(", ", user.proofs()))
                        .append('\n');
            });
            terminal.report(new JsonObject().put("users", all), text.toString().stripTrailing());
            return 0;
        }
    }
}
