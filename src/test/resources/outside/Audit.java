import dev.postern.contract.*;
import dev.postern.contract.plugin.*;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Set;

public final class Audit implements ReportHandler {
    private final Path file;

    public Audit(JsonObject options) {
        this.file = Path.of(options.getString("file"));
    }

    @Override
    public Set<Stage> stages() {
        return EnumSet.of(Stage.CONNECT, Stage.HELO, Stage.MAILFROM);
    }

    @Override
    public void handle(Report report) {
        try {
            Files.writeString(
                    file, report.event().stage().key() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
