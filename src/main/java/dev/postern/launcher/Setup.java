package dev.postern.launcher;

import dev.postern.launcher.config.Configuration;
import dev.postern.launcher.config.ControlSection;
import dev.postern.launcher.config.SmtpSection;
import dev.postern.launcher.tls.Certificates;
import java.nio.file.Path;
import java.util.Set;

/**
 * What a process is to be.
 *
 * @param configuration valid, but for what its problems say
 * @param parts what runs in it
 */
record Setup(Configuration configuration, Set<Part> parts) {
    boolean runs(Part part) {
        return parts.contains(part);
    }

    SmtpSection smtp() {
        return new SmtpSection(configuration);
    }

    Path data() {
        return Path.of(configuration.section("node").getString("data"));
    }

    String nodeName() {
        return configuration.section("node").getString("name");
    }

    Certificates certificates() {
        return Certificates.of(configuration.section("tls"), data());
    }

    boolean needsCertificate() {
        return runs(Part.SMTP) && smtp().usesTls()
                || ControlSection.of(configuration).usesTls();
    }
}
