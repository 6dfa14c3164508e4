package dev.postern;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Programs that others have written to send mail. */
enum ForeignClient {
    CURL {
        @Override
        List<String> command(Errand errand) {
            String scheme = errand.tls() == Tls.IMPLICIT ? "smtps" : "smtp";
            List<String> command = new ArrayList<>(List.of("curl", "-sS", "-k"));
            if (errand.tls() == Tls.STARTTLS) {
                command.add("--ssl-reqd");
            }
            command.addAll(List.of("--mail-from", SENDER, "--mail-rcpt", errand.to(), "-T"));
            command.addAll(
                    List.of(errand.file().toString(), scheme + "://127.0.0.1:" + errand.port() + "/client.example"));
            return command;
        }
    },
    SWAKS {
        @Override
        List<String> command(Errand errand) {
            List<String> command = new ArrayList<>(List.of("swaks", "--silent", "1", "--helo", "client.example"));
            if (errand.tls() != Tls.NONE) {
                command.add(errand.tls() == Tls.STARTTLS ? "-tls" : "-tlsc");
            }
            command.addAll(List.of("--server", "127.0.0.1:" + errand.port(), "--from", SENDER, "--to", errand.to()));
            command.addAll(List.of("--data", "@" + errand.file()));
            return command;
        }

        /** It sends the end of the content as the file has it, and adds an empty line where the file has none. */
        @Override
        byte[] file(byte[] content) {
            byte[] file = Arrays.copyOf(content, content.length + 3);
            System.arraycopy(".\r\n".getBytes(StandardCharsets.US_ASCII), 0, file, content.length, 3);
            return file;
        }
    },
    MSMTP {
        @Override
        List<String> command(Errand errand) {
            return List.of(
                    "msmtp",
                    "--host=127.0.0.1",
                    "--port=" + errand.port(),
                    "--tls=" + (errand.tls() == Tls.NONE ? "off" : "on"),
                    "--tls-starttls=" + (errand.tls() == Tls.STARTTLS ? "on" : "off"),
                    "--tls-certcheck=off",
                    "--domain=client.example",
                    "--from=" + SENDER,
                    "--set-from-header=off",
                    "--set-date-header=off",
                    errand.to());
        }
    },
    /** smtplib. */
    PYTHON3 {
        @Override
        List<String> command(Errand errand) {
            return List.of(
                    "python3",
                    "-c",
                    SMTPLIB,
                    errand.tls().name(),
                    String.valueOf(errand.port()),
                    SENDER,
                    errand.to(),
                    errand.file().toString());
        }
    };

    static final String SENDER = "anna@example.net";

    private static final String SMTPLIB = """
            import smtplib, ssl, sys
            tls, port, sender, to, file = sys.argv[1:]
            trust = ssl._create_unverified_context()
            if tls == "IMPLICIT":
                client = smtplib.SMTP_SSL("127.0.0.1", int(port), "client.example", timeout=60, context=trust)
            else:
                client = smtplib.SMTP("127.0.0.1", int(port), "client.example", timeout=60)
            if tls == "STARTTLS":
                client.starttls(context=trust)
            with open(file, "rb") as message:
                client.sendmail(sender, [to], message.read(), ["BODY=8BITMIME", "SMTPUTF8"])
            client.quit()
            """;

    /** How the client speaks to the server. */
    enum Tls {
        NONE,
        STARTTLS,
        IMPLICIT
    }

    /** One message to send; a program that reads no file finds it on its standard input. */
    record Errand(Tls tls, int port, String to, Path file) {}

    /** The command line that sends a message. */
    abstract List<String> command(Errand errand);

    /** What the file of a message must have for the server to get this content. */
    byte[] file(byte[] content) {
        return content;
    }

    String program() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isInstalled() {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program())));
    }
}
